/** What the options of a command line ask for, criterion by criterion, while they are read; `tree.ts` makes one tree of it. */
import type { Criterion, LeafValues } from './criterion.js';

export type Asked = { -readonly [N in keyof LeafValues]?: LeafValues[N] | undefined } & {
  /** `-ua`: one of uid, euid and auid is enough; `-ga`: one of gid and egid; `-se`: subject or object. */
  anyUid?: boolean;
  anyGid?: boolean;
  anyLabel?: boolean;
  /** `-w`: texts must be equal; otherwise it is enough that they occur. */
  wholeWords?: boolean;
  /** What more must hold. */
  also?: readonly Criterion[];
  /**
   * A user or group that this machine does not know. The log's own names may; if nothing matches and the log has no such
   * name either, this message goes out, as the original does at once.
   */
  unknownName?: UnknownName;
  /** For standard error: what may not mean what was meant. */
  notes?: readonly string[];
};

export interface UnknownName {
  readonly name: string;
  readonly message: string;
}
