/** Servers that fail in every way, played by one of our own: an error each, nothing lost, nothing twice, no password told. */
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { AuditError } from '../../../src/errors.js';
import { StoreError } from '../../../src/store/again.js';
import { serverAddress } from '../../../src/store/clickhouse/address.js';
import { ClickHouseServer } from '../../../src/store/clickhouse/server.js';

const started: { readonly server: Server; readonly client: ClickHouseServer }[] = [];
after(async () => {
  for (const { server, client } of started) {
    await client.close();
    server.closeAllConnections();
    server.close();
  }
});

async function serverOf(answer: RequestListener): Promise<ClickHouseServer> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const address = serverAddress(`clickhouse://ship@127.0.0.1:${port}/audit`, {
    env: { TS_AUDIT_PASSWORD: 'secret-word' },
    allowsInsecure: false,
    note: () => {},
  });
  const client = await ClickHouseServer.connect(address, { timeoutSeconds: 1 });
  started.push({ server, client });
  return client;
}

function whole(response: ServerResponse, body: Buffer, status = 200): void {
  response.writeHead(status, { 'Content-Encoding': 'gzip' }).end(gzipSync(body));
}

const NUMBER = Buffer.from([7, 0, 0, 0, 0, 0, 0, 0]);
const question = (client: ClickHouseServer): Promise<number> => client.select('SELECT 1', (answer) => answer.uint64());

async function reason(asked: Promise<unknown>): Promise<StoreError> {
  const error = await asked.then(
    () => assert.fail('it was answered'),
    (failure: unknown) => failure,
  );
  assert.ok(error instanceof StoreError, String(error));
  assert.ok(!error.message.includes('secret-word') && !error.message.includes('\n'), error.message);
  return error;
}

test('a whole answer', async () => {
  assert.equal(await question(await serverOf((_, response) => whole(response, NUMBER))), 7);
});

test('an exception behind the rows, with a status that says all is well', async () => {
  const text = 'Code: 395, e.displayText() = DB::Exception: it broke\nStack trace';
  for (const rows of [Buffer.alloc(0), NUMBER.subarray(0, 4), NUMBER]) {
    const client = await serverOf((_, response) => whole(response, Buffer.concat([rows, Buffer.from(text)])));
    assert.match((await reason(question(client))).message, /: it broke \(code 395\)$/);
  }
});

test('an answer that is cut short', async () => {
  const short = await serverOf((_, response) => whole(response, NUMBER.subarray(0, 5)));
  assert.match((await reason(question(short))).message, /the answer was cut short/);
  const cut = await serverOf((_, response) => {
    response.writeHead(200, { 'Content-Length': 100 }).write('abc');
    setTimeout(() => response.destroy(), 20);
  });
  assert.ok((await reason(question(cut))).mayBeDone);
});

test('a connection that was closed while nobody looked is asked once more', async () => {
  let asked = 0;
  const client = await serverOf((request: IncomingMessage, response) => {
    if (asked++ === 0) request.socket.destroy();
    else whole(response, NUMBER);
  });
  assert.equal(await question(client), 7);
});

test('what is wrong and stays wrong, and what may pass', async () => {
  const cases: readonly (readonly [number, string, RegExp, boolean])[] = [
    [
      401,
      'Code: 193, e.displayText() = DB::Exception: Wrong password for user ship',
      /: wrong password for ship$/,
      false,
    ],
    [
      404,
      "Code: 60, e.displayText() = DB::Exception: Table audit.events doesn't exist",
      /: Table audit\.events doesn't exist \(code 60\)$/,
      false,
    ],
    [
      500,
      'Code: 243, e.displayText() = DB::Exception: Cannot reserve 1.00 MiB, not enough space',
      /: its disk is full$/,
      true,
    ],
    [
      429,
      'Code: 202, e.displayText() = DB::Exception: Too many simultaneous queries',
      /: Too many simultaneous queries \(code 202\)$/,
      true,
    ],
    [
      500,
      'Code: 279, e.displayText() = All connection tries failed. (10.0.0.7:9000, 10.0.0.7)',
      /10\.0\.0\.7:9000/,
      true,
    ],
  ];
  for (const [status, text, message, mayBeDone] of cases) {
    const error = await reason(question(await serverOf((_, response) => whole(response, Buffer.from(text), status))));
    assert.match(error.message, message);
    assert.equal(error.mayBeDone, mayBeDone, text);
  }
});

test('a server that says nothing', async () => {
  const error = await reason(question(await serverOf(() => {})));
  assert.match(error.message, /: no answer in 1 s$/);
  assert.ok(error.mayBeDone);
});

test('addresses: a password goes in the clear to no other machine, and into no message', () => {
  const access = { env: { TS_AUDIT_PASSWORD: 'secret-word' }, allowsInsecure: false, note: () => {} };
  const refused = (where: string): string => {
    try {
      serverAddress(where, access);
    } catch (error) {
      assert.ok(error instanceof AuditError);
      return error.message;
    }
    return assert.fail(where);
  };
  assert.match(refused('clickhouse://ship@db1/audit'), /^db1: a password would be sent in the clear/);
  assert.equal(serverAddress('clickhouses://ship@db1/audit/t', access).port, 8443);
  assert.equal(serverAddress('clickhouse://db1/audit', { ...access, allowsInsecure: true }).user, 'default');
  for (const where of [
    'clickhouse://u:secret-word@h',
    'clickhouse://h/a b',
    'clickhouse:///db',
    'clickhouse://h/d/t/x',
  ])
    assert.ok(!refused(where).includes('secret-word'));
});
