/**
 * What of an event decides what it comes to for somebody who reads little of it: events that are alike in that have one shape.
 *
 *     SYSCALL  : arch=… success=yes │ exit=0 … pid=7 │ auid=0 … ses=3 … comm="x" exe="/x" key="k" ␝ ARCH=x86_64 …
 *              head                  passing values   rest        ~                              ~~~~~~~~~~~~~~~
 *     PATH     item=0 name="/tmp/7f3a" inode=119 …                numbers                        names
 *              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ a record that tells nothing
 */
export interface Regard {
  /** What counts of records of a type. Those of which not all does are not read at all, whatever their form. */
  readonly record: (type: number) => 'all' | 'type' | 'nothing';
  /** Whether the names count that the log added. */
  readonly names: boolean;
  /** Whether the numbers of processes and sessions count that stand before any text. */
  readonly numbers: boolean;
}

export const EVERYTHING: Regard = { record: () => 'all', names: true, numbers: true };
