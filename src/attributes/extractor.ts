/** From an event to its attributes: the compiled steps of each record's class, run in order of arrival. */

import type { AuditEvent } from '../log/event.js';
import type { AuditRecord } from '../log/record.js';
import { CWD, PATH, URINGOP } from '../tables/generated/record-type.js';
import type { RecordClass } from '../tables/generated/tables.js';
import { searchClass } from '../tables/record-types.js';
import { type Attributes, initialAttributes, type Wanted } from './attributes.js';
import { fillFromUnknownType, fillPlainly } from './plain-reading.js';
import { type Diagnostics, type MalformedMode, RecordScan, type Step } from './record-scan.js';
import { compileSteps, takesNothing } from './steps.js';
import { addContext, emptyContext } from './store.js';

export type { Attributes, ContextEntry, Group, Malformed } from './attributes.js';
export { NEVER_SET, overlaid, UNSET } from './attributes.js';
export type { Diagnostics, MalformedMode } from './record-scan.js';

export interface ExtractorOptions {
  /** `skip` drops events as the reference does; `keep` (the default) takes what can be read. */
  readonly malformed?: MalformedMode;
  /** Receives the reference's messages; nobody, unless given. */
  readonly diagnostics?: Diagnostics;
  /** False: a text that is neither quoted nor hex digits is no value, as in the reference; otherwise it is taken as it stands. */
  readonly plainTexts?: boolean;
}

export interface Extractor {
  /**
   * Undefined when the event is dropped, which only happens in mode `skip`. May overwrite bytes of `record.text`
   * (BUG?).
   */
  readonly extract: (event: AuditEvent) => Attributes | undefined;
  /** Whether records of a type are passed over unread. */
  readonly passesOver: (type: number) => boolean;
}

/** What is done with records of one type. */
interface Plan {
  readonly steps: readonly Step[];
  readonly kind: 'steps' | 'daemon' | 'avc' | 'nothing' | 'unparsed' | 'uring';
  /** Shorter records are ignored. */
  readonly shortest: number;
}

const silence: Diagnostics = { debug: false, write: () => undefined };

/** `wanted` decides what is taken, and so also what a record must have. Compile once, use for every event. */
export function createExtractor(wanted: Wanted, options: ExtractorOptions = {}): Extractor {
  const mode = options.malformed ?? 'keep';
  const plainTexts = options.plainTexts ?? true;
  const diagnostics = options.diagnostics ?? silence;
  const keepsEntries = wanted.has('subject') || wanted.has('object') || wanted.has('avc');
  // When nobody hears of errors and none drops an event, steps that only check are not needed.
  const checks = mode === 'skip' || diagnostics.debug;
  const plans = new Map<number, Plan>();
  let scan: RecordScan | undefined;

  const planOf = (type: number): Plan => {
    let plan = plans.get(type);
    if (!plan) {
      plan = makePlan(type, wanted, checks);
      if (plans.size < 10_000) plans.set(type, plan); // hostile logs may name any number
    }
    return plan;
  };

  const runPlan = (plan: Plan, current: RecordScan, record: AuditRecord): void => {
    if (plan.kind === 'unparsed') {
      if (diagnostics.debug) diagnostics.write(`Unparsed type:${record.type}\n - skipped`);
      if (mode === 'keep') fillFromUnknownType(record, wanted, current.attributes);
      return;
    }
    current.start(record);
    if (current.text.length < plan.shortest) return;
    if (plan.kind === 'daemon') current.cursor = current.base = Math.max(0, current.text.indexOf(')'));
    else if (plan.kind === 'uring') current.attributes.arch = 'uring';
    else if (plan.kind === 'avc' && keepsEntries) current.entry = emptyContext(record);
    current.run(plan.steps);
    const { entry } = current;
    if (entry && (wanted.has('avc') || current.failure || isFilled(entry))) addContext(current.attributes, entry);
    if (current.failure) noteFailure(current);
    if (mode === 'keep' && (current.failure || (plainTexts && current.isUndecoded))) {
      current.attributes.isLoose ||= current.failure !== undefined;
      current.attributes.hasPlainTexts ||= current.isUndecoded;
      fillPlainly(record, wanted, current.attributes, entry);
    }
  };

  const noteFailure = ({ failure, attributes }: RecordScan): void => {
    if (!failure) return;
    attributes.malformed ??= [];
    attributes.malformed.push(failure);
    if (diagnostics.debug) {
      const fate = mode === 'skip' ? 'Malformed event skipped' : 'Malformed record kept';
      diagnostics.write(`${fate}, rc=${failure.rc}. ${failure.text}\n`);
    }
  };

  return {
    extract: ({ records }) => {
      const attributes = initialAttributes();
      const [first] = records;
      if (!first) return attributes;
      scan ??= new RecordScan(first, attributes, diagnostics, mode);
      scan.attributes = attributes;
      scan.dropped = false;
      for (const record of records) {
        const plan = planOf(record.type);
        if (plan.kind !== 'nothing') runPlan(plan, scan, record);
        if (scan.dropped) return undefined;
      }
      return attributes;
    },
    passesOver: (type) => planOf(type).kind === 'nothing',
  };
}

function isFilled(entry: { readonly subject: string | undefined; readonly object: string | undefined }): boolean {
  return entry.subject !== undefined || entry.object !== undefined;
}

const IGNORED: Plan = { steps: [], kind: 'nothing', shortest: 0 };

/** Shorter CWD and PATH records are ignored. */
const shortestText: ReadonlyMap<number, number> = new Map([
  [CWD, 34],
  [PATH, 35],
]);

const planKinds: ReadonlyMap<RecordClass, Plan['kind']> = new Map([
  ['none', 'nothing'],
  ['other', 'unparsed'],
  ['daemon', 'daemon'],
  ['avc', 'avc'],
]);

function makePlan(type: number, wanted: Wanted, checks: boolean): Plan {
  const className = searchClass(type);
  const kind = type === URINGOP ? 'uring' : (planKinds.get(className) ?? 'steps');
  if (kind === 'nothing') return IGNORED;
  if (kind === 'unparsed') return { steps: [], kind, shortest: 0 };
  let steps = compileSteps(className, type, wanted);
  if (className === 'avc') {
    // An AppArmor record may have anything; without criteria the header step is left, as it changes the text that is shown.
    if (!checks && wantsNoAttribute(wanted)) steps = steps.slice(0, 1);
  } else if (!checks && takesNothing(className, type, wanted)) steps = [];
  if (steps.length === 0 && kind !== 'uring') return IGNORED;
  return { steps, kind, shortest: shortestText.get(type) ?? 0 };
}

function wantsNoAttribute(wanted: Wanted): boolean {
  return wanted.size === 0 || (wanted.size === 1 && wanted.has('arch'));
}
