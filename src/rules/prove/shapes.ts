/** Events as calls make them: which names a call has when it is about an object, as the kernel orders them. */
import * as tables from '../../tables/generated/tables.js';
import { rows } from '../../tables/lookup.js';
import type { EventName, FileIdentity, FilterEvent } from '../model/event.js';

export type Shape = tables.CallShape | 'none';

export function isAboutFiles(shape: Shape): boolean {
  return shape !== 'none' && shape !== 'address';
}

const shapes = new Map<string, Shape>();
for (const { shape, calls } of rows(tables.callsWithNames)) for (const call of calls) shapes.set(call, shape);

export function shapeOf(call: string | undefined): Shape {
  return shapes.get(call ?? '') ?? 'none';
}

/** Calls that take two files: a rule about the one may keep a rule about the other from being asked. */
export function takesTwo(shape: Shape): boolean {
  return shape === 'two' || shape === 'link' || isRenaming(shape);
}

/** Calls that make or take away an entry, and so have the folder that it is in among their names. */
export function changesFolder(shape: Shape): boolean {
  return changing.has(shape);
}

const changing: ReadonlySet<Shape> = new Set([
  ...(['open', 'create', 'symlink', 'remove', 'rename', 'exchange', 'link', 'bind', 'socketcall'] as const),
]);

/** Calls that may be given the address of a socket. */
export function takesAddress(shape: Shape): boolean {
  return shape === 'address' || shape === 'connect' || shape === 'bind' || shape === 'socketcall';
}

/** `exchange`: two files may also change places. */
function isRenaming(shape: Shape): boolean {
  return shape === 'rename' || shape === 'exchange';
}

export interface File {
  readonly path: string;
  readonly inode: number;
  /** Inode number of its folder. */
  readonly folder: number;
}

/** What a call is about; `other`: where it is renamed or linked to, or the program's interpreter. */
export type Target = { readonly file: File; readonly other?: File } | 'missing' | undefined;

/** What rules can tell of a call that takes this target; several when it may go several ways. */
export function eventsFor(shape: Shape, target: Target): readonly Partial<FilterEvent>[] {
  if (target === undefined || shape === 'none' || shape === 'address') return [{ names: [], lookups: [] }];
  if (target === 'missing') {
    const form = { names: [MISSING], lookups: ['/missing'] };
    return [takesAddress(shape) ? ofSocket(form) : form];
  }
  return forms[shape](target.file, target.other);
}

/** Numbers that no file system gives and no rule names: files that rules do not name by theirs have these. */
const INODE = 4000000001;
const FOLDER_INODE = 4000000002;
const SECOND_INODE = 4000000003;
const SECOND_FOLDER = 4000000004;
const AWAY_INODE = 4000000005;
const AWAY_FOLDER = 4000000006;
const COMER_INODE = 4000000007;

export function fileAt(path: string, inode: number = INODE, folder: number = FOLDER_INODE): File {
  return { path, inode, folder };
}

/** The same beside another file: where no rule is about its numbers they are not those of the other one. */
export function asSecond({ path, inode, folder }: File): File {
  return {
    path,
    inode: inode === INODE ? SECOND_INODE : inode,
    folder: folder === FOLDER_INODE ? SECOND_FOLDER : folder,
  };
}

/** Whether a rule names the number of a file or folder. */
export function isNamed(inode: number): boolean {
  return inode < INODE || inode > COMER_INODE;
}

/** Where no rule looks, unless it looks at everything. */
export const PLAIN_FOLDER = '/elsewhere';
export const AWAY: string = `${PLAIN_FOLDER}/new`;
const away: File = { path: AWAY, inode: AWAY_INODE, folder: AWAY_FOLDER };
const comer: File = { path: `${PLAIN_FOLDER}/old`, inode: COMER_INODE, folder: AWAY_FOLDER };

const MISSING: EventName = { name: '/missing', nametype: 'UNKNOWN', ino: null };

type Form = (file: File, other: File | undefined) => readonly Partial<FilterEvent>[];

