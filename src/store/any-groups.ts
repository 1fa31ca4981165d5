/**
 * What is found in an irregular record (`regular.ts`) may hang on what else is asked for. Whether it does is tried: the event is
 * read with each combination of the groups that the record's class looks at; the others make no difference to that class.
 */
import type { Attributes, Group, Wanted } from '../attributes/attributes.js';
import { createExtractor, type Diagnostics, type Extractor, overlaid } from '../attributes/extractor.js';
import { rowsFor } from '../attributes/steps.js';
import type { AuditEvent } from '../log/event.js';
import { type AuditRecord, freshRecord } from '../log/record.js';
import { searchClass } from '../tables/record-types.js';

/** Takes what a question for these groups finds in an event. */
type Found = (attributes: Attributes, wanted: Wanted) => void;

interface Question {
  readonly wanted: Wanted;
  readonly extractor: Extractor;
  /** As reports read: they take no text that is neither quoted nor hex digits. Made when the first record has one. */
  withoutPlain?: Extractor;
}

/** Records of an event that are read for it at most, and lists of groups: hostile logs have many of both. */
const MOST_READ = 1024;
const MOST_LISTS = 16;

/** The result says false where the combinations are too many to be tried. */
export function anyGroupsReader(
  all: readonly Group[],
  diagnostics: Diagnostics,
): (event: AuditEvent, irregular: readonly AuditRecord[], found: Found) => boolean {
  const known = new Map<string, readonly Question[]>();
  const questionsAbout = (groups: readonly Group[]): readonly Question[] => {
    const key = groups.join(' ');
    let questions = known.get(key);
    if (!questions && known.size < MOST_LISTS) {
      questions = combinations(groups, all).map((wanted) => ({
        wanted,
        extractor: createExtractor(wanted, { diagnostics }),
      }));
      known.set(key, questions);
    }
    return questions ?? [];
  };
  return (event, irregular, found) => {
    const groups = groupsOf(irregular);
    if (2 ** groups.length * event.records.length > MOST_READ) return false;
    const questions = questionsAbout(groups);
    for (const question of questions) askAll(question, event, found);
    return questions.length > 0;
  };
}

/** As searches and as reports find it; searches look at records that they stumble over one by one (`query/match.ts`). */
function askAll(question: Question, event: AuditEvent, found: Found): void {
  const { wanted, extractor } = question;
  const attributes = read(extractor, event, event.records);
  if (!attributes) return;
  found(attributes, wanted);
  if (attributes.hasPlainTexts) {
    question.withoutPlain ??= createExtractor(wanted, { plainTexts: false });
    const other = read(question.withoutPlain, event, event.records);
    if (other) found(other, wanted);
  }
  if (!attributes.isLoose || event.records.length === 1) return;
  for (const record of event.records) {
    const alone = read(extractor, event, [record]);
    if (alone?.isLoose) found(overlaid(attributes, alone), wanted);
  }
}

/** Reading changes records. */
function read(extractor: Extractor, event: AuditEvent, records: readonly AuditRecord[]): Attributes | undefined {
  return extractor.extract({ ...event, records: records.map(freshRecord) });
}

function combinations(groups: readonly Group[], all: readonly Group[]): readonly Wanted[] {
  const others = all.filter((group) => !groups.includes(group));
  return Array.from(
    { length: 2 ** groups.length },
    (_, bits) => new Set([...others, ...groups.filter((_, i) => (bits >> i) & 1)]),
  );
}

/** What decides how these records are read. */
function groupsOf(records: readonly AuditRecord[]): readonly Group[] {
  const found = new Set<Group>();
  for (const type of new Set(records.map(({ type }) => type))) addGroups(type, found);
  return [...found].sort();
}

function addGroups(type: number, to: Set<Group>, className = searchClass(type)): void {
  for (const { when, value } of rowsFor(className, type)) {
    // Records of this class are also read as those of the other one.
    if (value === 'run:task') addGroups(type, to, 'task');
    if (value === 'special:user-avc') addGroups(type, to, 'user');
    for (const group of when) if (group !== 'always') to.add(group === 'uid-number' ? 'uid' : group);
  }
}
