/**
 * What the client needs from a socket: datagrams out, datagrams in. The real one is in `addon.ts`; tests give a function
 * from requests to replies.
 */
export interface Transport {
  /** Sends one datagram to the kernel. Throws `KernelError` when the socket refuses it. */
  send(datagram: Buffer): void;
  /**
   * The next datagram from the kernel; `undefined` when none came within `timeoutMs` milliseconds (0 only looks). The
   * bytes are the caller's until the next call. Throws `KernelError`, for instance ENOBUFS when records were dropped.
   */
  receive(timeoutMs: number): Buffer | undefined;
  /**
   * Calls `visit` with each of the datagrams that wait, up to some number; returns how many there were. Never waits. The
   * bytes `[start, end)` are the caller's during the call. May be missing: then `receive` has to do.
   */
  receiveMany?(visit: (bytes: Buffer, start: number, end: number) => void): number;
  close(): void;
}
