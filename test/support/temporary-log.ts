/** A log in a folder that goes when the tests of the file have ended. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

export function temporaryLog(text: string | Buffer, name = 'audit.log'): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}
