/**
 * The files that a call named, as absolute paths: names are relative to the process' folder (CWD record), to an open
 * one, or missing where the call has a descriptor only. Where the log does not show how a folder was opened, its inode
 * tells, if an earlier record named it.
 */

import { tidy } from '../bytes/place.js';
import * as tables from '../tables/generated/tables.js';
import { rows } from '../tables/lookup.js';
import { argument, type Call, type CallPath } from './call.js';
import type { DescriptorTable } from './descriptors.js';

export interface FoundPath {
  /** Absolute where the records tell. */
  readonly path: string;
  /** As in the record: CREATE, DELETE, NORMAL, PARENT, UNKNOWN. */
  readonly nameType: string;
  readonly isFolder: boolean;
  /** Place among those of the call. */
  readonly index: number;
}

const openers: ReadonlySet<string> = new Set(['open', 'openat', 'openat2', 'creat']);
/** Their first name is text for the link, not a file that was touched. */
const linkers: ReadonlySet<string> = new Set(['symlink', 'symlinkat']);
/** AT_FDCWD. */
const WORKING_FOLDER = -100;
/** Folders remembered by their inodes; a hostile log may name as many as it likes. */
const KEPT_FOLDERS = 1 << 16;
const OWN_DESCRIPTOR = /^\/(?:proc\/(?:self|thread-self|(\d+))|dev)\/fd\/(\d+)(\/.*)?$/;
const NO_NAMES: ReadonlySet<string> = new Set(['', '(null)']);

const calls: ReadonlyMap<string, tables.TraceFileCallsRow> = new Map(
  rows(tables.traceFileCalls).map((row) => [row.call, row]),
);

/** What `tables/trace-file-calls.tsv` says of a call. */
export function fileCall({ name }: Call): tables.TraceFileCallsRow | undefined {
  return calls.get(name.replace('io_uring:', ''));
}

export class PathFinder {
  readonly #descriptors: DescriptorTable;
  readonly #folders = new Map<string, string>();

  constructor(descriptors: DescriptorTable) {
    this.#descriptors = descriptors;
  }

  /** The files that the call was about, in the order of its words; what it opened is remembered. */
  find(call: Call): readonly FoundPath[] {
    if (call.paths.length === 0) return [];
    const meant = meantPaths(call);
    const folders = fileCall(call)?.folders ?? [];
    const parents = call.paths.filter(({ nameType }) => nameType === 'PARENT');
    const found: FoundPath[] = [];
    for (const [index, path] of meant.entries()) {
      const place = index === 0 || (path.nameType === 'CREATE' && path.name === meant[0]?.name && index > 1) ? 0 : 1;
      const full = this.#resolve(call, path, folders[Math.min(place, folders.length - 1)], parents[place]);
      if (full === undefined) continue;
      this.#learn(path, full);
      found.push({ path: full, nameType: path.nameType, isFolder: path.isFolder, index });
      if (index === 0) this.#opened(call, full, path.inode);
    }
    return found;
  }

  /** `folder` names the argument with the descriptor that the path is relative to. Undefined: a file without a name. */
  #resolve(call: Call, path: CallPath, folder: string | undefined, parent: CallPath | undefined): string | undefined {
    const { name } = path;
    if (name.startsWith('/')) return this.#throughDescriptor(call, tidy(name), path.inode);
    const descriptor = folder === undefined ? WORKING_FOLDER : (argument(call, folder) ?? WORKING_FOLDER);
    if (NO_NAMES.has(name)) return this.#ofDescriptor(call, descriptor, path.inode);
    const base = descriptor === WORKING_FOLDER ? call.cwd : this.#base(call, descriptor, name, parent);
    return base === undefined ? name : tidy(`${base}/${name}`);
  }

  /** A file that the process names by the number under which it has it open. */
  #throughDescriptor(call: Call, name: string, inode: string | undefined): string {
    const [, pid, descriptor, below = ''] = OWN_DESCRIPTOR.exec(name) ?? [];
    if (descriptor === undefined || (pid !== undefined && Number(pid) !== call.pid)) return name;
    const open = this.#ofDescriptor(call, Number(descriptor), below === '' ? inode : undefined);
    return open === undefined ? name : tidy(`${open}${below}`);
  }

  #ofDescriptor(call: Call, descriptor: number, inode: string | undefined): string | undefined {
    const open = this.#descriptors.get(call, descriptor);
    if (open?.kind === 'file' && (inode === undefined || open.inode === undefined || open.inode === inode)) {
      return open.path;
    }
    return inode === undefined ? undefined : this.#folders.get(inode);
  }

  /** The record of the parent has the folder's inode, if the name has no slash: a number used again is found out. */
  #base(call: Call, descriptor: number, name: string, parent: CallPath | undefined): string | undefined {
    return this.#ofDescriptor(call, descriptor, name.includes('/') ? undefined : parent?.inode);
  }

  #learn({ inode, isFolder }: CallPath, full: string): void {
    if (!isFolder || inode === undefined || !full.startsWith('/')) return;
    if (this.#folders.size === KEPT_FOLDERS && !this.#folders.has(inode)) this.#folders.clear();
    this.#folders.set(inode, full);
  }

  #opened(call: Call, path: string, inode: string | undefined): void {
    if (call.exit === undefined || call.exit < 0 || !openers.has(call.name)) return;
    this.#descriptors.set(call, call.exit, { kind: 'file', path, inode });
  }
}

/** Parents only count when nothing else is there: a failed creation. */
function meantPaths({ name, paths }: Call): readonly CallPath[] {
  const named = linkers.has(name) ? paths.filter(({ nameType }) => nameType !== 'UNKNOWN') : paths;
  const others = named.filter(({ nameType }) => nameType !== 'PARENT');
  return others.length > 0 ? others : named;
}
