/** What the columns of events that were counted say, as reports see events. */
import { initialAttributes } from '../attributes/attributes.js';
import { toBytes } from '../bytes/text.js';
import type { Alike } from '../reports/alike.js';
import { URING } from '../store/attribute-columns.js';
import { type CountedRows, type RowValues, valuesIn } from '../store/count.js';

/** There may be as many as processes, or files: what it gives is one object, good until it is called again. */
export function alikeReader(): (values: RowValues) => Alike {
  const unset = initialAttributes();
  const attributes = initialAttributes();
  const alike = { types: NO_TYPES, attributes, auidName: undefined as string | undefined };
  return (values) => {
    const { files, keys } = values;
    attributes.pid = values.pid ?? unset.pid;
    attributes.auid = values.auid ?? unset.auid;
    attributes.syscall = values.syscall ?? unset.syscall;
    attributes.success = values.success;
    attributes.arch = values.arch === URING ? 'uring' : values.arch;
    attributes.comm = bytesOf(values.comm);
    attributes.exe = bytesOf(values.exe);
    attributes.hostname = bytesOf(values.hostname);
    attributes.terminal = bytesOf(values.terminal);
    attributes.acct = bytesOf(values.acct);
    attributes.files = files?.map(toBytes);
    attributes.keys = keys?.map(toBytes);
    alike.types = values.types ?? NO_TYPES;
    alike.auidName = bytesOf(values.auidName);
    return alike;
  };
}

/** Of each place in the columns, an item being all of its list. What is given is good until the next one is asked for. */
export function alikesIn(rows: CountedRows): (i: number) => Alike {
  const { items } = rows;
  const valuesAt = valuesIn(rows);
  const alikeOf = alikeReader();
  if (!items) return (i) => alikeOf(valuesAt(i));
  const one = [''];
  return (i) => {
    const alike = alikeOf(valuesAt(i));
    one[0] = items.texts[i] ?? '';
    alike.attributes[items.column] = one;
    return alike;
  };
}

const NO_TYPES: readonly number[] = [];

function bytesOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : toBytes(text);
}
