/** `--expr EXPR` and `--expr @FILE`: from texts to one criterion each. */

import { readFileSync } from 'node:fs';
import { withoutBlanksAround } from '../../bytes/blanks.js';
import { toPath } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import { systemReason } from '../../tables/reason.js';
import type { Asked } from '../asked.js';
import type { ArgumentContext } from '../criteria/descriptor.js';
import { allOf, type Criterion, comparisonsOf, leaf } from '../criterion.js';
import type { Comparison } from '../field/comparison.js';
import { loadTools } from '../field/load-tools.js';
import { noteComparison } from '../field/note-comparison.js';
import type { TimeBound } from '../moment.js';
import { parseTimeWords, type TimeContext } from '../time.js';
import { optionCriterion } from './options.js';
import { type ComparisonReader, parseExpression } from './parse.js';
import { ExpressionProblem, problemError, SYNTAX_STATUS } from './problem.js';

export interface ExpressionContext extends ArgumentContext {
  readonly times: () => TimeContext;
}

export interface ExpressionText {
  /** A byte string. */
  readonly text: string;
  /** How it was given, for messages. */
  readonly source: string;
}

/** Notes go to `asked`. Throws `usage` with a caret below the place, exit status 2. */
export async function readExpression(
  { text, source }: ExpressionText,
  asked: Asked,
  context: ExpressionContext,
): Promise<Criterion> {
  try {
    // What its comparisons need is loaded before their values are looked at, where they stand.
    const tools = await loadTools(comparisonsOf(parseExpression(text, plainReader)), context.accounts);
    return parseExpression(text, {
      read: (comparison) => {
        if (comparison.type === undefined && comparison.field === 'time') return timeCriterion(comparison, context);
        noteComparison(asked, comparison, context, tools);
        return leaf('field', comparison);
      },
      options: (words) => optionCriterion(words, asked, context),
    });
  } catch (error) {
    throw error instanceof ExpressionProblem ? problemError(text, error, source) : error;
  }
}

/** The argument of --expr: an expression, or `@FILE`. */
function expressionText(argument: string): ExpressionText {
  if (!argument.startsWith('@')) return { text: argument, source: '--expr' };
  const file = argument.slice(1);
  return { text: readExpressionFile(file), source: file };
}

const plainReader: ComparisonReader = {
  read: (comparison) => leaf('field', comparison),
  options: () => ({ kind: 'and', of: [] }),
};

function readExpressionFile(name: string): string {
  try {
    return readFileSync(toPath(name), 'latin1');
  } catch (error) {
    throw new AuditError('input', `The expression in ${name} cannot be read (${systemReason(error)})`, {
      cause: error,
      exitStatus: SYNTAX_STATUS,
    });
  }
}

/** Words are read as after -ts and -te, now; a day without a time is all of its seconds. */
function timeCriterion(comparison: Comparison, context: ExpressionContext): Criterion {
  const { operator, values } = comparison;
  const at = (written: string, bound: TimeBound): string => `@${second(written, bound, context)}`;
  const compared = (order: '>=' | '<=', value: string): Criterion =>
    leaf('field', { field: 'time', operator: order, values: [value] });
  const during = (written: string): Criterion => {
    const [from, to] = [at(written, 'start'), at(written, 'end')];
    if (from === to) return leaf('field', { field: 'time', operator: '=', values: [from] });
    return { kind: 'and', of: [compared('>=', from), compared('<=', to)] };
  };
  const [value = ''] = values;
  switch (operator) {
    case '=':
      return during(value);
    case 'in':
      return values.length === 1 ? during(value) : { kind: 'or', of: values.map(during) };
    case '<':
    case '>=':
      return leaf('field', { ...comparison, values: [at(value, 'start')] });
    case '<=':
    case '>':
      return leaf('field', { ...comparison, values: [at(value, 'end')] });
    default:
      return leaf('field', comparison);
  }
}

/** A day without a time begins with its first second and ends with its last: not with the time of now, as after -te. */
function second(written: string, bound: TimeBound, context: ExpressionContext): number {
  const words = withoutBlanksAround(written).split(/[ \t-\r]+/);
  const option = 'time';
  // What the original knows as a moment, or has a time of day.
  const isDay = words.length === 1 && !/[:T@]|^-\d|^(now|recent|boot|this-hour)$/.test(written);
  const from = parseTimeWords('start', option, words, context.times());
  if (bound === 'start' || !isDay) return from;
  return parseTimeWords('start', option, [written, '23:59:59'], context.times());
}

/** Arguments of --expr, which must all hold. */
export async function readExpressions(
  expressions: readonly string[],
  asked: Asked,
  context: ExpressionContext,
): Promise<Criterion | undefined> {
  const trees: Criterion[] = [];
  for (const expression of expressions) trees.push(await readExpression(expressionText(expression), asked, context));
  return allOf(trees);
}
