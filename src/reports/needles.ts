/** From a report to needles: what an event that it is about holds at least, so that the scanner leaves out the others. */
import type { Needle, NeedleGroup } from '../log/scan/needle.js';
import { MOST_OF_ALL, needlesOf, SHORT_ADDRESS } from '../query/needles.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';
import { reportByName } from './catalog.js';
import type { ReportJob } from './job.js';
import type { TypeSet } from './types.js';

/** Addresses that are too short are complained about in any event, so those are among them. None: every event is looked at. */
export function reportNeedles(job: NeedleJob): readonly NeedleGroup[] {
  const groups = needlesOf(job, true);
  const own = ownNeedles(job);
  const count = [...groups.flat(), ...own].length;
  if (own.length === 0 || count >= MOST_OF_ALL) return groups;
  return [...groups, [...own, SHORT_ADDRESS]];
}

type NeedleJob = Pick<ReportJob, 'report' | 'criterion' | 'histogram' | 'grouping' | 'columns'>;

function ownNeedles({ report, histogram, grouping, columns }: NeedleJob): NeedleGroup {
  const { shape } = reportByName(report);
  if (shape.kind !== 'listing') return [];
  if (shape.types) return typeNeedles(shape.types);
  const showsOthers = histogram || grouping || columns;
  return showsOthers ? [] : (shape.holds ?? []);
}

/**
 * Beginnings that the names of these types have, and few others: as long as there are not too many of them. Lines that tell a
 * type in another way than by its name are let through by the scanner.
 */
function typeNeedles({ has }: TypeSet): readonly Needle[] {
  const all = rows(tables.recordTypes).map(({ name, number }) => ({ name: `${name} `, isMeant: has(number) }));
  const others = all.filter(({ isMeant }) => !isMeant);
  const own = all.filter(({ isMeant }) => isMeant).map(({ name }) => ownBeginning(name, others));
  let beginnings = new Set(own);
  for (let length = LONGEST; beginnings.size > MOST_TYPES; length--)
    beginnings = new Set(own.map((it) => it.slice(0, length)));
  return [...beginnings].map((beginning) => ({ kind: 'text', text: `type=${beginning}` }));
}

/** More of them cost more than they save. */
const MOST_TYPES = 16;
/** Letters of a type's name. */
const LONGEST = 40;

/** The shortest beginning of `name` that none of `others` has. */
function ownBeginning(name: string, others: readonly { readonly name: string }[]): string {
  let length = 1;
  while (length < name.length && others.some((other) => other.name.startsWith(name.slice(0, length)))) length++;
  return name.slice(0, length);
}
