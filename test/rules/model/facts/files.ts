/** Files on paper: what calls and shell commands of the recorded facts do to them, and what the rules hear of it. */
import type { FileIdentity } from '../../../../src/rules/model/event.js';
import type { FileChange } from '../../../../src/rules/model/standing.js';

type Kind = 'file' | 'dir' | 'link' | 'device';

export interface Node {
  readonly kind: Kind;
  readonly identity: FileIdentity;
  readonly rdev: readonly [number, number];
  /** Of a link. */
  readonly target: string;
  readonly entries: Map<string, Node>;
  /** The program that a script names. */
  readonly interpreter: string | undefined;
  links: number;
  /** Of a directory: where it hangs. */
  parent: Node | undefined;
  name: string;
}

/** A text looked up: the directory, the entry's name in it, what is there. */
export interface Found {
  readonly directory: Node;
  readonly name: string;
  readonly node: Node | undefined;
}

export interface Lookup {
  /** Whether a link at the end is followed; as it is by default. */
  readonly follow?: boolean;
  /** Where relative texts begin. */
  readonly from?: Node;
  readonly root?: Node;
}

const DISK = [254, 0] as const;
const MEMORY = [0, 39] as const;
const LINK_LIMIT = 8;

export class PaperFiles {
  readonly root: Node;
  readonly #changes: FileChange[] = [];
  /** Directories that were there when the rules were loaded: no rule watches an entry of another. */
  #watchable: ReadonlySet<Node> = new Set();
  readonly #mounts = new Map<Node, Node[]>();
  #inodes = 1000;

  constructor() {
    this.root = this.make('dir');
  }

  /** Rules are loaded now. */
  load(): void {
    this.#changes.length = 0;
    this.#watchable = new Set(this.directories());
  }

  /** Since the rules were loaded, or since there were `from` of them. */
  changes(from = 0): readonly FileChange[] {
    return this.#changes.slice(from);
  }

  /** A mount is joined to what is above it. */
  cover(point: string): void {
    this.#changes.push({ what: 'covered', path: point });
  }

  make(
    kind: Kind,
    extra: Partial<Pick<Node, 'target' | 'rdev' | 'interpreter'>> = {},
    dev: readonly [number, number] = DISK,
  ): Node {
    const identity = { dev, ino: this.#inodes++ };
    const plain = { target: '', rdev: [0, 0] as const, interpreter: undefined, links: 0, parent: undefined, name: '' };
    return { ...plain, ...extra, kind, identity, entries: new Map() };
  }

  /** `undefined` when a directory on the way is missing. A slash at the end goes through a link. */
  find(text: string, { follow = true, from = this.root, root = this.root }: Lookup, depth = 0): Found | undefined {
    let at = text.startsWith('/') ? root : from;
    const parts = text.split('/').filter((part) => part !== '' && part !== '.');
    const through = follow || text.endsWith('/');
    let found: Found = { directory: at.parent ?? at, name: at.name, node: at };
    for (const [i, part] of parts.entries()) {
      const isLast = i === parts.length - 1;
      if (part === '..') {
        at = at === root ? at : (at.parent ?? at);
        found = { directory: at.parent ?? at, name: at.name, node: at };
        continue;
      }
      const entry = at.entries.get(part);
      found = { directory: at, name: part, node: entry && this.#top(entry) };
      if (entry?.kind === 'link' && (!isLast || through) && depth < LINK_LIMIT) {
        const behind = this.find(entry.target, { follow: true, from: at, root }, depth + 1);
        if (!behind) return undefined;
        found = behind;
      }
      if (isLast) return found;
      if (found.node?.kind !== 'dir') return undefined;
      at = found.node;
    }
    return found;
  }

  #top(node: Node): Node {
    return this.#mounts.get(node)?.at(-1) ?? node;
  }

  pathOf(directory: Node): string {
    if (directory === this.root || !directory.parent) return '/';
    return placed(this.pathOf(directory.parent), directory.name);
  }

  placeOf({ directory, name, node }: Found): string {
    return node?.kind === 'dir' ? this.pathOf(node) : placed(this.pathOf(directory), name);
  }

  put(directory: Node, name: string, node: Node): void {
    const old = directory.entries.get(name);
    directory.entries.set(name, node);
    node.links++;
    if (node.kind === 'dir') [node.parent, node.name] = [directory, name];
    if (old) this.#lost(old, directory, name);
    this.#hear(directory, name, node);
  }

  take(directory: Node, name: string): Node | undefined {
    const node = directory.entries.get(name);
    if (!node) return undefined;
    directory.entries.delete(name);
    this.#hear(directory, name, undefined);
    this.#lost(node, directory, name);
    return node;
  }

  move(from: Found, to: Found): void {
    const node = from.node;
    if (!node) return;
    const [before, after] = [this.placeOf(from), placed(this.pathOf(to.directory), to.name)];
    node.links++; // it is not lost on the way
    this.take(from.directory, from.name);
    this.put(to.directory, to.name, node);
    node.links--;
    if (node.kind === 'dir') this.#changes.push({ what: 'renamed', path: before, to: after });
  }

  exchange(one: Found, other: Found): void {
    const [mine, theirs] = [one.node, other.node];
    if (!mine || !theirs) return;
    one.directory.entries.set(one.name, theirs);
    other.directory.entries.set(other.name, mine);
    // Two moves, one after the other.
    this.#hear(one.directory, one.name, undefined);
    this.#hear(other.directory, other.name, mine);
    this.#hear(other.directory, other.name, undefined);
    this.#hear(one.directory, one.name, theirs);
  }

  #hear(directory: Node, name: string, node: Node | undefined): void {
    if (!this.#watchable.has(directory)) return;
    this.#changes.push({ what: 'entry', path: placed(this.pathOf(directory), name), object: node?.identity ?? null });
  }

  #lost(node: Node, directory: Node, name: string): void {
    node.links--;
    if (node.links <= 0) this.#changes.push({ what: 'removed', path: placed(this.pathOf(directory), name) });
  }

  /** A new file system in memory, or another directory. */
  mount(point: Node, bound?: Node): void {
    const root = bound ?? this.make('dir', {}, MEMORY);
    if (!bound) [root.parent, root.name] = [point.parent, point.name];
    this.#mounts.set(point, [...(this.#mounts.get(point) ?? []), root]);
    this.#changes.push({ what: 'mounted', path: this.pathOf(point) });
  }

  unmount(directory: Node): void {
    for (const [point, stack] of this.#mounts) {
      if (stack.at(-1) !== directory) continue;
      stack.pop();
      this.#changes.push({ what: 'unmounted', path: this.pathOf(point) });
    }
  }

  /** Mount point → directory that is bound there. */
  bound(): Readonly<Record<string, string>> {
    const bindings = [...this.#mounts].flatMap(([point, stack]) =>
      stack.filter((root) => root.parent !== point.parent).map((root) => [this.pathOf(point), this.pathOf(root)]),
    );
    return Object.fromEntries(bindings);
  }

  /** All directories by their place. */
  directories(at: Node = this.root): readonly Node[] {
    const below = [...at.entries.values()].map((node) => this.#top(node)).filter(({ kind }) => kind === 'dir');
    return [at, ...below.filter((node) => node.parent === at).flatMap((node) => this.directories(node))];
  }
}

function placed(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`;
}
