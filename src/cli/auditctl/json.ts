/** `-s --json`, `-l --json`. */
import { toBytes } from '../../bytes/text.js';
import { usage } from '../../errors.js';
import { terminalSafeJson } from '../../output/terminal.js';
import { decodeRule } from '../../rules/decode.js';
import { hasKey } from '../../rules/key-option.js';
import { ruleJson } from './rule-json.js';
import type { Session } from './session.js';
import { statusJson } from './status.js';

/** `words`: `-s [-i]`, or `-l [-i] [-k KEY]`; the interpretation is part of the lines only. */
export function showJson(words: readonly string[], session: Session): number {
  const [option, ...rest] = words.filter((word) => word !== '-i');
  session.interpret = words.includes('-i');
  if (option === '-s' && rest.length === 0) {
    const status = session.ask('auditctl: Error sending status request', (client) => client.status());
    const features = session.ask('Error getting feature', (client) => client.features());
    session.io.out.write(statusJson(status, features));
    return 0;
  }
  const [key, text] = rest;
  if (option !== '-l' || (key !== undefined && (key !== '-k' || text === undefined || rest.length > 2))) {
    throw usage('--json goes with -s, or with -l [-i] [-k KEY]', { exitStatus: 255 });
  }
  const rules = session
    .ask('Error sending rule list data request', (client) => client.listRules())
    .map((bytes) => decodeRule(bytes))
    .filter((rule) => hasKey(rule, text ?? ''));
  session.io.out.write(listText(rules.map((rule) => ruleJson(session, rule))));
  return 0;
}

/** An array with a line for each entry. */
export function listText(entries: readonly unknown[]): string {
  const lines = entries.map((entry) => `  ${JSON.stringify(entry)}`);
  return terminalSafeJson(toBytes(lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`));
}
