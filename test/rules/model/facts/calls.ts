/** System calls on paper: the names that they look up, in order, and what they do to the files. */
import type { EventName } from '../../../../src/rules/model/event.js';
import type { Found, Node, PaperFiles } from './files.js';

export interface Place {
  cwd: Node;
  root: Node;
}

export interface Call {
  readonly files: PaperFiles;
  readonly at: Place;
  readonly args: readonly bigint[];
  /** The arguments that are texts. */
  readonly texts: readonly string[];
  /** What the descriptor of a call that takes one was opened on. */
  readonly opened: string;
}

export interface Outcome {
  readonly names: readonly EventName[];
  /** Names known at the moment when entries go; these are known by their changes. */
  readonly early?: readonly EventName[];
  readonly exit?: number;
}

type Shape = (call: Call) => Outcome;

const [ENOENT, ENOTEMPTY, EEXIST] = [-2, -39, -17];
const O_CREAT = 64n;
const RENAME_EXCHANGE = 2n;
const MODES = { file: 0o100644, dir: 0o40755, link: 0o120777, device: 0o20666 } as const;
const MAGIC_EXT4 = 0xef53;
const MAGIC_TMPFS = 0x01021994;

const looksUp =
  (follow: boolean): Shape =>
  (call) => {
    const names = looked(call, call.texts[0], follow);
    return { names, exit: names[0]?.ino === null ? ENOENT : 0 };
  };

const opens =
  (creates: (call: Call) => boolean): Shape =>
  (call) => {
    const found = find(call, call.texts[0]);
    if (!found || found.node || !creates(call)) return { exit: 3, ...looksUp(true)(call) };
    const node = call.files.make('file', {}, found.directory.identity.dev);
    const names = [parent(call, found), named(call, found, 'CREATE', node)];
    call.files.put(found.directory, found.name, node);
    return { names, exit: 3 };
  };

const ofDescriptor: Shape = (call) => {
  const found = find(call, call.opened);
  return { names: found ? [{ ...named(call, found, 'NORMAL'), name: null }] : [] };
};

const removes: Shape = (call) => {
  const found = find(call, call.texts[0], false);
  if (!found?.node) return { names: found ? [parent(call, found)] : [], exit: ENOENT };
  const names = [parent(call, found), named(call, found, 'DELETE')];
  if (found.node.entries.size > 0) return { names, exit: ENOTEMPTY };
  call.files.take(found.directory, found.name);
  return { names, early: names };
};

const makes =
  (kind: 'dir' | 'link', text: (call: Call) => string | undefined): Shape =>
  (call) => {
    const found = find(call, text(call), false);
    if (!found) return { names: [], exit: ENOENT };
    if (found.node) return { names: [parent(call, found)], exit: EEXIST };
    const target = kind === 'link' ? (call.texts[0] ?? '') : '';
    const node = call.files.make(kind, { target }, found.directory.identity.dev);
    const unknown = kind === 'link' ? [unresolved(target)] : [];
    const names = [parent(call, found), ...unknown, named(call, found, 'CREATE', node)];
    call.files.put(found.directory, found.name, node);
    return { names };
  };

const links: Shape = (call) => {
  const [from, to] = [find(call, call.texts[0], false), find(call, call.texts[1], false)];
  if (!from?.node || !to) return { names: call.texts.map(unresolved).reverse(), exit: ENOENT };
  const names = [parent(call, to), named(call, from, 'NORMAL')];
  if (to.node) return { names, exit: EEXIST };
  call.files.put(to.directory, to.name, from.node);
  return { names: [...names, named(call, to, 'CREATE', from.node)] };
};

