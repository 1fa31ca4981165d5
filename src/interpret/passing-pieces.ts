/** What passing values mean, for all events of a shape (`log/parts/pattern.ts`). */
import { parseUnsigned, ZERO } from '../bytes/int64.js';
import type { Enrichment } from '../log/enrichment.js';
import { PASSING_FIELDS } from '../log/parts/event-parts.js';
import { literal, type Piece, type Reading } from '../log/parts/pattern.js';
import type { Machine } from '../tables/syscalls.js';
import type { SyscallContext } from './context.js';
import { type Interpreter, usableEntry } from './interpreter.js';
import { kindOfName, overrideOf } from './kind.js';
import { type ArgumentIndex, type ArgumentSource, argumentSource } from './kinds/argument.js';

export interface Call {
  readonly machine: Machine | undefined;
  readonly syscall: number;
}

/** How an output shows texts. */
export interface Shown {
  /** Set by an output that shows the same values in several ways; tells them apart. */
  readonly way?: string;
  /** Decimal numbers are not shown as they are: `text` is asked about them, too. */
  readonly asksAll?: true;
  /** Before and behind a text that is no number; put together once. */
  readonly beforeHex: Piece;
  readonly behindHex: readonly Piece[];
  /** Undefined: see `Reading`. */
  readonly text: (raw: string, text: string) => string | undefined;
}

/** As it is. */
export const SHOWN_PLAIN: Shown = { beforeHex: literal('0x'), behindHex: [], text: (_, text) => text };

const A0 = PASSING_FIELDS.indexOf('a0');
const ARGUMENTS: readonly ArgumentIndex[] = [0, 1, 2, 3];
/** The registers that others hang on. */
const LAST_REGISTER = 1;
const LABEL_BETWEEN = / a\d=/;

/** Whether passing values of a record of this type, with this list of names, mean what their names say, or nothing. */
export function meanTheirNames(type: number, list: Enrichment | undefined): boolean {
  const override = overrideOf(type);
  return PASSING_FIELDS.every((name) => override?.(name, '0') === undefined && usableEntry(list, name) === undefined);
}

/** The text of field number `field` of `PASSING_FIELDS`, in a record whose first passing value is that of field number 0. */
export function passingPieces(
  call: Call,
  field: number,
  firstPassing: number,
  interpreter: Interpreter,
  shown: Shown,
): readonly Piece[] {
  const own = firstPassing + field;
  const index = ARGUMENTS[field - A0];
  if (index === undefined)
    return [{ kind: 'text', first: own, last: own, reading: plainReading(field, interpreter, shown) }];
  const source = argumentSource(call.machine, call.syscall, index);
  if (source === 'number') return [shown.beforeHex, { kind: 'value', first: own, last: own }, ...shown.behindHex];
  const reading = argumentReading(call, index, source, interpreter, shown);
  const a0 = firstPassing + A0;
  const [first, last] = source === 'value' ? [own, own] : [a0, a0 + Math.max(index, LAST_REGISTER)];
  return [{ kind: 'text', first, last, reading }];
}

/** Of exit codes, and of fields that are always plain numbers. */
function plainReading(field: number, interpreter: Interpreter, shown: Shown): Reading {
  const name = PASSING_FIELDS[field] ?? '';
  const rule = interpreter.rule(kindOfName(name) ?? 'raw');
  return {
    name: inWay(name, shown),
    ...(shown.asksAll ? {} : { isNamed: true }),
    text: (value) => shown.text(value, interpreter.text(rule, value)),
  };
}

/** Of an argument alone, or of all from `a0` on. */
function argumentReading(
  call: Call,
  index: ArgumentIndex,
  source: ArgumentSource,
  interpreter: Interpreter,
  shown: Shown,
): Reading {
  const rule = interpreter.rule(kindOfName(`a${index}`) ?? 'raw');
  return {
    name: inWay(`a${index} ${call.machine?.name} ${call.syscall}`, shown),
    text: (values) => {
      const each = values.split(LABEL_BETWEEN);
      const [a0, a1] = source === 'registers' ? each : [];
      const value = (source === 'registers' ? each[index] : values) ?? '';
      interpreter.context.set({ ...call, a0: register(a0), a1: register(a1) });
      return shown.text(value, interpreter.text(rule, value));
    },
  };
}

function inWay(name: string, { way }: Shown): string {
  return way === undefined ? name : `${name} ${way}`;
}

function register(text: string | undefined): SyscallContext['a0'] {
  return (text === undefined ? undefined : parseUnsigned(text, 16)) ?? ZERO;
}
