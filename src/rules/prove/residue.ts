/** What is left of a rule for one call and its files: the conditions that are still open, all others decided. */
import { FIELD_EXIT, FIELD_KEY, FIELD_SUCCESS } from '../fields.js';
import { hasNoReturn, holdsFor, type Trial } from '../model/conditions.js';
import type { FilterEvent } from '../model/event.js';
import type { PlacedRule } from '../model/rule-set.js';
import type { RuleField } from '../rule.js';

export interface Residue {
  readonly placed: PlacedRule;
  readonly open: readonly RuleField[];
  /** Equal for rules that do the same to these events. */
  readonly signature: string;
  /** Nothing behind it counts once it matches. */
  readonly isFinal: boolean;
}

/** In order of the list, up to the first that surely decides. */
export function residuesOf(rules: readonly PlacedRule[], event: FilterEvent): readonly Residue[] {
  const residues: Residue[] = [];
  const signatures = new Set<string>();
  for (const placed of rules) {
    const residue = residueOf(placed, event);
    if (!residue || signatures.has(residue.signature)) continue;
    signatures.add(residue.signature);
    residues.push(residue);
    if (residue.isFinal && residue.open.length === 0) break;
  }
  return residues;
}

function residueOf(placed: PlacedRule, event: FilterEvent): Residue | undefined {
  const name = placed.isHash ? event.names?.find((each) => isAbout(placed, each)) : undefined;
  if (placed.isHash && !name) return undefined;
  const trial: Trial = { event, names: event.names, name, hasResult: !hasNoReturn(event), paths: {} };
  const open: RuleField[] = [];
  for (const condition of placed.rule.fields) {
    if (condition.field === FIELD_KEY) continue;
    const truth = holdsFor(condition, trial);
    if (truth === false) return undefined;
    if (truth === 'unknown') open.push(condition);
  }
  const hasResultCondition = placed.rule.fields.some(({ field }) => field === FIELD_EXIT || field === FIELD_SUCCESS);
  const traits = [placed.rule.action, placed.key, placed.isHash, placed.isHash && hasResultCondition && placed.path];
  return {
    placed,
    open,
    signature: `${traits.join('\0')}\0${open.map(textOf).sort().join('\0')}`,
    // Rules about the file behind it may have been hit early, when the file went; one without a key leaves their key.
    isFinal: placed.isHash ? isLastOfFile(placed, event, hasResultCondition) : !event.early,
  };
}

function isLastOfFile(placed: PlacedRule, event: FilterEvent, hasResultCondition: boolean): boolean {
  return placed.key !== null && !hasResultCondition && (event.names?.length ?? 0) < 2;
}

function isAbout(placed: PlacedRule, { path, ino }: { path?: string | null; ino: unknown }): boolean {
  return placed.path === undefined ? placed.inode === (ino ?? 0xffffffff) : placed.path === path;
}

function textOf(condition: RuleField): string {
  return `${condition.field} ${condition.operator} ${'text' in condition ? condition.text : condition.value}`;
}
