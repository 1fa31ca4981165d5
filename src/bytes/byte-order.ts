/** The order of bytes of this machine. Told without `node:os`, which takes as long to load as a small log to read. */
export const hostIsLittleEndian: boolean = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
