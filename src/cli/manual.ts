/** `--man`: the manual of a program, by man(1) where a terminal can show it, else as plain text. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { programFile } from '../engine/location.js';
import { AuditError } from '../errors.js';
import { pagerEnvironment } from '../helper-environment.js';
import { systemReason } from '../tables/reason.js';
import type { Io } from './io.js';

/** Throws `AuditError` ('input') where the package lacks it. */
export function showManual(program: string, io: Io): number {
  if (io.terminal.out && isShownByMan(programFile(`man/${program}.8`))) return 0;
  try {
    io.out.write(readFileSync(programFile(`man/${program}.txt`), 'latin1'));
  } catch (error) {
    throw new AuditError('input', `The manual of ${program} is not there (${systemReason(error)})`, { cause: error });
  }
  return 0;
}

/** man(1) may be missing, or be a stand-in that shows nothing (minimal containers). */
function isShownByMan(file: string): boolean {
  return spawnSync('man', ['-l', file], { env: pagerEnvironment(), stdio: 'inherit' }).status === 0;
}
