/** Rows whose fate is not known: a server that fails behind an insert, or while it is asked, gets them once. */
import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { serverAddress } from '../../../src/store/clickhouse/address.js';
import { ClickHouseServer } from '../../../src/store/clickhouse/server.js';
import { clickHouseSink } from '../../../src/store/clickhouse/sink.js';
import { RowMaker } from '../../../src/store/rows-of.js';
import { NO_TAIL } from '../../../src/store/store.js';

const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

type Answer = 'well' | 'stored, then cut' | 'refused' | 'cut';

/** A server that answers questions and inserts by turns as it is told, then well; and what it was asked. */
async function serverThat(
  answers: readonly Answer[],
): Promise<{ sink: ReturnType<typeof clickHouseSink>; asked: string[] }> {
  const asked: string[] = [];
  let stored = 0;
  const server = createServer((request, response) => {
    const isInsert = (request.url ?? '').includes('INSERT');
    request.resume().on('end', () => {
      const answer = answers[asked.length] ?? 'well';
      asked.push(`${isInsert ? 'insert' : 'count'}: ${answer}`);
      if (isInsert && (answer === 'well' || answer === 'stored, then cut')) stored++;
      if (answer === 'cut' || answer === 'stored, then cut') request.socket.destroy();
      else reply(response, answer === 'refused' ? 503 : 200, isInsert ? Buffer.alloc(0) : countBytes(stored));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const where = `clickhouse://127.0.0.1:${(server.address() as AddressInfo).port}/audit`;
  const client = await ClickHouseServer.connect(
    serverAddress(where, { env: {}, allowsInsecure: false, note: () => {} }),
    {
      timeoutSeconds: 5,
    },
  );
  closing.push(async () => {
    await client.close();
    server.closeAllConnections();
    server.close();
  });
  return { sink: clickHouseSink(client, 3, () => {}), asked };
}

function reply(response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, { 'Content-Encoding': 'gzip' }).end(gzipSync(body));
}

function countBytes(count: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(count);
  return bytes;
}

const row = { ...new RowMaker('s', 2, NO_TAIL).hole('x', 0), ord: 0 };

test('an insert that was stored is not made again, though the server could not say so at once', async () => {
  const { sink, asked } = await serverThat(['well', 'stored, then cut', 'refused', 'well']);
  await sink.insert([row]);
  assert.deepEqual(asked, ['count: well', 'insert: stored, then cut', 'count: refused', 'count: well']);
});

test('one that was not is made again', async () => {
  const { sink, asked } = await serverThat(['refused', 'well', 'cut', 'well', 'well']);
  await sink.insert([row]);
  assert.deepEqual(asked.slice(1), ['count: well', 'insert: cut', 'count: well', 'insert: well']);
});
