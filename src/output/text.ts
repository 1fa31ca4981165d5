/** `--format text`: one sentence per normalized event. */

import { withoutBlanksAround } from '../bytes/blanks.js';
import { parseSigned } from '../bytes/int64.js';
import type { TimeLocale } from '../locale/locale.js';
import { literal, type Pattern, type Piece } from '../log/parts/pattern.js';
import { type DescribedEvent, DescribedEvents } from '../normalize/described-events.js';
import type { Kept } from '../normalize/event-shapes.js';
import { Normalizer, type NormalizerOptions } from '../normalize/normalizer.js';
import type { OutputEvent } from '../normalize/statement.js';
import { CONFIG_CHANGE } from '../tables/generated/record-type.js';
import type { Formatter } from './formatter.js';

export interface TextOptions extends Omit<NormalizerOptions, 'labels'> {
  readonly locale: TimeLocale;
  /** `--debug`: say which types have no action. */
  readonly debug?: boolean;
}

const RESULTS = { success: ' successfully ', failed: ' unsuccessfully ' } as const;
/** More processes than this are not listed. */
const PIDS_SHOWN = 3;

export function textFormatter(options: TextOptions): Formatter {
  const normalizer = new Normalizer(options);
  const sentences = new DescribedEvents(normalizer, (output) => `${clauses(output, options.debug ?? false)}\n`);
  const timeOf = (sec: number): string => `${when(sec, options.locale)} `;
  return {
    event: (event, out, isWorth) => {
      for (const { node, text } of sentences.of(event, isWorth)) out.write(begin(node) + timeOf(event.sec) + text);
    },
    patterns: {
      times: (sec) => [timeOf(sec)],
      identity: [],
      pattern: () => sentences.last && patternOf(sentences.last),
    },
  };
}

const TIME: Piece = { kind: 'time', number: 0 };

function patternOf({ value, asks }: Kept<readonly DescribedEvent[]>): Pattern {
  return { pieces: value.flatMap(({ node, text }) => [literal(begin(node)), TIME, literal(text)]), asks };
}

/** The sentence without time and node, as in JSON documents: blanks as in the text format, one blank at its end removed. */
export function sentence(output: OutputEvent): string {
  return withoutBlanksAround(clauses(output, false));
}

function begin(node: string | undefined): string {
  return node === undefined ? 'At ' : `On ${node} at `;
}

function when(sec: number, locale: TimeLocale): string {
  const clock = locale.clock(sec);
  return clock === undefined ? '?' : `${clock} ${locale.date(sec) ?? ''}`;
}

function clauses(output: OutputEvent, debug: boolean): string {
  const { findings } = output;
  const result = output.result;
  const subject = output.subjectPrimary ?? '';
  // BUG? The original prints this into the middle of the sentence.
  const complaint = debug && findings.action === undefined ? `error on type:${output.type}\n` : '';
  const object = objectClause(output);
  const object2 = output.object2;
  const how = findings.action === undefined || findings.action.startsWith('e') ? undefined : output.how;
  return (
    `${subject}${alias(output)}${result ? RESULTS[result] : ' '}${complaint}${output.action} ` +
    `${object === undefined ? '' : `${object} `}${object2 === undefined ? '' : `to ${object2} `}${pids(output)}` +
    `${how === undefined ? '' : `using ${how}`}`
  );
}

/** The account that was acted as, if it is another than the login account. */
function alias(output: OutputEvent): string {
  const { fields, findings } = output;
  const { subject, secondary } = findings;
  if (subject < 0 || secondary < 0) return '';
  const primary = number(fields.raw(subject));
  const acted = number(fields.raw(secondary));
  if (acted === primary || acted === -1 || primary === -2) return '';
  return `, acting as ${output.text(secondary)},`;
}

function number(raw: string): number {
  return (parseSigned(raw, 10)?.low ?? -1) | 0;
}

function objectClause(output: OutputEvent): string | undefined {
  const { fields, findings, type } = output;
  const ref = findings.object;
  if (ref < 0) return undefined;
  const text = output.object ?? '';
  const name = fields.name(ref);
  if (name === 'name') return text;
  if (name === 'saddr' && output.isSocketAddress(ref)) return address(text);
  if (type !== CONFIG_CHANGE && output.action.includes('violated')) return 'accessing '; // BUG? and not what
  return text;
}

/** The host of a socket address, else its family, else all of it; a word counts only with a blank behind it. */
function address(text: string): string {
  return wordAfter(text, 'laddr=') ?? wordAfter(text, 'fam=') ?? text;
}

function wordAfter(text: string, mark: string): string | undefined {
  const at = text.indexOf(mark);
  if (at < 0) return undefined;
  const start = at + mark.length;
  const end = text.indexOf(' ', start);
  return end < 0 ? undefined : text.slice(start, end);
}

function pids(output: OutputEvent): string {
  const { pids: targets, objectKind } = output.findings;
  if (targets.length === 0 || (objectKind !== 'process' && objectKind !== 'process-group')) return '';
  const shown = targets.slice(0, PIDS_SHOWN).map((ref) => output.text(ref));
  // BUG? Dots also for exactly three.
  return `(${shown.join(',')}${targets.length >= PIDS_SHOWN ? ',...' : ''}) `;
}
