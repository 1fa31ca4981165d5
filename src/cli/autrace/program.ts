/** Finding the program before anything is changed in the kernel: the original's refusals, and a search of PATH. */
import { accessSync, constants, existsSync } from 'node:fs';
import { toPath } from '../../bytes/text.js';
import { AuditError } from '../../errors.js';
import { systemReason } from '../../tables/reason.js';

/** Throws `AuditError` with the original's texts when `program` (a byte string) cannot be run. */
export function checkProgram(program: string, path: string | undefined): void {
  const found = candidates(program, path).filter((file) => existsSync(toPath(file)));
  if (found.length === 0) throw refusal(`Error - can't find: ${program}`, NOT_FOUND);
  let reason: unknown;
  for (const file of found) {
    try {
      accessSync(toPath(file), constants.X_OK);
      return;
    } catch (error) {
      reason ??= error;
    }
  }
  throw refusal(`Error checking ${program} (${systemReason(reason)})`, NOT_EXECUTABLE);
}

/** As shells report them. */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

function refusal(text: string, exitStatus: number): AuditError {
  return new AuditError('trace', text, { exitStatus });
}

/** As `execvp` looks: no search for a name with a slash. */
function candidates(program: string, path: string | undefined): readonly string[] {
  if (program === '') return [];
  if (program.includes('/')) return [program];
  return (path ?? '/usr/bin:/bin').split(':').map((folder) => `${folder === '' ? '.' : folder}/${program}`);
}
