/** `doctor` on what the rule files say and what is in force. */
import type { KernelRule } from '../reload/kernel-rule.js';
import type { RulesFacts } from './facts.js';
import { advice, type DoctorFinding, ok, problem } from './finding.js';

export function judgeDrift(facts: RulesFacts, loaded: readonly KernelRule[]): readonly DoctorFinding[] {
  const { folder, lines, written, errors, isGenerated } = facts;
  if (!lines) {
    const why = 'what is in force now is gone after a reboot';
    return loaded.length === 0
      ? []
      : [advice('rules.d', `There are no rule files in ${folder}`, why, `write the rules to ${folder}`)];
  }
  const load = 'ts-auditctl --load-dir';
  const found: DoctorFinding[] = [];
  if (errors.length > 0) {
    const text = `${errors.length} errors in the rule files, the first: ${errors[0]}`;
    found.push(
      problem('rules.d', text, 'such a rule is not loaded, and those behind it may not be', 'ts-auditctl --check'),
    );
  }
  const inForce = new Set(loaded.map(({ id }) => id));
  const missing = written.filter(({ rule }) => !inForce.has(rule.id));
  const [first] = missing;
  if (first) {
    const text = `${missing.length} of ${written.length} rules of the files ${missing.length === 1 ? 'is' : 'are'} not in force, the first: ${first.place}: ${first.text}`;
    found.push(problem('rules.d', text, 'what they are to record is not recorded', load));
  }
  const known = new Set(written.map(({ rule }) => rule.id));
  const strangers = loaded.filter(({ id }) => !known.has(id)).length;
  if (strangers > 0) {
    const text =
      strangers === 1 ? '1 rule is in force that no file has' : `${strangers} rules are in force that no file has`;
    const why = `${strangers === 1 ? 'it is' : 'they are'} gone after a reboot`;
    found.push(advice('rules.d', text, why, 'ts-auditctl -l --as-written shows which'));
  }
  if (
    found.length === 0 &&
    !isSameOrder(
      written.map(({ rule }) => rule),
      loaded,
    )
  ) {
    found.push(
      advice(
        'rules.d',
        'The rules are in force in another order than in the files',
        'the first that matches decides',
        load,
      ),
    );
  }
  if (!isGenerated) {
    found.push(
      advice('rules.d', `audit.rules is not what ${folder} makes of it`, 'the next boot may load others', load),
    );
  }
  return found.length > 0 ? found : [ok('rules.d', `All ${written.length} rules of the files are in force`)];
}

/** List by list, as only that order decides. */
function isSameOrder(written: readonly KernelRule[], loaded: readonly KernelRule[]): boolean {
  const ids = (rules: readonly KernelRule[], list: number): string =>
    rules
      .filter((rule) => rule.list === list)
      .map(({ id }) => id)
      .join();
  return [...new Set(loaded.map(({ list }) => list))].every((list) => ids(written, list) === ids(loaded, list));
}
