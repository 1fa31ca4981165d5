/** A system call's exit code and arguments as interpreted output shows them, for all calls of a kind (`log/parts/pattern.ts`). */
import { parseUnsigned, ZERO } from '../bytes/int64.js';
import { literal, type Piece, type Reading } from '../log/parts/pattern.js';
import type { Machine } from '../tables/syscalls.js';
import type { SyscallContext } from './context.js';
import type { Interpreter } from './interpreter.js';
import { kindOfName } from './kind.js';
import { type ArgumentIndex, type ArgumentSource, argumentSource } from './kinds/argument.js';

export interface Call {
  readonly machine: Machine | undefined;
  readonly syscall: number;
}

const ARGUMENTS: readonly ArgumentIndex[] = [0, 1, 2, 3];
/** The registers that others hang on. */
const LAST_REGISTER = 1;
const LABEL_BETWEEN = / a\d=/;

const EXIT_LABEL = literal(' exit=');
const LABELS = ARGUMENTS.map((index) => literal(` a${index}=`));
const NUMBER_LABELS = ARGUMENTS.map((index) => literal(` a${index}=0x`));

/** `exit` is the number of its passing value; the arguments' follow. */
export function argumentPieces(call: Call, exit: number, interpreter: Interpreter): readonly Piece[] {
  return [
    EXIT_LABEL,
    { kind: 'text', first: exit, last: exit, reading: exitReading(interpreter) },
    ...ARGUMENTS.flatMap((index) => argument(call, index, exit + 1, interpreter)),
  ];
}

function argument(call: Call, index: ArgumentIndex, a0: number, interpreter: Interpreter): readonly Piece[] {
  const source = argumentSource(call.machine, call.syscall, index);
  const own = a0 + index;
  if (source === 'number') return [NUMBER_LABELS[index] ?? EXIT_LABEL, { kind: 'value', first: own, last: own }];
  const reading = argumentReading(call, index, source, interpreter);
  const [first, last] = source === 'value' ? [own, own] : [a0, a0 + Math.max(index, LAST_REGISTER)];
  return [LABELS[index] ?? EXIT_LABEL, { kind: 'text', first, last, reading }];
}

function exitReading(interpreter: Interpreter): Reading {
  const rule = interpreter.rule(kindOfName('exit') ?? 'raw');
  return { name: 'exit', isNamed: true, text: (value) => interpreter.text(rule, value) };
}

/** Of an argument alone, or of all from `a0` on. */
function argumentReading(call: Call, index: ArgumentIndex, source: ArgumentSource, interpreter: Interpreter): Reading {
  const rule = interpreter.rule(kindOfName(`a${index}`) ?? 'raw');
  return {
    name: `a${index} ${call.machine?.name} ${call.syscall}`,
    text: (values) => {
      const each = values.split(LABEL_BETWEEN);
      const [a0, a1] = source === 'registers' ? each : [];
      interpreter.context.set({ ...call, a0: register(a0), a1: register(a1) });
      return interpreter.text(rule, (source === 'registers' ? each[index] : values) ?? '');
    },
  };
}

function register(text: string | undefined): SyscallContext['a0'] {
  return (text === undefined ? undefined : parseUnsigned(text, 16)) ?? ZERO;
}
