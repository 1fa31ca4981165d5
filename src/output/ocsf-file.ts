/** `file` of the Open Cybersecurity Schema Framework: the file that an event is about. */
import { fieldRef, recordOf } from '../normalize/field-ref.js';
import type { OutputEvent } from '../normalize/statement.js';
import { PATH } from '../tables/generated/record-type.js';
import type { NestedDocument } from './nested-document.js';

/** The bits of a mode that tell the type, and the schema's numbers and words for it. */
const TYPES: ReadonlyMap<number, readonly [id: number, caption: string]> = new Map([
  [0o100000, [1, 'Regular File']],
  [0o040000, [2, 'Folder']],
  [0o020000, [3, 'Character Device']],
  [0o060000, [4, 'Block Device']],
  [0o140000, [5, 'Local Socket']],
  [0o010000, [6, 'Named Pipe']],
  [0o120000, [7, 'Symbolic Link']],
]);
const TYPE_BITS = 0o170000;
const UNKNOWN = [0, 'Unknown'] as const;

/** Sets `file` and, of a rename, `file_result`; false when the event names no file. Without a document it only looks. */
export function setOcsfFile(output: OutputEvent, document: NestedDocument | undefined): boolean {
  const { findings, fields, object } = output;
  if (findings.object < 0 || object === undefined || object === '' || object === '(null)') return false;
  const record = recordOf(findings.object);
  if (fields.records[record]?.type !== PATH || !fields.isNamed(findings.object, 'name')) return false;
  if (!document) return true;
  const value = (name: string): string | undefined => {
    const field = fields.indexOf(record, 0, name);
    return field < 0 ? undefined : fields.raw(fieldRef(record, field));
  };
  const [id, caption] = TYPES.get(Number.parseInt(value('mode') ?? '', 8) & TYPE_BITS) ?? UNKNOWN;
  setPath('file', object, document);
  document.set('file.type_id', id);
  document.set('file.type', caption);
  document.set('file.uid', value('inode'));
  document.set('file.owner.uid', value('ouid'));
  const renamed = findings.object2 >= 0 && fields.isNamed(findings.object2, 'name') ? output.object2 : undefined;
  if (renamed !== undefined) {
    setPath('file_result', renamed, document);
    document.set('file_result.type_id', id);
  }
  return true;
}

function setPath(target: string, file: string, document: NestedDocument): void {
  const slash = file.lastIndexOf('/');
  document.set(`${target}.path`, file);
  document.set(`${target}.name`, file.slice(slash + 1) || file);
  document.set(`${target}.parent_folder`, slash > 0 ? file.slice(0, slash) : slash === 0 ? '/' : undefined);
}
