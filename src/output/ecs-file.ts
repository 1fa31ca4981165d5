/** `file.*`: the file that an event is about, from the PATH record that the statement's object was taken from. */
import { fieldRef, recordOf } from '../normalize/field-ref.js';
import type { OutputEvent } from '../normalize/statement.js';
import { PATH } from '../tables/generated/record-type.js';
import type { NestedDocument } from './nested-document.js';

/** Object kinds as Elastic calls the types of files. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['directory', 'dir'],
  ['symlink', 'symlink'],
  ['file', 'file'],
]);

/** Fields of the PATH record and whether the raw or the interpreted value is shown. */
const MEMBERS: readonly (readonly [target: string, field: string, reading: 'raw' | 'text'])[] = [
  ['file.inode', 'inode', 'raw'],
  ['file.device', 'dev', 'raw'],
  ['file.uid', 'ouid', 'raw'],
  ['file.gid', 'ogid', 'raw'],
  ['file.owner', 'ouid', 'text'],
  ['file.group', 'ogid', 'text'],
];

export function setFile(output: OutputEvent, document: NestedDocument): void {
  const { findings, fields, object, object2 } = output;
  if (findings.object < 0) return;
  const record = recordOf(findings.object);
  if (fields.records[record]?.type !== PATH || !fields.isNamed(findings.object, 'name') || object === undefined) return;
  const slash = object.lastIndexOf('/');
  document.set('file.path', object);
  document.set('file.name', object.slice(slash + 1));
  document.set('file.directory', slash > 0 ? object.slice(0, slash) : slash === 0 ? '/' : undefined);
  document.set('file.type', TYPES.get(findings.objectKind));
  if (findings.object2 >= 0 && fields.isNamed(findings.object2, 'name')) document.set('file.target_path', object2);
  const value = (field: string): number => fields.indexOf(record, 0, field);
  for (const [target, field, reading] of MEMBERS) {
    const found = value(field);
    if (found < 0) continue;
    const ref = fieldRef(record, found);
    const text = reading === 'raw' ? fields.raw(ref) : output.text(ref);
    if (text !== undefined && !text.startsWith('unknown(')) document.set(target, text);
  }
  const mode = value('mode');
  if (mode >= 0) document.set('file.mode', permissions(fields.raw(fieldRef(record, mode))));
}

/** The permission bits in octal, four digits. */
function permissions(mode: string): string | undefined {
  return /^[0-7]+$/.test(mode) ? mode.slice(-4).padStart(4, '0') : undefined;
}
