/** The recorded interpretations of `spec/vectors/interpretation.jsonl`. */
import assert from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { EscapeMode } from '../../src/bytes/escape.js';
import { printed } from './printed.js';

interface Vector {
  readonly type: string;
  readonly text: string;
  readonly escape: EscapeMode;
  /** Null: the reference loses the event, we print it. */
  readonly output: string | null;
}

const FILE = new URL('../../../shared/spec/vectors/interpretation.jsonl', import.meta.url);

test('recorded interpretations', { skip: !existsSync(FILE) }, () => {
  const vectors = readFileSync(FILE, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): Vector => JSON.parse(line));
  for (const { type, text, escape: mode, output } of vectors) {
    const body = printed(type, text, mode);
    if (output === null) assert.notStrictEqual(body.trim(), '');
    else assert.strictEqual(body, output, `${type} ${text} ${mode}`);
  }
});
