/** Groups of the events that stores hold (`--by`): they count those whose fields columns tell, others are read here. */

import { alikePassing } from '../reports/alike.js';
import type { Group } from '../reports/group.js';
import { addGroups, combinations, newGroup } from '../reports/groups.js';
import type { Presenter } from '../reports/presenter.js';
import { surroundings } from '../reports/surroundings.js';
import { type CountedRows, firstAt, valuesIn } from '../store/count.js';
import { ANYWHERE, orderOf, PlacedTally } from './placed-tally.js';
import { alikeReader } from './stored-alike.js';
import { askForOdd } from './stored-events.js';
import { valuesReaders } from './stored-fields.js';
import { placeOf, readPlaced } from './stored-places.js';
import { notesOf, type StoredRun } from './stored-run.js';

export async function runStoredGroups(run: StoredRun, presenter: Presenter): Promise<number> {
  const { job, asked, sources, latest } = run;
  const { by = [], distinct } = job.grouping ?? {};
  const around = surroundings(job);
  const readers = await valuesReaders(distinct ? [...by, distinct] : by, { ...around, interpret: job.interpret });
  const passes = alikePassing(job, around);
  const alikeOf = alikeReader();
  const order = new PlacedTally(await orderOf(sources, latest));
  const groups = new Map<string, Group>();
  const addRows = (rows: CountedRows, tellsDistinct: boolean): void => {
    const valuesAt = valuesIn(rows);
    for (let i = 0; i < rows.length; i++) {
      const values = valuesAt(i);
      if (!passes(alikeOf(values))) continue;
      const first = firstAt(rows, i);
      const place = first ? placeOf(first, order) : ANYWHERE;
      const count = rows.counts[i]!;
      const keys = combinations(readers.slice(0, by.length).map((valuesOf) => valuesOf(values)));
      for (const [at, key] of keys.entries()) {
        order.add(key, count, place, at);
        const group = newGroup(key, rows.spans?.starts[i] ?? 0, distinct !== undefined);
        Object.assign(group, { count, last: rows.spans?.ends[i] ?? 0 });
        if (tellsDistinct) for (const value of readers[by.length]?.(values) ?? []) group.distinct?.add(value);
        addGroups(groups, { kind: 'groups', groups: new Map([[key, group]]) });
      }
    }
  };
  const odd = askForOdd(run);
  for (const { store, questions } of asked) {
    let tellsDistinct = true;
    for await (const rows of store.counts(questions)) {
      addRows(rows, tellsDistinct);
      tellsDistinct = false;
    }
  }
  const said = await readPlaced(run, odd, order, (part, place) => {
    if (part.kind !== 'groups') return;
    for (const [i, [key, { count }]] of [...part.groups].entries()) order.add(key, count, place, i);
    addGroups(groups, part);
  });
  // Equal groups stand in the order of first appearance.
  const placed = Array.from(order.counts(), ([key]) => groups.get(String(key)) ?? []).flat();
  const part = { kind: 'groups', groups: new Map(placed.map((group) => [group.key, group])) } as const;
  presenter.add({ part, messages: [...notesOf(run), ...said] });
  return presenter.end({ spans: [], firstStamp: undefined });
}
