/** Rows whose fate is not known: a server that fails behind an insert, or while it is asked, gets them once. */
import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { serverAddress } from '../../../src/store/clickhouse/address.js';
import { ClickHouseServer } from '../../../src/store/clickhouse/server.js';
import { clickHouseSink } from '../../../src/store/clickhouse/sink.js';
import { RowBlock } from '../../../src/store/row-block.js';
import { RowMaker } from '../../../src/store/rows-of.js';
import { NO_TAIL, type RowSink, StreamMoved } from '../../../src/store/store.js';

const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing) await close();
});

type Answer = 'well' | 'stored, then cut' | 'refused' | 'cut' | 'still storing' | 'stored with others';
const STILL_STORING = 'Code: 216, e.displayText() = DB::Exception: Query with id = ts-audit-1 is already running.';

/** A server that answers questions and inserts by turns as it is told, then well; and what it was asked. */
async function serverThat(
  answers: readonly Answer[],
  position = '',
): Promise<{ sink: RowSink; asked: string[]; said: string[] }> {
  const asked: string[] = [];
  const said: string[] = [];
  let stored = 0;
  const server = createServer((request, response) => {
    const isInsert = (request.url ?? '').includes('INSERT');
    request.resume().on('end', () => {
      const answer = answers[asked.length] ?? 'well';
      asked.push(`${isInsert ? 'insert' : 'count'}: ${answer}`);
      if (isInsert && answer !== 'refused' && answer !== 'cut') stored += answer === 'stored with others' ? 2 : 1;
      if (answer === 'cut' || answer === 'stored, then cut') request.socket.destroy();
      else if (answer === 'still storing') reply(response, 500, Buffer.from(STILL_STORING));
      else reply(response, answer === 'refused' ? 503 : 200, isInsert ? Buffer.alloc(0) : countBytes(stored, position));
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
  return { sink: clickHouseSink(client, { attempts: 3, note: (line) => said.push(line), secondMs: 10 }), asked, said };
}

function reply(response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, { 'Content-Encoding': 'gzip' }).end(gzipSync(body));
}

function countBytes(count: number, position: string): Buffer {
  const bytes = Buffer.alloc(9);
  bytes.writeUInt32LE(count);
  bytes.writeUInt8(position.length, 8);
  const batches = Buffer.alloc(8);
  batches.writeUInt32LE(count); // each ends a batch of its own
  return Buffer.concat([bytes, Buffer.from(position), batches]);
}

const row = { ...new RowMaker('s', 2, NO_TAIL).hole('x', 0), ord: 0 };

test('an insert that was stored is not made again, though the server could not say so at once', async () => {
  const { sink, asked } = await serverThat(['well', 'stored, then cut', 'refused', 'well']);
  await sink.insert(RowBlock.of([row]));
  assert.deepEqual(asked, ['count: well', 'insert: stored, then cut', 'count: refused', 'count: well']);
});

test('one that was not is made again', async () => {
  const { sink, asked } = await serverThat(['refused', 'well', 'cut', 'well', 'well']);
  await sink.insert(RowBlock.of([row]));
  assert.deepEqual(asked.slice(1), ['count: well', 'insert: cut', 'count: well', 'insert: well', 'count: well']);
});

test('what a killed shipper sent and the server is still storing is waited for, and is the same or not', async () => {
  const { sink, asked, said } = await serverThat(['well', 'still storing', 'well']);
  await sink.insert(RowBlock.of([row]));
  assert.deepEqual(asked, ['count: well', 'insert: still storing', 'count: well']);
  assert.match(said[0] ?? '', /: it is still storing rows that were sent before; asking again in 1 s$/);
  const other = await serverThat(['well', 'still storing', 'well'], 'elsewhere');
  await assert.rejects(other.sink.insert(RowBlock.of([row])), StreamMoved);
});

test('rows that arrive from somewhere else with ours are told of', async () => {
  const { sink, asked } = await serverThat(['well', 'stored with others']);
  await assert.rejects(
    sink.insert(RowBlock.of([row])),
    /somebody else ships s at the same time, and of rows 0 to 0 one of the two loses/,
  );
  assert.equal(asked.length, 3);
});
