/** The argument of `--descendants-of` and `--ancestors-of`. */
import { usage } from '../../errors.js';
import type { LineageQuestion } from '../../story/lineage.js';

const EVENT = /^(?:(?:audit\()?(\d{1,12})\.(\d{3}))?:(\d{1,10})\)?$/;

/** `before`: what was asked already. Throws `usage`. */
export function lineageQuestion(
  direction: LineageQuestion['direction'],
  argument: string,
  before?: LineageQuestion,
): LineageQuestion {
  if (before) throw usage(`--${direction}-of: one process is asked about, and --${before.direction}-of names it`);
  if (/^\d{1,10}$/.test(argument)) return { direction, of: { pid: Number(argument) } };
  const [, sec, milli, serial] = EVENT.exec(argument) ?? [];
  if (serial === undefined) {
    throw usage(`--${direction}-of needs a process id or an event (1795744095.571:493 or :493), was ${argument}`);
  }
  const time = sec === undefined ? undefined : Number(sec) * 1000 + Number(milli);
  return { direction, of: { serial: Number(serial), time } };
}
