/** A refusal of the kernel or of its socket, with the error number that decides what a program does about it. */

import { AuditError } from '../errors.js';
import * as tables from '../tables/generated/tables.js';
import { valueTable } from '../tables/lookup.js';
import { reasonOf } from '../tables/reason.js';

export const EPERM = 1;
export const ENOENT = 2;
export const EEXIST = 17;
export const EINVAL = 22;
export const EAGAIN = 11;
export const ENOBUFS = 105;
export const ECONNREFUSED = 111;

export class KernelError extends AuditError {
  /** Positive error number. */
  readonly errno: number;
  /** Its name, `EPERM`; empty when unknown. */
  readonly errnoName: string;

  /** `operation` says what was asked for; it becomes part of the message. */
  constructor(errno: number, operation: string) {
    super('netlink', `${operation}: ${reasonOf(errno)}`);
    this.name = 'KernelError';
    this.errno = errno;
    this.errnoName = valueTable(tables.errno).name(errno) ?? '';
  }
}
