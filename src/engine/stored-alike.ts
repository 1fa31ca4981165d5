/** What the columns of events that were counted say, as reports see events. */
import { initialAttributes } from '../attributes/attributes.js';
import { toBytes } from '../bytes/text.js';
import type { Alike } from '../reports/alike.js';
import { URING } from '../store/attribute-columns.js';
import type { RowValues } from '../store/count.js';

/** There may be as many as processes, or files. */
export function alikeOf(values: RowValues): Alike {
  const { types = NO_TYPES, auidName, pid, auid, syscall, success, arch, files, keys } = values;
  const attributes = initialAttributes();
  if (pid !== undefined) attributes.pid = pid;
  if (auid !== undefined) attributes.auid = auid;
  if (syscall !== undefined) attributes.syscall = syscall;
  attributes.success = success;
  attributes.arch = arch === URING ? 'uring' : arch;
  attributes.comm = bytesOf(values.comm);
  attributes.exe = bytesOf(values.exe);
  attributes.hostname = bytesOf(values.hostname);
  attributes.terminal = bytesOf(values.terminal);
  attributes.acct = bytesOf(values.acct);
  if (files) attributes.files = files.map(toBytes);
  if (keys) attributes.keys = keys.map(toBytes);
  return { types, attributes, auidName: bytesOf(auidName) };
}

const NO_TYPES: readonly number[] = [];

function bytesOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : toBytes(text);
}
