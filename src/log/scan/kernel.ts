/** The scan kernel: what scan.as.ts exports, and its memory. */
import { scanWasm } from './generated/scan-wasm.js';

export interface Kernel {
  readonly consumed: WebAssembly.Global;
  readonly lines: WebAssembly.Global;
  readonly passed: WebAssembly.Global;
  readonly passedSec: WebAssembly.Global;
  readonly passedMilli: WebAssembly.Global;
  readonly passedSerial: WebAssembly.Global;
  readonly isHolding: WebAssembly.Global;
  readonly rowCount: WebAssembly.Global;
  readonly rowLines: WebAssembly.Global;
  readonly rowsHaveNode: WebAssembly.Global;
  readonly rowsStart: WebAssembly.Global;
  readonly rowsEnd: WebAssembly.Global;
  readonly rawRow: WebAssembly.Global;
  readonly rawLine: WebAssembly.Global;
  setTypes(names: number, count: number): void;
  setNodes(count: number): void;
  setNeedles(count: number, otherGroups: number): void;
  setMerge(on: boolean): void;
  select(timeout: number, from: number, to: number, serial: number, hits: boolean): void;
  settleAll(timeout: number): void;
  settleWanted(at: number, room: number): void;
  setRows(events: number, nodes: number, lines: number, mostEvents: number, mostLines: number): void;
  rowsAreFull(): number;
  forgetRows(): void;
  writeRaw(row: number, line: number, out: number, outEnd: number): number;
  tellOpen(count: number, sec: number, milli: number, serial: number): void;
  scan(from: number, limit: number, last: boolean, fresh: boolean, most: number, hold: boolean): number;
  split(from: number, end: number, shift: number, out: number): void;
  hasControls(from: number, end: number): number;
  copy(to: number, from: number, length: number): void;
}

/** Compiled once, by the first scanner. */
let compiled: WebAssembly.Module | undefined;

/** `bytes`: of its memory, which never grows. */
export function createKernel(bytes: number): { readonly kernel: Kernel; readonly memory: ArrayBuffer } {
  const pages = Math.ceil(bytes / 65536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  compiled ??= new WebAssembly.Module(Buffer.from(scanWasm, 'base64'));
  const { exports: kernel } = new WebAssembly.Instance<Kernel>(compiled, { env: { memory } });
  return { kernel, memory: memory.buffer };
}
