/** A series of requests on a fake kernel: what the addon's thread does, done at the end of the series. */
import type { Series, SeriesResult, Transport } from '../../src/netlink/transport.js';

export class FakeSeries implements Series {
  readonly #kernel: Transport;
  #requests: Buffer | undefined;

  constructor(kernel: Transport) {
    this.#kernel = kernel;
  }

  start(requests: Buffer): void {
    if (this.#requests) throw new Error('a series is under way');
    this.#requests = requests;
  }

  end(): SeriesResult {
    const requests = this.#requests;
    if (!requests) throw new Error('no series is under way');
    this.#requests = undefined;
    let acknowledged = 0;
    for (let at = 0; at < requests.length; acknowledged++) {
      const length = requests.readUInt32LE(at);
      this.#kernel.send(requests.subarray(at, at + length));
      const code = this.#kernel.receive(0)?.readInt32LE(16) ?? -11;
      if (code !== 0) return { acknowledged, errno: -code };
      at += length;
    }
    return { acknowledged, errno: 0 };
  }
}
