/** The kernel's log (dmesg): where events go that no daemon takes. */
import { recordTypeName } from '../../tables/record-types.js';
import type { Form } from './form.js';
import { linesToLog, someLine } from './lines.js';

/** `[   12.345678] audit: type=1400 audit(1481284511.494:2807): …`; older kernels leave out `audit:`. */
const RECORD = /^(?:\[ *\d+\.\d+\] )?(?:audit: )?type=(\d{1,5}) (audit\(\d+\.\d+:\d+\).*)$/s;

export const kernelLog: Form = {
  name: 'kernel log',
  sniff: (head) => someLine(head, (line) => RECORD.test(line)),
  toLog: (bytes) => linesToLog(bytes, recordOfKernelLine),
};

/** The record of a line as the log would have it; undefined if it holds none. */
function recordOfKernelLine(line: string): string | undefined {
  const [, type, rest] = RECORD.exec(line) ?? [];
  return type === undefined ? undefined : `type=${recordTypeName(Number(type))} msg=${rest}`;
}
