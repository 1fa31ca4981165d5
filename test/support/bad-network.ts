/** A network between a client and a server that does to connections what networks and overloaded servers do. */
import { createServer, connect as dial, type Server, type Socket } from 'node:net';

/** What becomes of a connection. Bytes: how many go through before it is cut. */
export type Fate =
  | { readonly kind: 'cut'; readonly from: 'client' | 'server'; readonly bytes: number }
  | { readonly kind: 'late'; readonly milliseconds: number }
  | { readonly kind: 'refused'; readonly status: number };

export interface BadNetwork {
  readonly port: number;
  close(): void;
}

/** Each connection has the fate that is drawn for it. */
export async function badNetwork(port: number, draw: () => Fate): Promise<BadNetwork> {
  const open = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    open.add(socket);
    return socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
  };
  const server: Server = createServer((client) => {
    const fate = draw();
    keep(client);
    if (fate.kind === 'refused') {
      client.once('data', () =>
        client.end(`HTTP/1.1 ${fate.status} Busy\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy`),
      );
      return;
    }
    const far = keep(dial(port, '127.0.0.1'));
    forward(client, far, fate.kind === 'cut' && fate.from === 'client' ? fate.bytes : Number.POSITIVE_INFINITY, 0);
    forward(
      far,
      client,
      fate.kind === 'cut' && fate.from === 'server' ? fate.bytes : Number.POSITIVE_INFINITY,
      fate.kind === 'late' ? fate.milliseconds : 0,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: address && typeof address === 'object' ? address.port : 0,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function forward(from: Socket, to: Socket, most: number, delayMs: number): void {
  let left = most;
  from.on('data', (chunk) => {
    const part = chunk.subarray(0, Math.min(left, chunk.length));
    left -= part.length;
    setTimeout(() => {
      to.write(part);
      if (left > 0) return;
      from.destroy();
      to.destroy();
    }, delayMs);
  });
  from.on('end', () => setTimeout(() => to.end(), delayMs));
  from.on('close', () => setTimeout(() => to.destroy(), delayMs));
}
