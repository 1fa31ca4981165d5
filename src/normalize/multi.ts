/**
 * Events of several records: the subject and the result come from the SYSCALL record, action and object from a special
 * record or from the system call.
 */
import { ANOM_LINK, CONFIG_CHANGE, MAC_POLICY_LOAD, PATH, SYSCALL } from '../tables/generated/record-type.js';
import { actionByValue } from './action-rules.js';
import { configObject } from './config-object.js';
import type { FieldCursor } from './cursor.js';
import { NO_FIELD } from './field-ref.js';
import type { EventFields } from './fields.js';
import type { Findings } from './findings.js';
import { ObjectFinder } from './objects.js';
import { choosePath, pinned } from './path-choice.js';
import { scriptOrProgram } from './program.js';
import { type SpecialRecord, type Success, specialRecord, syscallAction } from './syscall-actions.js';
import type { FieldTexts } from './texts.js';

/** What label collection passes over between `uid` and `ses`. */
const IDENTITIES = ['ppid', 'pid', 'gid', 'euid', 'suid', 'fsuid', 'egid', 'sgid', 'fsgid', 'tty'];

export class MultiRecord {
  readonly #fields: EventFields;
  readonly #cursor: FieldCursor;
  readonly #texts: FieldTexts;
  readonly #labels: boolean;
  readonly #objects: ObjectFinder;
  #success: Success = 'unset';

  constructor(fields: EventFields, cursor: FieldCursor, texts: FieldTexts, labels: boolean) {
    this.#fields = fields;
    this.#cursor = cursor;
    this.#texts = texts;
    this.#labels = labels;
    this.#objects = new ObjectFinder(fields, cursor, texts, labels);
  }

  normalize(findings: Findings): void {
    const { records } = this.#fields;
    const syscall = records.findIndex(({ type }) => type === SYSCALL);
    if (syscall < 0) {
      findings.isNormalized = false;
      return;
    }
    const name = this.#common(syscall, findings);
    const first = records[0]?.type;
    if (first === ANOM_LINK) this.#suspiciousLink(findings);
    else if (first === CONFIG_CHANGE) this.#configChange(findings);
    else this.#bySpecialRecordOrCall(name, findings);
    if (first === MAC_POLICY_LOAD) {
      this.#cursor.start();
      findings.object = this.#cursor.find('lsm');
    }
  }

  /** Section 8. Most is pinned to the SYSCALL record; the result is the name of the call. */
  #common(record: number, findings: Findings): string | undefined {
    const fields = this.#fields;
    const cursor = this.#cursor;
    cursor.moveTo(record);
    const call = cursor.find('syscall');
    const name = call < 0 ? undefined : this.#texts.text(call);
    const success = cursor.findOrReturn('success', record);
    this.#success = success < 0 ? 'unset' : fields.raw(success) === 'no' ? 'failed' : 'succeeded';
    findings.result = pinned(fields, record, success);
    findings.subject = pinned(fields, record, cursor.findOrReturn('auid', record));
    const uid = cursor.findOrReturn('uid', record);
    findings.secondary = pinned(fields, record, uid);
    findings.subjectKindField = uid;
    if (this.#labels) for (const identity of IDENTITIES) cursor.findOrReturn(identity, record);
    if (record === 0 && (!this.#labels || cursor.record > 0)) cursor.start();
    findings.session = pinned(fields, record, cursor.findOrReturn('ses'));
    if (this.#labels) {
      const label = pinned(fields, record, cursor.findOrReturn('subj', record));
      if (label >= 0 && fields.isNamed(label, 'subj')) findings.label = label;
    }
    cursor.moveTo(cursor.record);
    const exe = cursor.findOrReturn('exe', record);
    if (exe >= 0) findings.how = scriptOrProgram(exe, cursor, this.#texts);
    const key = cursor.find('key');
    if (key >= 0 && fields.raw(key) !== '(null)') findings.key = pinned(fields, record, key);
    return name;
  }

  #suspiciousLink(findings: Findings): void {
    findings.action = 'used-suspcious-link';
    const chosen = choosePath(this.#fields, this.#cursor, 3, this.#cursor.isAtEnd ? -1 : this.#cursor.record);
    if (chosen && chosen.name >= 0) {
      findings.object = chosen.name;
      findings.objectSecondary = chosen.inode;
      findings.objectKind = chosen.kind ?? 'unknown';
      return;
    }
    const path = this.#fields.records.findIndex(({ type }, i) => i > 0 && type === PATH);
    if (path > 0) {
      this.#cursor.moveTo(path);
      findings.object = this.#cursor.find('name');
    }
    if (findings.object < 0) {
      this.#cursor.start();
      findings.object = this.#cursor.find('path');
    }
    // BUG? A PATH record without a name says that there is a link, too.
    if (path > 0 || findings.object >= 0) findings.objectKind = 'symlink';
  }

  #configChange(findings: Findings): void {
    findings.action = actionByValue('more', CONFIG_CHANGE, this.#fields, this.#cursor, this.#texts);
    if (findings.action === undefined) return;
    findings.object = configObject(this.#fields, this.#cursor);
    findings.objectKind = 'audit-config';
  }

  /** Section 9.1, rules 2 to 4. */
  #bySpecialRecordOrCall(name: string | undefined, findings: Findings): void {
    const { records } = this.#fields;
    let special: SpecialRecord | undefined;
    const record = records.findIndex(({ type }) => {
      special = specialRecord(type);
      return special !== undefined;
    });
    if (special && !special.syscallDecides) this.#bySpecialRecord(special, record, findings);
    else this.#byCall(name, record, findings);
    if (special?.syscallDecides) findings.action = special.action;
  }

  #bySpecialRecord(special: SpecialRecord, record: number, findings: Findings): void {
    findings.objectKind = special.objectKind;
    if (special.rule === 'field') {
      if (special.fromStart) this.#cursor.start();
      else this.#cursor.moveTo(record);
      findings.object = this.#cursor.find(special.field);
    }
    const type = this.#fields.record(record).type;
    findings.action = special.action ?? actionByValue('more', type, this.#fields, this.#cursor, this.#texts);
    if (special.rule === 'program') this.#objects.program(findings);
    else if (special.rule === 'module') this.#objects.module(findings);
  }

  #byCall(name: string | undefined, special: number, findings: Findings): void {
    const known = name === undefined ? undefined : syscallAction(name);
    if (!known) {
      this.#byRule(findings);
      return;
    }
    findings.action = known.action;
    findings.objectKind = known.objectKind;
    if (known.isItsOwnMeans && findings.how >= 0) findings.howWord = name;
    this.#objects.find(known, this.#success, special, findings);
  }

  /** A call that has no action of its own: what counts is the rule that it triggered. */
  #byRule(findings: Findings): void {
    this.#cursor.start();
    const key = this.#cursor.find('key');
    const hasKey = key >= 0 && this.#fields.raw(key) !== '(null)';
    findings.action = hasKey ? 'triggered-audit-rule' : 'triggered-unknown-audit-rule';
    findings.object = hasKey ? key : NO_FIELD;
    findings.objectKind = 'admin-defined-rule';
  }
}
