/** The part of WebAssembly's JavaScript interface that the scanner uses; the full one comes only with the DOM types. */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum: number });
    readonly buffer: ArrayBuffer;
  }
  class Global {
    readonly value: number;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  /** `E`: what the module exports; nothing checks it. */
  class Instance<E> {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: E;
  }
}