const forms: Readonly<Record<Exclude<Shape, 'none' | 'address'>, Form>> = {
  plain: (file) => [{ names: [entry(file, 'NORMAL')], lookups: [file.path] }],
  two: (file, other) => {
    const files = other ? [file, other] : [file];
    return [{ names: files.map((each) => entry(each, 'NORMAL')), lookups: files.map(({ path }) => path) }];
  },
  open: (file, other) => [...forms.plain(file, other), ...made(file)],
  create: (file) => made(file),
  symlink: (file) => made(file, MISSING),
  remove: (file) => {
    const names = [folder(file), entry(file, 'DELETE')];
    const after = { [file.path]: null };
    return [
      { names, lookups: [file.path], early: [{ gone: file.path, names }], after, exit: 0, success: true },
      { names, lookups: [file.path], success: false },
    ];
  },
  rename: (file, other) =>
    other
      ? [...renames(file, other), refused(file, other)]
      : [...renames(file, away), ...renames(comer, file), refused(file, away), refused(comer, file)],
  exchange: (file, other) => [
    ...forms.rename(file, other),
    ...(other ? exchanged(file, other) : [...exchanged(file, away), ...exchanged(comer, file)]),
  ],
  link: (file, other) => (other ? linked(file, other) : [...linked(file, away), ...linked(comer, file)]),
  connect: (file, other) => forms.plain(file, other).map(ofSocket),
  bind: (file) => made(file).map(ofSocket),
  socketcall: (file) => made(file).map(ofSocket),
};

/** A new entry, and refused. `text`: what a symbolic link is about, which is not looked up. */
function made(file: File, ...text: readonly EventName[]): readonly Partial<FilterEvent>[] {
  const names = [folder(file), ...text];
  return [
    { names: [...names, entry(file, 'CREATE')], lookups: [file.path], after: { [file.path]: identity(file) } },
    { names, lookups: [file.path], success: false },
  ];
}

/** A file that a socket's address names. */
function ofSocket(form: Partial<FilterEvent>): Partial<FilterEvent> {
  return { ...form, saddr_fam: UNIX };
}

/** AF_UNIX. */
const UNIX = 1;

/** Under a new name, and refused. */
function linked(file: File, to: File): readonly Partial<FilterEvent>[] {
  const names = [folder(to), entry(file, 'NORMAL')];
  const made = entry({ ...to, inode: file.inode }, 'CREATE');
  return [
    { ...lookedUp(file, to), names: [...names, made], after: { [to.path]: identity(file) } },
    { ...lookedUp(file, to), names, success: false },
  ];
}

/** To a new name, and over a file that is there. */
function renames(from: File, to: File): readonly Partial<FilterEvent>[] {
  const taken = [folder(to), folder(from), entry(from, 'DELETE')];
  const result = {
    ...lookedUp(from, to),
    after: { [from.path]: null, [to.path]: identity(from) },
    exit: 0,
    success: true,
  };
  const made = entry({ ...to, inode: from.inode }, 'CREATE');
  const over = [...taken, entry(to, 'DELETE')];
  const notYet: EventName = { name: to.path, nametype: 'CREATE', ino: null };
  return [
    { ...result, names: [...taken, made], early: [{ gone: from.path, names: [...taken, notYet] }] },
    { ...result, names: [...over, made], early: [{ gone: from.path, names: over }] },
  ];
}

function refused(from: File, to: File): Partial<FilterEvent> {
  return { ...lookedUp(from, to), names: [folder(to), folder(from)], success: false };
}

/** What of the second entry is known when it goes is also what has come to its place. */
function exchanged(one: File, other: File): readonly Partial<FilterEvent>[] {
  const taken = [folder(other), folder(one), entry(one, 'DELETE'), entry(other, 'DELETE')];
  const moved = [...taken, entry({ ...other, inode: one.inode }, 'CREATE')];
  return [
    {
      ...lookedUp(one, other),
      names: [...moved, entry({ ...one, inode: other.inode }, 'CREATE')],
      early: [
        { gone: one.path, names: taken },
        { gone: other.path, names: moved },
      ],
      after: { [one.path]: identity(other), [other.path]: identity(one) },
      exit: 0,
      success: true,
    },
  ];
}

function lookedUp(file: File, other: File): Partial<FilterEvent> {
  return { lookups: [file.path, other.path] };
}

/** The file system that all files of these events are on. */
const DEVICE = [8, 1] as const;

function identity({ inode }: File): FileIdentity {
  return { dev: DEVICE, ino: inode };
}

/** Owner, type and device are attributes like any other and stay open. */
function entry({ path, inode }: File, nametype: string): EventName {
  return { name: path, path, nametype, ino: inode };
}

/** Of the directory that an entry is made in or taken from only the owner is open. */
function folder({ path, folder: inode }: File): EventName {
  const parent = { ...fileAt(folderOf(path)), inode };
  return { ...entry(parent, 'PARENT'), dev: DEVICE, rdev: [0, 0], mode: 0o40755 };
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}
