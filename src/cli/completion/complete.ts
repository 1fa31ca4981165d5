/** `--completion SHELL [--install]`: prints the script, or puts it where the user's shell finds it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { didYouMean } from '../../bytes/nearest-word.js';
import { toBytes } from '../../bytes/text.js';
import { AuditError, usage } from '../../errors.js';
import type { Io } from '../io.js';
import type { Option } from '../option.js';
import { unknownWord } from '../unknown-word.js';
import { shells } from './shells.js';

export interface CompletionWish {
  readonly shell: string;
  /** The words behind the shell's name. */
  readonly rest: readonly string[];
}

/** Throws `usage` for a shell we don't know, `output` when the file cannot be written. */
export function complete(
  program: string,
  options: readonly Option[],
  { shell: name, rest }: CompletionWish,
  io: Io,
): number {
  const shell = shells.find((known) => known.name === name);
  if (shell === undefined) {
    const known = shells.map((one) => one.name);
    throw usage(unknownWord(name, '--completion', known, { forPeople: true }));
  }
  const script = toBytes(shell.script(program, options));
  const strange = rest.find((word) => word !== '--install');
  if (strange !== undefined) throw usage(`${strange} is an unsupported option${didYouMean(strange, ['--install'])}`);
  if (rest.length === 0) {
    io.out.write(script);
    return 0;
  }
  const file = shell.file(program, io.env.HOME || homedir(), io.env);
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, script, 'latin1');
  } catch (cause) {
    throw new AuditError('output', `Cannot write ${file}: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
  io.out.write(toBytes(`${file}\n${shell.advice(file)}\n`));
  return 0;
}
