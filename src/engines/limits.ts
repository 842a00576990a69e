/** Limits of what the kernels count with, for the options that reach them. A leaf: imports nothing. */

/** Rows, steps and indices are 32-bit integers. */
export const MOST_INDEX = 2 ** 31 - 1;

/** The largest float32. */
export const LARGEST_FLOAT = 3.4e38;

/** Threads of a process (native/pool.h). */
export const MOST_THREADS = 64;
