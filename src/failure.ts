/** Failures that are the user's to mend: a full sentence, no stack trace, and the exit code they end with. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  someTrialsFailed: 3,
  differs: 4,
  interrupted: 130,
} as const;

export class UserError extends Error {
  override readonly name = 'UserError';

  constructor(
    message: string,
    readonly exitCode: number = EXIT.failure,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Whether the file system says that there is no such file or folder. */
export const isAbsence = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** For `catch`: this value where there is no such file or folder; what cannot be read is no absence, and is thrown. */
export const whereAbsent =
  <T>(value: T) =>
  (error: unknown): T => {
    if (isAbsence(error)) return value;
    throw error;
  };

/**
 * What to do where a package's binary was not built, as by `npm ci --ignore-scripts`; null: the error is another one.
 * `needs`: what its build needs.
 */
export function unbuilt(error: unknown, name: string, needs: string): string | null {
  const { code, message = '' } = error as Partial<NodeJS.ErrnoException>;
  const isAbsent = code === 'MODULE_NOT_FOUND' || code === 'ERR_DLOPEN_FAILED';
  if (!isAbsent && !message.includes('bindings file')) return null;
  return `the package ${name} is not built here. Build it: npm rebuild ${name} (which needs ${needs} where its binary cannot be downloaded)`;
}

/** For zod, in place of its "received undefined". */
export const missing = ({ input }: { readonly input?: unknown }): string | undefined =>
  input === undefined ? 'It is missing' : undefined;
