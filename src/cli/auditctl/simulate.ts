/** `simulate RULES [--log LOG…] [--diff OLD]`: what a rule set would have recorded of a recorded history. */

import { accountsFor } from '../../accounts/accounts.js';
import type { Platform } from '../../control/platform.js';
import { timeLocale } from '../../locale/locale.js';
import { terminalSafeLine } from '../../output/terminal.js';
import { type Visibility, visibilityOf } from '../../replay/visibility.js';
import { labelsIn } from '../../rules/labels/worlds.js';
import type { Io } from '../io.js';
import { jsonDocument, machineAsked, misused, readQuestion } from './question.js';
import { replayed } from './replayed.js';
import { loadRules, UNREADABLE } from './rule-sets.js';
import { simulationJson, simulationText } from './simulation-report.js';

/** Exit status: 0, or 3 when a part of the logs could not be read or was no log. */
export async function simulate(words: readonly string[], io: Io, platform: Platform): Promise<number> {
  const known = {
    ...{ '--log': true, '--diff': true, '--made-by': true, '--json': false, '--keep-going': false, '--arch': true },
  };
  const question = readQuestion(words, known);
  const { operands, options, values } = question;
  const [rules, ...logs] = operands;
  const named = [...values('--log'), ...logs];
  if (rules === undefined || (logs.length > 0 && !options.has('--log')))
    throw misused('simulate takes one rule set (FILE, DIR or live) and --log LOG ...');
  const load = { keepsGoing: options.has('--keep-going'), looksHere: false, machine: machineAsked(question) };
  const setOf = (option: string) => {
    const name = options.get(option);
    return name === undefined ? undefined : loadRules(name, io, platform, load).set;
  };
  const { set } = loadRules(rules, io, platform, load);
  const old = setOf('--diff');
  const labels = labelsIn(old ? [set, old] : [set]);
  if (labels.length > 0)
    io.err(`NOTE - conditions on security labels are taken not to hold: ${terminalSafeLine(labels.join(', '))}\n`);
  const makers = setOf('--made-by') ?? old;
  const { part, isWhole } = await replayed({ set, old }, named, io);
  const visibility: readonly Visibility[] = visibilityOf(set, part, makers);
  const locale = timeLocale(io.env);
  const simulation = { rules, set, old, oldName: options.get('--diff'), part, visibility, locale };
  const accounts = accountsFor(io.env);
  if (options.has('--json')) io.out.write(jsonDocument(simulationJson(simulation, accounts)));
  else for (const line of simulationText(simulation, accounts)) io.out.write(`${terminalSafeLine(line)}\n`);
  return isWhole ? 0 : UNREADABLE;
}
