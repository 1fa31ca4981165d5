/** A server that takes events, as those do that cannot be asked. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface Asked {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Reply = readonly [status: number, body: string] | 'cut';

export interface TakingServer {
  /** With its port. */
  readonly host: string;
  /** What it was asked, whole requests only. */
  readonly asked: readonly Asked[];
  readonly close: () => void;
}

/** It answers by turns as it is told, then well. */
export async function serverThat(well: string, replies: readonly Reply[] = []): Promise<TakingServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const reply = replies[asked.length] ?? [200, well];
      const body = gunzipSync(Buffer.concat(chunks)).toString('utf8');
      asked.push({ url: request.url ?? '', headers: request.headers, body });
      if (reply === 'cut') request.socket.destroy();
      else response.writeHead(reply[0]).end(reply[1]);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
}

/** The answer of each when all is well. */
export const WELL = {
  elasticsearch: '{"errors":false,"items":[]}',
  otlp: '{}',
  loki: '',
  'splunk-hec': '{"text":"Success","code":0}',
} as const;
