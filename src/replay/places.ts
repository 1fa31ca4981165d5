/** Where the files of an event are: absolute paths, as far as the event tells what its names are relative to. */

import { decodeString } from '../bytes/hex.js';
import { tidy } from '../bytes/place.js';
import { fieldNumber, fieldValue } from '../log/fields.js';
import type { AuditRecord } from '../log/record.js';
import { CWD } from '../tables/generated/record-type.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';
import { machineByElf, syscallName } from '../tables/syscalls.js';

/** AT_FDCWD as the record has it, cut to what a register keeps of it. */
const WORKING_FOLDER = /^(ffffffff)?ffffff9c$/;

/** A file without a name in a call without descriptors: an object of an overlay's layers, which has no path of its own. */
const LAYER = '';

export class Places {
  readonly #records: readonly AuditRecord[];
  readonly #call: string;
  #base: string | null | undefined;

  /** `call`: the text of the SYSCALL record. */
  constructor(records: readonly AuditRecord[], call: string) {
    this.#records = records;
    this.#call = call;
  }

  /** Of the name in a PATH record; `undefined`: a descriptor, or relative to one. */
  of(path: string): string | undefined {
    const raw = fieldValue(path, 'name');
    if (raw === undefined || raw === '(null)') return folderTokens(this.#call).length > 0 ? undefined : LAYER;
    const name = decodeString(raw);
    if (name.startsWith('/')) {
      // The kernel names the working folder where the parent has no name, even if a descriptor is the folder.
      return this.#isParent(path) && this.#hasFolder() ? undefined : tidy(name);
    }
    this.#base ??= this.#hasFolder() ? null : (this.#workingFolder() ?? null);
    return this.#base === null ? undefined : tidy(`${this.#base}/${name}`);
  }

  #isParent(path: string): boolean {
    return path.includes(' nametype=PARENT');
  }

  #hasFolder(): boolean {
    return folderTokens(this.#call).some((token) => {
      const raw = fieldValue(this.#call, token);
      return raw !== undefined && !WORKING_FOLDER.test(raw);
    });
  }

  #workingFolder(): string | undefined {
    const record = this.#records.find(({ type }) => type === CWD);
    const raw = record && fieldValue(record.text, 'cwd');
    return raw === undefined ? undefined : decodeString(raw);
  }
}

/** Name of a call → `a0` … of its arguments that are descriptors of folders. */
const byName: ReadonlyMap<string, readonly string[]> = new Map(
  rows(tables.traceFileCalls).map(({ call, folders }) => [call, folders ?? []]),
);

function folderTokens(call: string): readonly string[] {
  const machine = machineByElf(Number.parseInt(fieldValue(call, 'arch') ?? '', 16));
  const name = machine && syscallName(machine, fieldNumber(call, 'syscall') ?? -1);
  return byName.get(name ?? '') ?? [];
}