const renames: Shape = (call) => {
  const [from, to] = [find(call, call.texts[0], false), find(call, call.texts[1], false)];
  if (!from || !to) return { names: [], exit: ENOENT };
  const parents = [parent(call, to), parent(call, from)];
  if (!from.node) return { names: parents, exit: ENOENT };
  const gone = [...parents, named(call, from, 'DELETE'), ...(to.node ? [named(call, to, 'DELETE')] : [])];
  const isExchange = call.args[4] === RENAME_EXCHANGE;
  const made = named(call, to, 'CREATE', from.node);
  const early = to.node ? gone : [...gone, { ...unresolved(made.name ?? ''), nametype: 'CREATE' }];
  const names = [...gone, ...(isExchange && to.node ? [named(call, from, 'CREATE', to.node)] : []), made];
  if (isExchange) call.files.exchange(from, to);
  else call.files.move(from, to);
  return { names, early };
};

const enters =
  (change: (place: Place, node: Node) => void): Shape =>
  (call) => {
    const node = find(call, call.texts[0])?.node;
    const outcome = looksUp(true)(call);
    if (node) change(call.at, node);
    return outcome;
  };

/** The program, and where it is a script the interpreter too. */
const executes: Shape = (call) => {
  const program = looksUp(true)(call);
  const interpreter = find(call, call.texts[0])?.node?.interpreter;
  return { ...program, names: [...program.names, ...looked(call, interpreter, true)] };
};

/** Calls that are not here look nothing up. */
export const shapes: Readonly<Record<string, Shape>> = {
  open: opens(({ args }) => ((args[1] ?? 0n) & O_CREAT) !== 0n),
  creat: opens(() => true),
  openat: opens(() => false),
  openat2: opens(() => false),
  ...Object.fromEntries(
    [
      ...['stat', 'statx', 'access', 'chmod', 'chown', 'chown32', 'truncate', 'utimensat', 'getxattr', 'statfs'],
      ...['name_to_handle_at', 'open_tree', 'file_getattr', 'umount2'],
    ].map((name) => [name, looksUp(true)]),
  ),
  ...Object.fromEntries(['lstat', 'readlink', 'lchown', 'lchown32'].map((name) => [name, looksUp(false)])),
  ...Object.fromEntries(
    [...['fchmod', 'fchown', 'fsetxattr', 'fgetxattr', 'flistxattr', 'fremovexattr', 'open_by_handle_at']].map(
      (name) => [name, ofDescriptor],
    ),
  ),
  mount: (call) => ({ names: call.texts.flatMap((text) => looked(call, text, true)) }),
  unlink: removes,
  rmdir: removes,
  mkdir: makes('dir', ({ texts }) => texts[0]),
  symlink: makes('link', ({ texts }) => texts[1]),
  link: links,
  rename: renames,
  renameat2: renames,
  execve: executes,
  chdir: enters((place, node) => {
    place.cwd = node;
  }),
  chroot: enters((place, node) => {
    place.root = node;
  }),
};

/** One name; none without a text. */
export function looked(call: Call, text: string | undefined, follow: boolean): readonly EventName[] {
  if (!text) return [];
  const found = find(call, text, follow);
  return [found?.node ? { ...named(call, found, 'NORMAL'), name: text } : unresolved(text)];
}

function find({ files, at }: Call, text = '', follow = true): Found | undefined {
  return files.find(text, { follow, from: at.cwd, root: at.root });
}

function parent(call: Call, { directory }: Found): EventName {
  return named(call, { directory: directory.parent ?? directory, name: directory.name, node: directory }, 'PARENT');
}

/** `node`: what is there when it is not there yet. */
function named({ files }: Call, found: Found, nametype: string, node = found.node): EventName {
  const place = files.placeOf(found);
  if (!node) return unresolved(place);
  const { identity, kind, rdev } = node;
  return {
    ...{ name: place, path: place, nametype, ...identity, rdev, mode: MODES[kind], ouid: 0, ogid: 0 },
    fsmagic: identity.dev[0] === 0 ? MAGIC_TMPFS : MAGIC_EXT4,
  };
}

function unresolved(text: string): EventName {
  return { name: text, nametype: 'UNKNOWN', ino: null };
}
