/** The C library's text for a system error, as the original's messages show it: `No such file or directory`. */
import { rows } from '../tables/lookup.js';

let messages: Map<string, string> | undefined;

export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  messages ??= new Map(rows('errno-messages').map((row) => [row.name ?? '', row.message ?? '']));
  return messages.get(code) ?? code;
}
