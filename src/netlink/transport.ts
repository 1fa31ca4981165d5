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
  /** May be missing: then requests are sent one by one by `send`. */
  readonly series?: Series;
  close(): void;
}

/** Requests that are sent on a thread of its own, each when the one before it was acknowledged. One series at a time. */
export interface Series {
  /** Whoever gave the bytes keeps them as they are until the end, and sends or receives nothing else. */
  start(requests: Buffer): void;
  /** Waits for the end: the last request's acknowledgement or the first refusal. Throws `KernelError` when it cannot. */
  end(): SeriesResult;
}

export interface SeriesResult {
  /** Requests that the kernel acknowledged. */
  readonly acknowledged: number;
  /** Positive error number of the next one; 0 when there is none. */
  readonly errno: number;
}
