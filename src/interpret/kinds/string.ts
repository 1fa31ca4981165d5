/** Logged strings, process titles among them. */
import { decodeString, decodeUnquoted } from '../../bytes/hex.js';
import type { Renderer } from '../context.js';

export const same: Renderer = (value) => value;

export const string: Renderer = (value) => decodeString(value);

/**
 * The arguments of a process, separated by NULs. NULs become blanks up to the number of bytes that the digits of the
 * value stand for; behind those the text ends. Not imitated: residue for a title with an empty first argument.
 */
export const processTitle: Renderer = (value) => {
  if (value.charCodeAt(0) === 34) return decodeString(value);
  const bytes = decodeUnquoted(value);
  if (bytes === undefined) return value;
  if (value.startsWith('00')) return bytes.replaceAll('\0', ' ');
  // Text behind the digits counts as NULs, which become blanks as well.
  return bytes.replaceAll('\0', ' ').padEnd(value.charCodeAt(0) === 40 ? 0 : value.length >> 1);
};
