/** Names of data sets. A leaf: imports nothing. */

/** A folder of datasets/, and no way out of it: lower-case letters, digits and hyphens. */
export const DATA_SET_NAME = /^[a-z0-9][a-z0-9-]*$/;
