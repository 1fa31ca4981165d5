/** Which rows of a stream a table has lost. Asked only when some are known to be: the numbers of all are compared. */
import { type MissingRows, MOST_NAMED } from '../missing.js';
import type { ClickHouseServer } from './server.js';

interface Neighbour {
  readonly ord: number;
  readonly serial: number;
}

/** `where`: the rows of the stream; `expected`: how many there should be. One more than are named, at most. */
export async function missingRows(
  server: ClickHouseServer,
  where: string,
  expected: number,
): Promise<readonly MissingRows[]> {
  const rows = `FROM ${server.table} WHERE ${where}`;
  const without = (neighbour: string, bound: string): Promise<readonly Neighbour[]> => {
    const found = `SELECT ord, any(serial) AS found ${rows} AND ${bound} AND toUInt64(${neighbour}) NOT IN (SELECT ord ${rows})`;
    const query = `${found} GROUP BY ord ORDER BY ord LIMIT ${MOST_NAMED + 1}`;
    return server.select(`SELECT groupArray((ord, found)) FROM (${query})`, (answer) =>
      answer.list(() => ({ ord: answer.uint64(), serial: answer.uint64() })).sort((one, other) => one.ord - other.ord),
    );
  };
  const before = [...(await without('ord + 1', `ord + 1 < ${expected}`))];
  const behind = await without('ord - 1', 'ord > 0');
  // The first of all may be gone, too.
  if ((behind[0]?.ord ?? 0) <= (before[0]?.ord ?? Number.POSITIVE_INFINITY)) before.unshift({ ord: -1, serial: 0 });
  return behind.flatMap(({ ord, serial }, i) => {
    const last = before[i];
    return last ? [{ first: last.ord + 1, last: ord - 1, serials: [last.serial, serial] as const }] : [];
  });
}
