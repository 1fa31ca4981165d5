/** Android's log: `06-22 19:23:59.379     1     1 I auditd  : type=1107 audit(0.0:15): …`. */
import { kernelRecord } from './kernel-message.js';
import { type LineForm, NO_RECORD } from './line-form.js';

const LINE = /^(?:(\d{4})-)?(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3}) +(?:\S+ +)?\d+ +\d+ [VDIWEFS] [^:]*: (.*)$/s;
/** logd knows no time: the line has one. */
const NO_TIME = / msg=audit\(0\.000:/;

export const logcat: LineForm = {
  name: 'logcat',
  read: (line) => {
    const found = LINE.exec(line);
    if (!found) return undefined;
    const [, year, month, day, hour, minute, second, milli, message = ''] = found;
    const record = kernelRecord(message);
    if (record === undefined) return NO_RECORD;
    const [mon = 1, ...rest] = [month, day, hour, minute, second].map(Number);
    const sec = Math.floor(localTime(year === undefined ? undefined : Number(year), mon, rest) / 1000);
    return { record: record.replace(NO_TIME, ` msg=audit(${sec}.${milli}:`) };
  },
};

/** Without a year the last one in which it isn't in the future. */
function localTime(
  year: number | undefined,
  month: number,
  [day = 1, hour = 0, minute = 0, second = 0]: readonly number[],
): number {
  const now = new Date();
  const at = (y: number): number => new Date(y, month - 1, day, hour, minute, second).getTime();
  const latest = now.getTime() + 86_400_000;
  const guess = year ?? (at(now.getFullYear()) > latest ? now.getFullYear() - 1 : now.getFullYear());
  return at(guess);
}
