/** What the kernel prints about an event when no daemon takes it: `audit: type=1400 audit(1481284511.494:2807): …`. */
import { typeName } from './line-form.js';

const MESSAGE = /^(?:audit: )?type=(\d{1,5}) audit\((\d+)\.(\d{1,3}):(\d+)\)(.*)$/s;
/** Linux 2.6.22 and older. */
const OLD_MESSAGE = /^audit\((\d+)\.(\d{1,3}):(\d+)\): type=(\d{1,5}) (.*)$/s;
/** `[   12.345678] `, with the thread that CONFIG_PRINTK_CALLER adds. */
const UPTIME = /^\[ *\d+\.\d+\](?:\[ *[TC]\d+\])? /;

/** The record, if `text` (without uptime or with it) is one of audit. */
export function kernelRecord(text: string): string | undefined {
  const message = text.replace(UPTIME, '');
  const found = MESSAGE.exec(message);
  if (found) {
    const [, type, sec, milli = '', serial, rest = ''] = found;
    return `type=${typeName(Number(type))} msg=audit(${sec}.${milli.padStart(3, '0')}:${serial})${rest}`;
  }
  const old = OLD_MESSAGE.exec(message);
  if (!old) return undefined;
  const [, sec, milli = '', serial, type, rest = ''] = old;
  return `type=${typeName(Number(type))} msg=audit(${sec}.${milli.padStart(3, '0')}:${serial}): ${rest}`;
}

export function hasUptime(text: string): boolean {
  return UPTIME.test(text);
}
