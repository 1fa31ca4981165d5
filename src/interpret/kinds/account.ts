/** Users and groups (kinds `uid`, `gid`). */
import type { Base, Int64 } from '../../bytes/int64.js';
import type { Context, Renderer } from '../context.js';
import { unsigned } from './number.js';

const UNSET = 0xffff_ffff;
const LONGEST_NAME = 63;

export function user(base: Base): Renderer {
  return unsigned(base, (number, _value, context) => account(number, (id) => context.accounts.userName(id)));
}

export function group(base: Base): Renderer {
  return unsigned(base, (number, _value, context) => account(number, (id) => context.accounts.groupName(id)));
}

/** BUG? Text that is no number reads as 0, so `uid=abc` prints `root`. */
function account({ low }: Int64, name: (id: number) => string | undefined): string {
  if (low === UNSET) return 'unset';
  if (low === 0) return 'root';
  return name(low)?.slice(0, LONGEST_NAME) ?? `unknown(${low | 0})`;
}

/** `ses`: only the exact text of -1 has a name. */
export const session: Renderer = (value: string, _context: Context) => (value === '4294967295' ? 'unset' : value);
