/** A JSON document while it is put together. Keys are dotted; texts are byte strings. */
import { fromBytes } from '../bytes/text.js';
import { Hole } from './hole.js';

export type DocumentValue = string | number | Hole | readonly string[] | readonly DocumentObject[];
export type DocumentObject = Readonly<Record<string, string | number>>;
interface Node {
  [key: string]: Node | DocumentValue;
}

interface KeyPath {
  readonly parents: readonly string[];
  readonly name: string;
}

/** Keys come from code and tables, never from a log, so that all of them can be remembered. */
const paths = new Map<string, KeyPath>();

function pathOf(key: string): KeyPath {
  let path = paths.get(key);
  if (path === undefined) {
    const names = key.split('.');
    path = { parents: names.slice(0, -1), name: names.at(-1) ?? key };
    paths.set(key, path);
  }
  return path;
}

export class NestedDocument {
  readonly #root: Node = Object.create(null);

  /** Sets a value unless there is one; what is undefined or empty is left out. */
  set(key: string, value: DocumentValue | undefined): void {
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return;
    const { parents, name } = pathOf(key);
    let node: Node | undefined = this.#root;
    for (const parent of parents) node = node && child(node, parent);
    if (node) node[name] ??= unicode(value);
  }

  /** Sets `name` of the object at `parent`; the name comes from the log, so it is one key whatever is in it. */
  setNamed(parent: string, name: string, value: string | Hole): void {
    const { parents, name: last } = pathOf(parent);
    let node: Node | undefined = this.#root;
    for (const step of parents) node = node && child(node, step);
    node = node && child(node, last);
    if (node) node[name] ??= unicode(value);
  }

  has(key: string): boolean {
    let node: Node | DocumentValue | undefined = this.#root;
    for (const name of key.split('.')) node = node !== undefined && isNode(node) ? node[name] : undefined;
    return node !== undefined;
  }

  /** Tells the values with their dotted keys, in the order in which they were set. Texts are Unicode. */
  eachLeaf(tell: (key: string, value: DocumentValue) => void): void {
    eachLeafOf(this.#root, '', tell);
  }

  /** JSON, in Unicode. */
  toString(): string {
    return JSON.stringify(this.#root);
  }
}

function eachLeafOf(node: Node, prefix: string, tell: (key: string, value: DocumentValue) => void): void {
  for (const [name, value] of Object.entries(node)) {
    if (isNode(value)) eachLeafOf(value, `${prefix}${name}.`, tell);
    else tell(prefix + name, value);
  }
}

/** The object of that name, made if need be; undefined when a plain value is in its place. */
function child(node: Node, name: string): Node | undefined {
  node[name] ??= Object.create(null);
  const found = node[name];
  return found !== undefined && isNode(found) ? found : undefined;
}

function isNode(value: Node | DocumentValue): value is Node {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Hole);
}

function unicode(value: DocumentValue): DocumentValue {
  if (typeof value === 'number' || value instanceof Hole) return value;
  if (typeof value === 'string') return fromBytes(value);
  return value.map((item) => (typeof item === 'string' ? fromBytes(item) : unicodeObject(item))) as DocumentValue;
}

function unicodeObject(object: DocumentObject): DocumentObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, typeof value === 'string' ? fromBytes(value) : value]),
  );
}
