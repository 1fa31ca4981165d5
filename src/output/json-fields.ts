/**
 * The fields of a record as JSON: raw and interpreted side by side. Most of a log is the same runs of fields over and
 * over (`auid=… uid=… … exe=…`), with a few that change every time between them; whole runs are remembered.
 */
import type { Interpreter } from '../interpret/interpreter.js';
import { overrideOf } from '../interpret/kind.js';
import type { Enrichment } from '../log/enrichment.js';
import { type EventFields, type FieldRef, NO_FIELD, recordOf } from '../normalize/fields.js';
import { KnownTokens } from '../normalize/known-tokens.js';
import { FieldTexts, isLastingText } from '../normalize/texts.js';
import { fingerprint } from '../normalize/token.js';
import { isJsonNumber, jsonString } from './json-text.js';

/** Fields that hardly ever repeat, or whose text depends on other fields: written one by one. */
const VOLATILE: ReadonlySet<number> = new Set(
  ['arch', 'syscall', 'uring_op', 'exit', 'a0', 'a1', 'a2', 'a3', 'ppid', 'pid', 'opid', 'name', 'inode', 'proctitle']
    .concat(['saddr', 'cwd', 'fan_type', 'fan_info', 'data', 'cmd', 'path', 'fp', 'spid', 'rport', 'new-level', 'key'])
    .map((name) => fingerprint(name)),
);

/** In all lists together. */
const RUNS_KEPT = 8192;
const LONGEST_RUN = 512;

const LONGEST_MEMBER = 256;

type Runs = Map<string, string>;

export class JsonFields {
  readonly fields: EventFields;
  readonly texts: FieldTexts;
  readonly #runsByList = new Map<Enrichment | undefined, Runs>();
  readonly #members: KnownTokens<string>;
  #runs: Runs = new Map();
  #runsList: Enrichment | undefined | null = null;
  #kept = 0;

  constructor(fields: EventFields, interpreter: Interpreter) {
    this.fields = fields;
    this.texts = new FieldTexts(fields, interpreter);
    this.#members = new KnownTokens(fields);
  }

  /** `{"name":…,"raw":…,"value":…},…`; what the document says elsewhere (node, type) is left out. */
  ofRecord(record: number): string {
    const { fields } = this;
    const count = fields.count(record);
    const canRun = overrideOf(fields.records[record]!.type) === undefined;
    if (canRun) this.#selectRuns(this.texts.listOf(record));
    let members = '';
    for (let field = headerFields(fields, record); field < count; ) {
      let end = field;
      if (canRun) while (end < count && !VOLATILE.has(fields.fingerprintOf(record, end))) end++;
      members += members === '' ? '' : ',';
      members += end - field > 1 ? this.#run(record, field, end) : this.#member(fields.at(record, field));
      field = Math.max(end, field + 1);
    }
    return members;
  }

  /** The first field of that name in the record. */
  find(record: number, name: string): FieldRef {
    const field = this.fields.indexOf(record, 0, name);
    return field < 0 ? NO_FIELD : this.fields.at(record, field);
  }

  raw(record: number, name: string): string | undefined {
    const ref = this.find(record, name);
    return ref < 0 ? undefined : this.fields.raw(ref);
  }

  text(record: number, name: string): string | undefined {
    const ref = this.find(record, name);
    return ref < 0 ? undefined : this.texts.text(ref);
  }

  #selectRuns(list: Enrichment | undefined): void {
    if (list === this.#runsList) return;
    this.#runsList = list;
    let runs = this.#runsByList.get(list);
    if (runs === undefined) {
      if (this.#runsByList.size >= RUNS_KEPT) this.#forget();
      runs = new Map();
      this.#runsByList.set(list, runs);
    }
    this.#runs = runs;
  }

  /** Members of fields `first` to `end`, the latter not included. */
  #run(record: number, first: number, end: number): string {
    const source = this.fields.source(record, first, end);
    const known = source === undefined ? undefined : this.#runs.get(source);
    if (known !== undefined) return known;
    let members = '';
    for (let field = first; field < end; field++) {
      members += `${field === first ? '' : ','}${this.#member(this.fields.at(record, field))}`;
    }
    if (source !== undefined && source.length <= LONGEST_RUN) {
      if (++this.#kept > RUNS_KEPT) this.#forget();
      this.#runs.set(detached(source), detached(members));
    }
    return members;
  }

  #forget(): void {
    this.#kept = 1;
    this.#runs = new Map();
    this.#runsByList.clear();
    this.#runsByList.set(this.#runsList ?? undefined, this.#runs);
  }

  #member(ref: FieldRef): string {
    const { fields } = this;
    const record = recordOf(ref);
    const list = this.texts.listOf(record);
    const { type } = fields.records[record]!;
    const known = this.#members.get(ref, type, list);
    if (known !== undefined) return known;
    const name = fields.name(ref);
    const raw = fields.raw(ref);
    const text = this.texts.text(ref);
    const member = `{"name":${jsonString(name)},"raw":${jsonString(raw)},"value":${jsonValue(raw, text)}}`;
    if (member.length <= LONGEST_MEMBER && isLastingText(name, list)) this.#members.set(ref, type, list, member);
    return member;
  }
}

function headerFields(fields: EventFields, record: number): number {
  let field = 0;
  for (const name of ['node', 'type']) {
    const ref = fields.at(record, field);
    if (ref >= 0 && fields.isNamed(ref, name)) field++;
  }
  return field;
}

/** A number where the text is the plain decimal number that was logged, else a string. */
function jsonValue(raw: string, text: string): string {
  return text === raw && isJsonNumber(raw) ? raw : jsonString(text);
}

/** A flat copy: the parts that a string was made of do not stay alive. */
function detached(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
