/** The forms that inputs are read in, told by content, never by name. A new one is a file and its line here. */
import { peek, type Reader } from '../reader.js';
import { compressedForms } from './compressed.js';
import type { Form } from './form.js';
import { json } from './json.js';
import { mixed } from './mixed.js';
import { text } from './text.js';

/** The first that knows the bytes is taken; text knows all. */
export const forms: readonly Form[] = [...compressedForms, json, mixed, text];

export function formOf(head: Buffer): Form {
  return forms.find((form) => form.sniff(head)) ?? text;
}

/** Archives in archives at most. */
const DEEPEST = 4;

/** Log lines from bytes of any form. */
export async function asLog(given: Reader, name: string): Promise<Reader> {
  const { form, bytes } = await unpacked(given, name);
  return form.toLog(bytes, name);
}

/** The same bytes, out of their archives, and their form. */
export async function unpacked(given: Reader, name: string): Promise<{ readonly form: Form; readonly bytes: Reader }> {
  let bytes = given;
  for (let depth = 0; ; depth++) {
    const peeked = await peek(bytes);
    const form = formOf(peeked.head);
    if (!form.isPacking || depth === DEEPEST) return { form, bytes: peeked.bytes };
    bytes = form.toLog(peeked.bytes, name);
  }
}
