/** From a query to a predicate over events (spec ausearch section 6). */
import type { Accounts } from '../accounts/accounts.js';
import { type Attributes, createExtractor, type Diagnostics, overlaid } from '../attributes/extractor.js';
import type { AuditEvent } from '../log/event.js';
import { machineByElf } from '../tables/syscalls.js';
import { groupTests, userTests } from './account-match.js';
import { compileFieldCriterion } from './field-criterion.js';
import { type Query, wantedGroups } from './query.js';

export interface MatchEnvironment {
  readonly accounts: Accounts;
  /** Receives what the search says about records on standard error; nobody, unless given. */
  readonly diagnostics?: Diagnostics;
}

export interface Matcher {
  /** May overwrite bytes of a record's text, before it is shown (spec ausearch 5.2, BUG?). */
  readonly matches: (event: AuditEvent) => boolean;
  /** Names of the query that the log's own enrichment knew, as far as events were looked at. */
  readonly namesSeen: ReadonlySet<string>;
}

type AttributeTest = (attributes: Attributes) => boolean;
type EventTest = (event: AuditEvent) => boolean;

export function compileQuery(query: Query, { accounts, diagnostics }: MatchEnvironment): Matcher {
  const wanted = wantedGroups(query);
  const malformed = query.malformed ?? 'keep';
  const extractor = createExtractor(wanted, { malformed, ...(diagnostics && { diagnostics }) });
  const namesSeen = new Set<string>();
  const lookup = { accounts, seen: (name: string): void => void namesSeen.add(name) };
  const identity = identityTests(query);
  const header = headerTests(query);
  const attributeTests = [...userTests(query, lookup), ...groupTests(query, lookup), ...valueTests(query)];
  // Nothing of an event that fails cheaper tests is seen, unless extraction itself may have something to say.
  const speaks = diagnostics?.debug === true || wanted.has('hn') || wanted.has('f');

  const extractAndTest = (event: AuditEvent): boolean => {
    const attributes = extractor.extract(event);
    if (attributes === undefined) return false;
    if (holdsFor(attributes, attributeTests)) return true;
    return attributes.isLoose && event.records.length > 1 && matchesLoosely(event, attributes);
  };
  const silent = createExtractor(wanted);
  /** The original never finds such an event. Here every criterion may be met by any of the records that it stumbles over. */
  const matchesLoosely = (event: AuditEvent, attributes: Attributes): boolean => {
    const views = [attributes];
    for (const record of event.records) {
      const alone = silent.extract({ ...event, records: [record] });
      if (alone?.isLoose) views.push(overlaid(attributes, alone));
    }
    return attributeTests.every((test) => views.some(test));
  };
  const tests = speaks ? [...identity, extractAndTest, ...header] : [...identity, ...header, extractAndTest];
  return { matches: (event) => holdsFor(event, tests), namesSeen };
}

function holdsFor<T>(subject: T, tests: readonly ((subject: T) => boolean)[]): boolean {
  for (let i = 0; i < tests.length; i++) if (!tests[i]!(subject)) return false;
  return true;
}

/** What keeps an event from being extracted at all. */
function identityTests({ start, end, serial }: Query): EventTest[] {
  const tests: EventTest[] = [];
  if (start !== undefined) tests.push((event) => event.sec >= start);
  if (end !== undefined) tests.push((event) => event.sec <= end);
  if (serial !== undefined) tests.push((event) => event.serial === serial);
  return tests;
}

/** Nodes, record types and fields by name: no attribute is needed for these. */
function headerTests({ nodes = [], types = [], where = [] }: Query): EventTest[] {
  const tests: EventTest[] = [];
  if (nodes.length > 0) tests.push(({ node }) => node !== undefined && nodes.includes(node));
  if (types.length > 0) {
    const set = new Set(types);
    tests.push(({ records }) => records.some(({ type }) => set.has(type)));
  }
  for (const criterion of where) tests.push(compileFieldCriterion(criterion));
  return tests;
}

function valueTests(query: Query): AttributeTest[] {
  const { ppid, pid, machine, syscall, session, exit, success } = query;
  const tests: AttributeTest[] = [];
  if (ppid !== undefined) tests.push((from) => from.ppid === ppid);
  if (pid !== undefined) tests.push((from) => from.pid === pid);
  if (machine !== undefined) tests.push(({ arch }) => typeof arch === 'number' && machineByElf(arch)?.name === machine);
  if (syscall !== undefined) tests.push((from) => from.syscall === syscall);
  if (session !== undefined) tests.push((from) => from.session === session);
  if (exit !== undefined) tests.push((from) => from.exit === exit);
  if (success !== undefined) tests.push((from) => from.success === success);
  return [...tests, ...textTests(query), ...contextTests(query)];
}

/** Does a text of the event satisfy the text asked for? Missing texts never do. */
type TextTest = (text: string | undefined) => boolean;

function textTest(asked: string, wholeWords: boolean | undefined): TextTest {
  return wholeWords ? (text) => text === asked : (text) => text?.includes(asked) === true;
}

function textTests(query: Query): AttributeTest[] {
  const { file, hostname, terminal, exe, comm, key, uuid, vmName, wholeWords } = query;
  const tests: AttributeTest[] = [];
  const add = (asked: string | undefined, make: (holds: TextTest) => AttributeTest): void => {
    if (asked !== undefined) tests.push(make(textTest(asked, wholeWords)));
  };
  add(file, (holds) => (from) => holds(from.cwd) || from.files?.some(holds) === true);
  add(hostname, (holds) => (from) => holds(from.hostname));
  add(terminal, (holds) => (from) => holds(from.terminal));
  add(exe, (holds) => (from) => holds(from.exe));
  add(comm, (holds) => (from) => holds(from.comm));
  add(key, (holds) => (from) => from.keys?.some(holds) === true);
  add(vmName, (holds) => (from) => holds(from.vmName));
  add(uuid, (holds) => (from) => holds(from.uuid));
  return tests;
}

function contextTests({ subject, object, subjectOrObject, wholeWords }: Query): AttributeTest[] {
  const tests: AttributeTest[] = [];
  if (subject !== undefined) {
    const holds = textTest(subject, wholeWords);
    tests.push(({ contexts }) => contexts?.some((entry) => holds(entry.subject)) === true);
  }
  if (object !== undefined) {
    const holds = textTest(object, wholeWords);
    tests.push(({ contexts }) => contexts?.some((entry) => holds(entry.object)) === true);
  }
  return subjectOrObject && tests.length > 1 ? [(from) => tests.some((test) => test(from))] : tests;
}
