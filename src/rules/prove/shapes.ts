/** Events as calls make them: which names a call has when it is about an object, as the kernel orders them. */
import * as tables from '../../tables/generated/tables.js';
import { rows } from '../../tables/lookup.js';
import type { EventName, FilterEvent } from '../model/event.js';

export type Shape = tables.CallShape | 'none';

const shapes = new Map<string, Shape>();
for (const { shape, calls } of rows(tables.callsWithNames)) for (const call of calls) shapes.set(call, shape);

export function shapeOf(call: string | undefined): Shape {
  return shapes.get(call ?? '') ?? 'none';
}

/** What a call is about; an inode number stands for a file elsewhere. */
export type Target = { readonly path: string; readonly inode?: number } | 'missing' | undefined;

/** What rules can tell of a call that takes this target; several when it may go several ways. */
export function eventsFor(shape: Shape, target: Target): readonly Partial<FilterEvent>[] {
  if (target === undefined || shape === 'none' || shape === 'address') return [{ names: [], lookups: [] }];
  if (target === 'missing')
    return [{ names: [{ name: '/missing', nametype: 'UNKNOWN', ino: null }], lookups: ['/missing'] }];
  return forms[shape](target.path, target.inode ?? INODE);
}

const INODE = 1000001;
const ELSEWHERE = '/elsewhere';

const forms: Readonly<
  Record<Exclude<Shape, 'none' | 'address'>, (path: string, inode: number) => readonly Partial<FilterEvent>[]>
> = {
  plain: (path, inode) => [{ names: [entry(path, 'NORMAL', inode)], lookups: [path] }],
  create: (path, inode) => [
    { names: [folder(path), entry(path, 'CREATE', inode)], lookups: [path] },
    { names: [folder(path)], lookups: [path], success: false },
  ],
  remove: (path, inode) => {
    const names = [folder(path), entry(path, 'DELETE', inode)];
    return [
      { names, lookups: [path], early: [{ gone: path, names }], after: { [path]: null }, exit: 0, success: true },
      { names, lookups: [path], success: false },
    ];
  },
  rename: (path, inode) => {
    const to = `${ELSEWHERE}/new`;
    const names = [folder(to), folder(path), entry(path, 'DELETE', inode)];
    const away = { names: [...names, entry(to, 'CREATE', inode)], lookups: [path, to] };
    const onto = [folder(path), folder(to), entry(to, 'DELETE', inode), entry(path, 'CREATE', inode)];
    return [
      { ...away, early: [{ gone: path, names }], after: { [path]: null }, exit: 0, success: true },
      { names: onto, lookups: [to, path], exit: 0, success: true },
    ];
  },
  link: (path, inode) => {
    const to = `${ELSEWHERE}/new`;
    return [{ names: [folder(to), entry(path, 'NORMAL', inode), entry(to, 'CREATE', inode)], lookups: [path, to] }];
  },
};

/** Owner, type and device are attributes like any other and stay open. */
function entry(path: string, nametype: string, ino: number): EventName {
  return { name: path, path, nametype, ino };
}

/** Of the directory that an entry is made in or taken from only the owner is open. */
function folder(path: string): EventName {
  const parent = path.slice(0, Math.max(1, path.lastIndexOf('/')));
  const ino = parent === ELSEWHERE ? ELSEWHERE_INODE : FOLDER_INODE;
  return { ...entry(parent, 'PARENT', ino), dev: [8, 1], rdev: [0, 0], mode: 0o40755 };
}

const FOLDER_INODE = 2;
const ELSEWHERE_INODE = 3;
