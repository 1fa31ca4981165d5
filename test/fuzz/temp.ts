/** A folder for the files of a run, gone when the process ends. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

let folder: string | undefined;

/** Writes a file and returns its path; the same name is overwritten. */
export function tempFile(name: string, content: string): string {
  const file = path.join(tempFolder(), name);
  writeFileSync(file, content, 'latin1');
  return file;
}

export function tempFolder(): string {
  if (folder === undefined) {
    const made = mkdtempSync(path.join(tmpdir(), 'ts-audit-fuzz-'));
    folder = made;
    process.on('exit', () => rmSync(made, { recursive: true, force: true }));
  }
  return folder;
}
