/**
 * Events of one record. The order of lookups of each family of types is data: `tables/normalize-lookups.tsv`; what a
 * type adds to its family is in `tables/normalize-single-record.tsv`.
 */
import { actionByValue } from './action-rules.js';
import { configObject } from './config-object.js';
import type { FieldCursor } from './cursor.js';
import { type FieldRef, NO_FIELD } from './field-ref.js';
import type { EventFields } from './fields.js';
import type { Findings } from './findings.js';
import { findProgram } from './program.js';
import { type Lookup, type TypePlan, typePlan } from './single-plans.js';
import type { FieldTexts } from './texts.js';

export class SingleRecord {
  readonly #fields: EventFields;
  readonly #cursor: FieldCursor;
  readonly #texts: FieldTexts;
  readonly #labels: boolean;

  constructor(fields: EventFields, cursor: FieldCursor, texts: FieldTexts, labels: boolean) {
    this.#fields = fields;
    this.#cursor = cursor;
    this.#texts = texts;
    this.#labels = labels;
  }

  normalize(type: number, findings: Findings): void {
    const plan = typePlan(type);
    findings.action = plan.action;
    findings.objectKind = plan.objectKind;
    findings.howWord = plan.howWord;
    this.#cursor.start();
    let found = false;
    for (const lookup of plan.lookups) {
      if (lookup.onlyWithLabels && !this.#labels) continue;
      if (lookup.onlyAfterHit && !found) continue;
      if (lookup.value === 'labels') this.#findLabels(plan, findings);
      else if (lookup.value === 'action') this.#decideAction(type, findings);
      else found = this.#find(lookup, findings);
    }
    this.#subjectKind(plan, findings);
  }

  #find(lookup: Lookup, findings: Findings): boolean {
    // Only the result of a rule change is searched from where the rule's key or list was found.
    const isRuleChange = findings.action === 'added-audit-rule' || findings.action === 'deleted-audit-rule';
    if (lookup.from === 'start' || (lookup.from === 'rule' && !isRuleChange)) this.#cursor.start();
    const ref = this.#lookUp(lookup);
    if (ref < 0) {
      if (lookup.missToStart) this.#cursor.start();
      return false;
    }
    findings[lookup.target] = ref;
    return true;
  }

  #lookUp({ names, from }: Lookup): FieldRef {
    for (const [i, name] of names.entries()) {
      if (i > 0 && from === 'start') this.#cursor.start();
      if (name === '@config') return configObject(this.#fields, this.#cursor);
      if (name === '@program') return findProgram(this.#cursor, this.#texts);
      const ref = this.#cursor.find(name);
      if (ref >= 0) return ref;
    }
    return NO_FIELD;
  }

  #decideAction(type: number, findings: Findings): void {
    const action = actionByValue('one', type, this.#fields, this.#cursor, this.#texts);
    if (action !== undefined) findings.action = action;
  }

  #findLabels(plan: TypePlan, findings: Findings): void {
    if (!this.#labels) return;
    this.#cursor.start();
    this.#cursor.findOrReturn('pid');
    findings.label = this.#cursor.findOrReturn('subj');
    for (const name of plan.origin) this.#cursor.findOrReturn(name);
  }

  #subjectKind(plan: TypePlan, findings: Findings): void {
    findings.subjectKind = plan.subjectKind;
    if (plan.subjectKindFrom) findings.subjectKindField = findings[plan.subjectKindFrom];
  }
}
