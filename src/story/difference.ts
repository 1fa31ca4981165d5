/** What one run did that another did not: programs, files, peers, calls and their errors, privileges. */

import { commandText } from './command-text.js';
import { accesses } from './deed.js';
import type { TracedProcess } from './processes.js';
import type { Story } from './story.js';

export interface Novelty {
  readonly what: string;
  readonly item: string;
}

export interface Difference {
  readonly onlyInFirst: readonly Novelty[];
  readonly onlyInSecond: readonly Novelty[];
}

/** Process ids and times do not count. */
export function difference(first: Story, second: Story): Difference {
  return { onlyInFirst: novelties(second, first), onlyInSecond: novelties(first, second) };
}

function novelties(before: Story, after: Story): readonly Novelty[] {
  const known = new Set(Array.from(traits(before), traitKey));
  const found = new Map<string, Novelty>();
  for (const trait of traits(after)) {
    const key = traitKey(trait);
    if (!known.has(key) && !found.has(key)) found.set(key, trait);
  }
  return [...found.values()];
}

function traitKey({ what, item }: Novelty): string {
  return `${what}\0${item}`;
}

function* traits(story: Story): Generator<Novelty> {
  yield* processTraits(story.processes);
  for (const { path, counts, renamedTo } of story.files) {
    for (const access of accesses) if (counts.has(access)) yield { what: `file ${access}`, item: path };
    for (const name of renamedTo) yield { what: 'file renamed', item: `${path} \xe2\x86\x92 ${name}` };
  }
  for (const { direction, family, address, port } of story.peers) {
    yield { what: `socket ${direction}`, item: `${family} ${address}${port === undefined ? '' : ` port ${port}`}` };
  }
  for (const { change } of story.privileges) {
    // Sessions have a new number in every run.
    if (!change.startsWith('login: session')) yield { what: 'privileges', item: change };
  }
  for (const { name, errorCounts } of story.calls) {
    yield { what: 'system call', item: name };
    for (const [error] of errorCounts) yield { what: 'error', item: `${name} ${error}` };
  }
}

function* processTraits(roots: readonly TracedProcess[]): Generator<Novelty> {
  const open = [...roots].reverse();
  for (let process = open.pop(); process; process = open.pop()) {
    for (const words of process.commands) yield { what: 'command', item: commandText(words) };
    const name = process.commands.at(-1)?.[0] ?? process.comm;
    if (process.exitStatus) yield { what: 'exit status', item: `${name} ${process.exitStatus}` };
    if (process.signal !== undefined) yield { what: 'killed', item: `${name} ${process.signal}` };
    open.push(...process.children.toReversed());
  }
}
