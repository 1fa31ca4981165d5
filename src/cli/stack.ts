/** Where an error came from, in the sources that the bundles were made of: their maps lie beside them. Loaded only for that. */
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import path from 'node:path';

/** `    at name (/…/dist/ausearch.cjs:1:2345)`, or without name and brackets. */
const FRAME = /^(\s+at (?:.* \()?)(?:file:\/\/)?(\/[^()]*):(\d+):(\d+)(\)?)$/;

/** The stack with the places of the sources; a frame whose map is missing stays as it is. */
export function readableStack(stack: string): string {
  const maps = new Map<string, SourceMap | undefined>();
  return stack
    .split('\n')
    .map((line) => readableFrame(line, maps))
    .join('\n');
}

/** The innermost place in our own sources, as `src/query/match.ts:55:10`. */
export function innermostPlace(stack: string): string | undefined {
  return /\bsrc\/[\w./-]+:\d+:\d+/.exec(readableStack(stack))?.[0];
}

function readableFrame(line: string, maps: Map<string, SourceMap | undefined>): string {
  const [, before = '', file = '', row = '', column = '', after = ''] = FRAME.exec(line) ?? [];
  if (file === '') return line;
  if (!maps.has(file)) maps.set(file, mapOf(file));
  const entry = maps.get(file)?.findEntry(Number(row) - 1, Number(column) - 1);
  if (!entry || !('originalSource' in entry)) return line;
  const source = path.join(path.basename(path.dirname(file)), entry.originalSource);
  return `${before}${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}${after}`;
}

function mapOf(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  } catch {
    return undefined;
  }
}
