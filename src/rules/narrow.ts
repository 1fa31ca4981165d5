/**
 * A rule with perm for all calls, as one rule for each ABI: with arch in front of perm the calls of its letters are filled
 * in, and are looked at only then; those that auditctl forgets are named.
 */
import { type Machine, syscallName } from '../tables/syscalls.js';
import { FIELD_ARCH, FIELD_PERM } from './fields.js';
import { wordsOf } from './file.js';
import { isAll } from './mask.js';
import { PERM_READ, PERM_WRITE, permissionSource } from './model/permission.js';
import { holds, plainContext } from './model/rule-set.js';
import { parseLine } from './parse.js';
import { printLongForm } from './print.js';
import type { Rule } from './rule.js';

/** The lines; `undefined` when the rule is not of that kind, or could not be written. */
export function narrowed(rule: Rule, machine: Machine): readonly string[] | undefined {
  const perm = rule.fields.find(({ field }) => field === FIELD_PERM);
  const hasArch = rule.fields.some(({ field }) => field === FIELD_ARCH);
  if (!perm || !('value' in perm) || hasArch || !isAll(rule.mask)) return undefined;
  const [head = '', tail = ''] = printLongForm(rule, { machine }).split(' -S all');
  const lines = [machine, ...(machine.twin ? [machine.twin] : [])].map((abi) => {
    const start = `${head} -F arch=b${abi.bits}`;
    const mask = maskOf(`${start}${tail}`, machine);
    const forgotten = callsOf(abi, perm.value).filter((number) => mask && !holds(mask, number));
    const names = forgotten.map((number) => syscallName(abi, number) ?? number).join(',');
    return mask && `${start}${names === '' ? '' : ` -S ${names}`}${tail}`;
  });
  const written = lines.filter((line) => line !== undefined);
  return written.length === lines.length ? written : undefined;
}

function maskOf(line: string, machine: Machine): Readonly<Uint32Array> | undefined {
  const words = wordsOf(line);
  return parseLine(words, plainContext(machine)).change?.rule.mask;
}

/** Calls that the letters may be about, by the kernel's classes. */
function callsOf({ elf = 0 }: Machine, letters: number): readonly number[] {
  return Array.from({ length: 2032 }, (_, number) => number).filter((number) => {
    const source = permissionSource(elf, number);
    if (typeof source === 'number') return (source & letters & 15) !== 0;
    return (letters & (source === 'socketcall' ? PERM_WRITE : PERM_READ | PERM_WRITE)) !== 0;
  });
}
