/** What a call did with which files (`tables/trace-file-calls.tsv` says what each system call does). */
import * as tables from '../tables/generated/tables.js';
import { valueTable } from '../tables/lookup.js';
import { argument, type Call } from './call.js';
import type { Access, FileDeed } from './deed.js';
import { type FoundPath, fileCall } from './paths.js';

/** Of openat and the like, with `tables/open-flags.tsv`. */
const ACCESS_MODE = 3;
const openFlag = (name: string): number => valueTable(tables.openFlags).value(name) ?? 0;

const renamers: ReadonlySet<string> = new Set(['rename', 'renameat', 'renameat2']);
const refusals: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS']);
const absences: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

export function fileDeeds(call: Call, found: readonly FoundPath[]): readonly FileDeed[] {
  const row = fileCall(call);
  if (call.error === undefined && renamers.has(call.name.replace('io_uring:', ''))) return renameDeeds(found);
  return found.flatMap((path) =>
    accessesOf(call, path, row).map(
      (access) => ({ what: 'file', access, path: path.path, isFolder: path.isFolder }) as const,
    ),
  );
}

/** The old name is deleted, the new one created; one that was there is deleted before. */
function renameDeeds(found: readonly FoundPath[]): readonly FileDeed[] {
  const [old] = found;
  const named = found.filter(({ path }) => path !== old?.path);
  const now = named.find(({ nameType }) => nameType === 'CREATE') ?? named[0];
  if (!old || !now) return [];
  const deeds: FileDeed[] = [
    { what: 'file', access: 'renamed', path: old.path, isFolder: old.isFolder, other: { is: 'to', path: now.path } },
    { what: 'file', access: 'renamed', path: now.path, isFolder: now.isFolder, other: { is: 'from', path: old.path } },
  ];
  if (named.some(({ nameType }) => nameType === 'DELETE')) {
    deeds.push({ what: 'file', access: 'replaced', path: now.path, isFolder: now.isFolder });
  }
  return deeds;
}

function accessesOf(
  call: Call,
  { nameType, index }: FoundPath,
  row: tables.TraceFileCallsRow | undefined,
): readonly Access[] {
  if (call.error !== undefined) {
    if (refusals.has(call.error)) return ['denied'];
    const isNoFolder =
      call.error === 'ENOTDIR' && row?.effect === 'open' && openFlags(call, row) & openFlag('O_DIRECTORY');
    return [absences.has(call.error) && !isNoFolder ? 'missing' : 'examined'];
  }
  if (nameType === 'DELETE') return ['deleted'];
  const effect = effectOf(call, row, index);
  return nameType === 'CREATE' ? ['created', ...effect.filter((access) => access === 'written')] : effect;
}

/** Column `effect` of the table; a call without one only looks. */
type Effect = (call: Call, row: tables.TraceFileCallsRow, index: number) => readonly Access[];

const effects: Readonly<Record<tables.FileEffect, Effect>> = {
  open: (call, row) => openEffect(openFlags(call, row)),
  read: () => ['read'],
  write: () => ['written'],
  change: () => ['changed'],
  execute: (_call, _row, index) => [index === 0 ? 'executed' : 'read'], // the others are its interpreters
};

function openFlags(call: Call, row: tables.TraceFileCallsRow): number {
  return argument(call, row.flags ?? '') ?? 0;
}

function effectOf(call: Call, row: tables.TraceFileCallsRow | undefined, index: number): readonly Access[] {
  return row?.effect ? effects[row.effect](call, row, index) : ['examined'];
}

function openEffect(flags: number): readonly Access[] {
  if (flags & openFlag('O_PATH')) return ['examined'];
  const mode = flags & ACCESS_MODE;
  const effect: Access[] = mode === 0 || mode === 2 ? ['read'] : [];
  if (mode !== 0 || flags & openFlag('O_TRUNC')) effect.unshift('written');
  return effect;
}
