/** The kernel's log as dmesg prints it, plain, with -T or -x, or read from /dev/kmsg. */
import { hasUptime, kernelRecord } from './kernel-message.js';
import { type Found, type LineForm, NO_RECORD } from './line-form.js';

/** `dmesg -x`: `kern  :notice: `. Other facilities are those of programs. */
const DECODED = /^([a-z0-9]+) *:[a-z]+ *: (?=\[)/;
/** `dmesg -T`: `[Mon Mar  8 10:35:47 2021] `. */
const CLOCK = /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\] /;
/** `/dev/kmsg`: facility and level, number, microseconds, flags. */
const DEVICE = /^(\d+),\d+,\d+,[^;]*;(.*)$/s;
/** `dmesg -r`. */
const RAW = /^<(\d+)>(?=\[)/;
const LEVELS = 8;

export const kernelLog: LineForm = {
  name: 'kernel log',
  read: (line) => {
    const [, priority, message] = DEVICE.exec(line) ?? [];
    if (message !== undefined) return said(Number(priority) < LEVELS, message);
    const [raw, level] = RAW.exec(line) ?? [];
    const [decoded, facility] = DECODED.exec(line) ?? [];
    const text = line.slice((raw ?? decoded ?? '').length);
    const isKernel = (facility ?? 'kern') === 'kern' && Number(level ?? 0) < LEVELS;
    if (CLOCK.test(text)) return said(isKernel, text.replace(CLOCK, ''));
    return hasUptime(text) || kernelRecord(text) !== undefined ? said(isKernel, text) : undefined;
  },
};

/** Anyone who may write to /dev/kmsg writes there as another facility than the kernel. */
function said(isKernel: boolean, message: string): Found {
  const record = isKernel ? kernelRecord(message) : undefined;
  return record === undefined ? NO_RECORD : { record, channel: 'kernel' };
}
