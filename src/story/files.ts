/** What a run did with which files (`tables/trace-file-calls.tsv` says what each system call does). */
import { type Row, rows, valueTable } from '../tables/lookup.js';
import { argument, type Call, type CallPath } from './call.js';
import { FolderTable } from './folders.js';

/** In the order in which they are told. */
export const accesses = [
  'created',
  'written',
  'changed',
  'read',
  'executed',
  'deleted',
  'denied',
  'missing',
  'examined',
] as const;
export type Access = (typeof accesses)[number];

export interface TouchedFile {
  /** Absolute where the records tell. */
  readonly path: string;
  readonly counts: ReadonlyMap<Access, number>;
  readonly pids: ReadonlySet<number>;
}

interface Draft extends TouchedFile {
  readonly counts: Map<Access, number>;
  readonly pids: Set<number>;
}

/** Of openat and the like, with `tables/open-flags.tsv`. */
const ACCESS_MODE = 3;
const openFlag = (name: string): number => valueTable('open-flags').value(name) ?? 0;

const refusals: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS']);
const absences: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

export class FileTable {
  readonly #files = new Map<string, Draft>();
  readonly #folders = new FolderTable();
  readonly #calls: ReadonlyMap<string, Row> = new Map(rows('trace-file-calls').map((row) => [row.call ?? '', row]));

  add(call: Call): void {
    const row = this.#calls.get(call.name);
    this.#folders.follow(call);
    if (call.paths.length === 0) return;
    const meant = meantPaths(call);
    for (const [index, path] of meant.entries()) {
      const full = this.#folders.resolve(call, path, folderArgument(row, index, meant.length));
      for (const access of accessesOf(call, path, row, index)) this.#count(full, access, call.pid);
      if (index === 0) this.#folders.opened(call, full);
    }
  }

  /** By path. */
  files(): readonly TouchedFile[] {
    return [...this.#files.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  }

  #count(path: string, access: Access, pid: number): void {
    let file = this.#files.get(path);
    if (!file) {
      file = { path, counts: new Map(), pids: new Set() };
      this.#files.set(path, file);
    }
    file.counts.set(access, (file.counts.get(access) ?? 0) + 1);
    file.pids.add(pid);
  }
}

/** Parents only count when nothing else is there: a failed creation. */
function meantPaths({ paths }: Call): readonly CallPath[] {
  const others = paths.filter(({ nameType }) => nameType !== 'PARENT');
  return others.length > 0 ? others : paths;
}

/** The last of the call's folder arguments is for the last of its paths. */
function folderArgument(row: Row | undefined, index: number, count: number): string | undefined {
  const folders = row?.folders ? row.folders.split(',') : [];
  return index > 0 && index === count - 1 ? folders.at(-1) : folders[0];
}

function accessesOf(call: Call, { nameType }: CallPath, row: Row | undefined, index: number): readonly Access[] {
  if (call.error !== undefined) {
    if (refusals.has(call.error)) return ['denied'];
    return [absences.has(call.error) ? 'missing' : 'examined'];
  }
  if (nameType === 'DELETE') return ['deleted'];
  const effect = effectOf(call, row, index);
  return nameType === 'CREATE' ? ['created', ...effect.filter((access) => access === 'written')] : effect;
}

/** Column `effect` of the table; a call without one only looks. */
const effects: Readonly<Record<string, (call: Call, row: Row, index: number) => readonly Access[]>> = {
  open: (call, row) => openEffect(argument(call, row.flags ?? '') ?? 0),
  read: () => ['read'],
  write: () => ['written'],
  change: () => ['changed'],
  execute: (_call, _row, index) => [index === 0 ? 'executed' : 'read'], // the others are its interpreters
};

function effectOf(call: Call, row: Row | undefined, index: number): readonly Access[] {
  return (row && effects[row.effect ?? '']?.(call, row, index)) ?? ['examined'];
}

function openEffect(flags: number): readonly Access[] {
  if (flags & openFlag('O_PATH')) return ['examined'];
  const mode = flags & ACCESS_MODE;
  const effect: Access[] = mode === 0 || mode === 2 ? ['read'] : [];
  if (mode !== 0 || flags & openFlag('O_TRUNC')) effect.unshift('written');
  return effect;
}
