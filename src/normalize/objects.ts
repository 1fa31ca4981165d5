/** The object of a system call, by the rule that `tables/normalize-syscall-actions.tsv` names. */

import { parseSigned } from '../bytes/int64.js';
import { BPF, EVENT_LISTENER, OBJ_PID } from '../tables/generated/record-type.js';
import type { ObjectRule } from '../tables/generated/tables.js';
import type { FieldCursor } from './cursor.js';
import { type FieldRef, fieldOf, NO_FIELD, recordOf } from './field-ref.js';
import type { EventFields } from './fields.js';
import type { Findings } from './findings.js';
import { labelledRecord, labelOf } from './object-label.js';
import { choosePath, pinned } from './path-choice.js';
import { findProgram } from './program.js';
import type { SecondObject, Success, SyscallAction } from './syscall-actions.js';
import type { FieldTexts } from './texts.js';

/** Records that name their object themselves, when they come first. */
const NAMED_BY_FIRST: ReadonlyMap<number, string> = new Map([
  [BPF, 'prog-id'],
  [EVENT_LISTENER, 'nl-mcgrp'],
]);

const DEVICE_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['character-device', 'made-character-device'],
  ['block-device', 'made-block-device'],
]);

export class ObjectFinder {
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

  /** `special` is the record that replaces the action, -1 without one. */
  find(call: SyscallAction, success: Success, special: number, findings: Findings): void {
    if (isPathRule(call.rule)) this.#path(call, success, special, findings);
    else if (call.rule === 'saddr') this.#saddr(findings);
    else if (call.rule === 'program') this.program(findings);
    else if (call.rule === 'module') this.module(findings);
    else if (call.rule === 'memory') this.#memory(success, findings);
    else if (call.rule === 'kill') this.#kill(findings);
    const { second } = call;
    if (second && !(isPathRule(call.rule) && isFoundBeforePath(second)))
      this.#second(second, success, special, findings);
  }

  program(findings: Findings): void {
    this.#cursor.start();
    const field = NAMED_BY_FIRST.get(this.#fields.record(0).type);
    findings.object = field === undefined ? findProgram(this.#cursor, this.#texts) : this.#cursor.find(field);
  }

  module(findings: Findings): void {
    this.#cursor.moveTo(1);
    findings.object = pinned(this.#fields, 1, this.#cursor.find('name'));
  }

  #saddr(findings: Findings): void {
    this.#cursor.moveTo(1);
    findings.object = pinned(this.#fields, 1, this.#cursor.find('saddr'));
  }

  #memory(success: Success, findings: Findings): void {
    if (success !== 'succeeded') return;
    findings.action = 'allocated-memory-in';
    this.#cursor.start();
    findings.object = this.#cursor.find('comm');
  }

  #kill(findings: Findings): void {
    const pids: FieldRef[] = [];
    const { records } = this.#fields;
    let targets = 0;
    for (let record = 1; record < records.length; record++) {
      if (records[record]?.type !== OBJ_PID) continue;
      targets++;
      const field = this.#fields.indexOf(record, 0, 'opid');
      if (field >= 0) pids.push(this.#fields.at(record, field));
    }
    findings.pids = pids;
    if (targets < 2) return;
    findings.action = 'killed-list-of-pids';
    findings.objectKind = 'process-group';
  }

  #path(call: SyscallAction, success: Success, special: number, findings: Findings): void {
    let otherwise = special;
    if (call.second && isFoundBeforePath(call.second)) {
      // The choice of a path goes on from where the second object was searched.
      if (this.#second(call.second, success, special, findings)) otherwise = this.#cursor.record;
    }
    const chosen = choosePath(this.#fields, this.#cursor, call.start[success], otherwise);
    if (chosen) {
      findings.object = chosen.name;
      findings.objectSecondary = chosen.inode;
      if (chosen.kind !== undefined && call.rule !== 'opened-path') findings.objectKind = chosen.kind;
      if (call.rule === 'device' && chosen.kind !== undefined)
        findings.action = DEVICE_ACTIONS.get(chosen.kind) ?? call.action;
    }
    if (!this.#labels) return;
    if (call.second?.onlyOnSuccess) {
      if (chosen?.hasMode) findings.objectLabel = labelOf(this.#fields, this.#cursor, chosen.record);
    } else {
      const record = labelledRecord(this.#fields, this.#cursor);
      if (record >= 0) findings.objectLabel = labelOf(this.#fields, this.#cursor, record);
    }
  }

  /** False when there was nothing to search in. */
  #second(second: SecondObject, success: Success, special: number, findings: Findings): boolean {
    if (second.onlyOnSuccess && success !== 'succeeded') return false;
    if (second.arguments.length > 0) {
      findings.object2 = this.#argument(second);
      return true;
    }
    const exists = second.record < this.#fields.records.length;
    if (!exists && special < 0) return false;
    this.#cursor.moveTo(exists ? second.record : special);
    findings.object2 = pinned(this.#fields, second.record, this.#cursor.find('name'));
    return true;
  }

  /** BUG? Found anywhere, taken from the first record; an unset owner is only recognised in decimal. */
  #argument({ arguments: names, skips }: SecondObject): FieldRef {
    this.#cursor.start();
    const found = this.#cursor.find(names[0]!);
    if (found < 0) return NO_FIELD;
    const record = recordOf(found);
    let field = fieldOf(found);
    const last = skips === 'unset' ? field + names.length : field + 2;
    for (; field < last; field++) {
      const ref = this.#fields.at(record, field);
      if (ref < 0) return NO_FIELD;
      if (
        skips === 'unset'
          ? this.#texts.text(ref) !== 'unset'
          : skips === undefined || !isMinusOne(this.#fields.raw(ref))
      )
        return this.#fields.at(0, field);
    }
    return skips === 'unset' ? NO_FIELD : this.#fields.at(0, field - 1);
  }
}

function isPathRule(rule: ObjectRule): boolean {
  return rule === 'path' || rule === 'opened-path' || rule === 'device';
}

/** chown, symlink and mount look for the second object first, and the choice of the path may go on from there. */
function isFoundBeforePath(second: SecondObject): boolean {
  return second.skips === '-1' || second.record === 2;
}

function isMinusOne(raw: string): boolean {
  const number = parseSigned(raw, 10);
  return number !== undefined && (number.low | 0) === -1;
}
