/** What the kernel refuses although the text of a rule is right (`tables/netlink-rule-checks.tsv`, `audit-fields.tsv`). */
import * as tables from '../../tables/generated/tables.js';
import { rows } from '../../tables/lookup.js';
import * as field from '../fields.js';
import * as rule from '../rule.js';

interface KernelField {
  readonly operators: ReadonlySet<string>;
  readonly lists: ReadonlySet<number>;
}

const kernelFields = new Map<number, KernelField>();

/** One reason per refusal; empty when the kernel is expected to take the rule. */
export function kernelRefusals(checked: rule.Rule): readonly string[] {
  const reasons: string[] = [];
  for (const condition of checked.fields) {
    const descriptor = field.fieldByNumber(condition.field);
    const accepted = kernelField(condition.field);
    if (!descriptor || !accepted) continue;
    const { listedAs: name } = descriptor;
    const symbol = rule.operatorSymbol(condition.operator) ?? '';
    if (!accepted.lists.has(checked.list))
      reasons.push(`${name} is not possible on the ${rule.listName(checked.list)} list`);
    else if (!accepted.operators.has(symbol)) reasons.push(`${name} does not take the operator ${symbol}`);
    if ('text' in condition) reasons.push(...pathRefusals(condition, name));
    else if (isId(descriptor) && condition.value === 0xffffffff)
      reasons.push(`${name} cannot be compared with ${condition.value}`);
  }
  const count = (...numbers: number[]): number => checked.fields.filter((of) => numbers.includes(of.field)).length;
  if (count(field.FIELD_PATH, field.FIELD_DIR, field.FIELD_INODE) > 1)
    reasons.push('only one of path, dir, inode fits in a rule');
  if (count(field.FIELD_EXE) > 1) reasons.push('only one exe fits in a rule');
  if (count(field.FIELD_KEY) > 1) reasons.push('only one key field fits in a rule, with operator =');
  return reasons;
}

function pathRefusals({ field: number, text }: rule.TextField, name: string): readonly string[] {
  if (![field.FIELD_PATH, field.FIELD_DIR, field.FIELD_EXE].includes(number)) return [];
  if (!text.startsWith('/')) return [`${name} must be an absolute path`];
  if (number !== field.FIELD_DIR && text.endsWith('/')) return [`${name} must not end with a slash`];
  return text.length >= rule.TEXT_LIMIT || text.split('/').some((part) => part.length > 255)
    ? [`${name} is too long`]
    : [];
}

function isId(descriptor: field.FieldDescriptor): boolean {
  return (descriptor.kind === 'uid' || descriptor.kind === 'gid') && descriptor.number !== field.FIELD_AUID;
}

function kernelField(number: number): KernelField | undefined {
  if (kernelFields.size === 0) {
    for (const row of rows(tables.auditFields)) {
      kernelFields.set(row.number, {
        operators: new Set(row.ops_kernel_6_18),
        lists: new Set(row.lists_kernel_6_18.map((name) => rule.listByName(name) ?? -1)),
      });
    }
  }
  return kernelFields.get(number);
}

/** The kernel takes up to ten minutes of its ticks; it has 100, 250, 300 or 1,000 a second. */
const WAIT_SECONDS = 600;
const USUAL_TICKS = 250;
const MOST_TICKS = 1000;

/** A waiting time that no kernel takes is an error, one that depends on the kernel's clock a warning. */
export function waitTimeLevel(ticks: number): 'error' | 'warning' | undefined {
  if (ticks > WAIT_SECONDS * MOST_TICKS) return 'error';
  return ticks > WAIT_SECONDS * USUAL_TICKS ? 'warning' : undefined;
}
