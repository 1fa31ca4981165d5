/**
 * What of an event decides what it comes to for somebody who reads little of it: events that are alike in that have one shape.
 *
 *     SYSCALL     : arch=… success=yes │ exit=0 … pid=7 │ auid=0 … ses=3 … comm="x" exe="/x" key="k" ␝ ARCH=x86_64 …
 *                 head                  passing values   rest    ~~~~~                              ~~~~~~~~~~~~~~~
 *     ANOM_ABEND  : auid=0 uid=0 gid=0 ses=3 pid=7 comm="a pid=7" sig=6
 *                 rest                 ~~~~~~~~~~~
 *     PATH        : item=0 name="/tmp/7f3a" inode=119 …
 *                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
 *
 * Marked is what need not count: names that the log added; numbers of processes and sessions before the first text; records of
 * which nothing is read. The process that an event names may be told all the same (shape-counter.ts).
 */
export interface Regard {
  /** What counts of records of a type. Those of which not all does are not read at all, whatever their form. */
  readonly record: (type: number) => 'all' | 'type' | 'nothing';
  /** Whether the names count that the log added. */
  readonly names: boolean;
  /** Whether the numbers of processes and sessions count that stand before any text. */
  readonly numbers: boolean;
}

/** Process ids among what differs in an event though its shape is the same: how many, and which; -1: they are not all the same. */
export interface Pids {
  readonly count: number;
  readonly pid: number;
}

export const EVERYTHING: Regard = { record: () => 'all', names: true, numbers: true };
