/** What the scan kernel knows by name: record types, the nodes that came, needles. Their texts stand one behind the other in its memory. */

import * as tables from '../../tables/generated/tables.js';
import { rows } from '../../tables/lookup.js';
import { isSingleRecordType, recordTypeNumber } from '../../tables/record-types.js';
import type { Kernel } from './kernel.js';
import * as layout from './layout.js';
import { NEEDLE_KINDS, type NeedleGroup, rarestPlaces } from './needle.js';

export class KernelTables {
  readonly #kernel: Kernel;
  readonly #memory: Buffer;
  readonly #view: DataView;
  readonly #nodes: string[] = [];
  #textsEnd: number = layout.NAMES_AT;

  /** `memory`: all of the kernel's, with no entries in it yet. */
  constructor(kernel: Kernel, memory: Buffer) {
    this.#kernel = kernel;
    this.#memory = memory;
    this.#view = new DataView(memory.buffer);
    this.#setTypes();
  }

  /** Only events with a needle of each group are wanted; no group: all events. At most 32 needles of 400 bytes. */
  setNeedles(groups: readonly NeedleGroup[]): void {
    groups.flat().forEach((needle, i) => {
      const text = 'text' in needle ? needle.text : needle.prefix;
      const value = 'value' in needle ? needle.value : '';
      const [rare, other] = rarestPlaces(text);
      const at = layout.NEEDLES_AT + i * layout.NEEDLE;
      this.#view.setUint32(at + layout.NEEDLE_TEXT, this.#store(text), true);
      this.#view.setUint32(at + layout.NEEDLE_LENGTH, text.length, true);
      this.#view.setUint32(at + layout.NEEDLE_NEXT, 0, true);
      this.#view.setUint32(at + layout.NEEDLE_KIND, NEEDLE_KINDS[needle.kind], true);
      this.#view.setUint32(at + layout.NEEDLE_VALUE, this.#store(value), true);
      this.#view.setUint32(at + layout.NEEDLE_VALUE_LENGTH, value.length, true);
      this.#view.setUint32(at + layout.NEEDLE_RARE, rare, true);
      this.#view.setUint32(at + layout.NEEDLE_OTHER, other, true);
    });
    const [first = [], ...others] = groups;
    let end = first.length;
    others.forEach(({ length }, i) => {
      end += length;
      this.#view.setUint32(layout.GROUPS_AT + i * 4, end, true);
    });
    this.#kernel.setNeedles(first.length, others.length);
  }

  /** By their numbers, the first is 1. */
  get nodes(): readonly string[] {
    return this.#nodes;
  }

  /** The name of an entry's node number. */
  node(number: number): string | undefined {
    return number === 0 ? undefined : this.#nodes[number - 1];
  }

  /** Makes the kernel know a node, so that its lines need no slow path; there is room for a few dozen. */
  learnNode(name: string): void {
    if (this.#nodes.length === layout.MOST_NODES || this.#nodes.includes(name) || name.length > 300) return;
    const at = this.#store(name);
    const entry = layout.NODES_AT + this.#nodes.length * layout.NODE;
    this.#view.setUint32(entry + layout.NODE_ADDRESS, at, true);
    this.#view.setUint32(entry + layout.NODE_LENGTH, name.length, true);
    this.#nodes.push(name);
    this.#kernel.setNodes(this.#nodes.length);
  }

  /** In one call, as the first ones from JavaScript to WebAssembly are slow. The list borrows the entries' place. */
  #setTypes(): void {
    const names = rows(tables.recordTypes).map(({ name }) => name);
    const list = new Int32Array(this.#memory.buffer, layout.ENTRIES_AT, names.length * (layout.NAME / 4));
    names.forEach((name, i) => {
      const at = i * (layout.NAME / 4);
      list[at + layout.NAME_LENGTH / 4] = name.length;
      list[at + layout.NAME_CODE / 4] = typeCode(recordTypeNumber(name));
    });
    this.#kernel.setTypes(this.#store(names.join('')), names.length);
  }

  #store(text: string): number {
    const at = this.#textsEnd;
    this.#textsEnd += this.#memory.write(text, at, 'latin1');
    return at;
  }
}

/** As the kernel wants it: the number × 2, plus 1 when what follows such a record may belong to another event. */
function typeCode(type: number): number {
  return type * 2 + (isSingleRecordType(type) ? 1 : 0);
}
