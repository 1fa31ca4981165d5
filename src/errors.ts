/**
 * What can go wrong, as one class with a closed union of codes. Text for people is made where the error is thrown
 * (it names the file, offset or option); only `cli/run.ts` prints it and picks the exit status.
 */
export type AuditErrorCode =
  | 'usage' // a command line that cannot be accepted
  | 'input' // a log, rule file or configuration that cannot be read
  | 'output' // standard output cannot be written (full disk, I/O error)
  | 'closed-pipe' // the reader of standard output is gone: a quiet end
  | 'checkpoint' // the checkpoint file is unusable
  | 'rule' // a rule that cannot be parsed or encoded
  | 'netlink' // the kernel or the netlink socket refused something
  | 'addon' // the native addon is missing or unusable
  | 'trace'; // the traced program could not be run

export interface AuditErrorDetail {
  readonly cause?: unknown;
  /** Exit status that the programs use for this error; 1 unless given. */
  readonly exitStatus?: number;
  /** False for the few messages that the original prints without a newline. */
  readonly endLine?: boolean;
}

export class AuditError extends Error {
  readonly code: AuditErrorCode;
  readonly exitStatus: number;
  readonly endLine: boolean;

  constructor(code: AuditErrorCode, message: string, detail: AuditErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'AuditError';
    this.code = code;
    this.exitStatus = detail.exitStatus ?? 1;
    this.endLine = detail.endLine ?? true;
  }
}

/** A command line, or another question of the user's, that cannot be understood. */
export function usage(message: string, detail?: AuditErrorDetail): AuditError {
  return new AuditError('usage', message, detail);
}
