/** `--expr` and `--explain`, for ts-ausearch and ts-aureport. */
import type { Asked, UnknownName } from '../query/asked.js';
import { allOf, type Criterion } from '../query/criterion.js';
import type { ExpressionContext } from '../query/expression/read.js';

/** What options say about the events that are meant. */
export interface Meant {
  readonly criterion: Criterion | undefined;
  readonly unknownName: UnknownName | undefined;
  readonly notes: readonly string[];
}

/** The same with expressions, which must all hold, too. */
export async function withExpressions(
  { criterion, unknownName, notes }: Meant,
  expressions: readonly string[],
  context: ExpressionContext,
): Promise<Meant> {
  const asked: Asked = { notes, ...(unknownName && { unknownName }) };
  const { readExpressions } = await import('../query/expression/read.js');
  const more = await readExpressions(expressions, asked, context);
  const all = [criterion, more].filter((tree) => tree !== undefined);
  return { criterion: allOf(all), unknownName: asked.unknownName, notes: asked.notes ?? [] };
}
