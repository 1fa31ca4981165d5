/** A document of the Elastic Common Schema while it is put together. Keys are dotted; texts are byte strings. */
import { fromBytes } from '../bytes/text.js';

export type EcsValue = string | number | readonly string[] | readonly EcsObject[];
export type EcsObject = Readonly<Record<string, string | number>>;
interface Node {
  [key: string]: Node | EcsValue;
}

export class EcsDocument {
  readonly #root: Node = Object.create(null) as Node;

  /** Sets a value unless there is one; what is undefined or empty is left out. */
  set(key: string, value: EcsValue | undefined): void {
    if (value === undefined || value === '' || (typeof value === 'object' && value.length === 0)) return;
    const names = key.split('.');
    const last = names.pop()!;
    let node: Node | undefined = this.#root;
    for (const name of names) node = node && child(node, name);
    if (node) node[last] ??= unicode(value);
  }

  /** Adds `auditd.data.NAME`; the name comes from the log, so it is one key whatever is in it. */
  setData(name: string, value: string): void {
    const auditd = child(this.#root, 'auditd');
    const data = auditd && child(auditd, 'data');
    if (data) data[name] ??= unicode(value);
  }

  /** One line of UTF-8 as a byte string, without a newline. */
  toString(): string {
    return Buffer.from(JSON.stringify(this.#root), 'utf8').toString('latin1');
  }
}

/** The object of that name, made if need be; undefined when a plain value is in its place. */
function child(node: Node, name: string): Node | undefined {
  node[name] ??= Object.create(null) as Node;
  const found = node[name];
  return found !== undefined && isNode(found) ? found : undefined;
}

function isNode(value: Node | EcsValue): value is Node {
  return typeof value === 'object' && !Array.isArray(value);
}

function unicode(value: EcsValue): EcsValue {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return fromBytes(value);
  return value.map((item) => (typeof item === 'string' ? fromBytes(item) : unicodeObject(item))) as EcsValue;
}

function unicodeObject(object: EcsObject): EcsObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, typeof value === 'string' ? fromBytes(value) : value]),
  );
}
