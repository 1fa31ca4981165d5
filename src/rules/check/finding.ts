/** What a check of rule files says, for one machine or several. */
import { withoutBlanksBehind } from '../../bytes/blanks.js';

export interface Finding {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in bytes. */
  readonly column: number;
  readonly level: 'error' | 'warning';
  readonly reason: string;
  readonly hint: string | undefined;
  /** Name of the machine when not all of the checked ones have the problem. */
  readonly machine: string | undefined;
}

export interface MachineFindings {
  readonly machine: string | undefined;
  readonly findings: readonly Finding[];
}

/** `file:line:column: reason (hint)`, as compilers write it. */
export function findingText({ file, line, column, level, reason, hint, machine }: Finding): string {
  const prefix = `${level === 'warning' ? 'warning: ' : ''}${machine === undefined ? '' : `[${machine}] `}`;
  return `${file}:${line}:${column}: ${prefix}${withoutBlanksBehind(reason)}${hint ? ` (${hint})` : ''}`;
}

/** One list of what all machines say, in order of file (`files`: their names), line and column. */
export function joinFindings(perMachine: readonly MachineFindings[], files: readonly string[]): readonly Finding[] {
  const joined = new Map<string, { finding: Finding; machines: (string | undefined)[] }>();
  for (const { machine, findings } of perMachine) {
    for (const finding of findings) {
      const id = [finding.file, finding.line, finding.column, finding.reason].join('\0');
      const known = joined.get(id);
      if (!known) joined.set(id, { finding, machines: [machine] });
      else if (!known.machines.includes(machine)) known.machines.push(machine);
    }
  }
  const order = new Map(files.map((name, i) => [name, i]));
  const place = ({ file, line, column }: Finding): readonly number[] => [order.get(file) ?? 0, line, column];
  return [...joined.values()]
    .map(({ finding, machines }) =>
      machines.length === perMachine.length ? finding : { ...finding, machine: machines.join(',') },
    )
    .sort((one, other) => compareLists(place(one), place(other)));
}

function compareLists(one: readonly number[], other: readonly number[]): number {
  for (const [i, value] of one.entries()) {
    const difference = value - (other[i] ?? Number.NEGATIVE_INFINITY);
    if (difference !== 0) return difference;
  }
  return 0;
}
