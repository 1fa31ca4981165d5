/** Servers over TLS, with certificates made here: one that is not vouched for, or is another host's, is an error in a line. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { StoreError } from '../../../src/store/again.js';
import { serverAddress } from '../../../src/store/clickhouse/address.js';
import { ClickHouseServer } from '../../../src/store/clickhouse/server.js';

const folder = mkdtempSync(path.join(tmpdir(), 'ts-audit-tls-'));
const closing: (() => void)[] = [];
after(() => {
  for (const close of closing) close();
  rmSync(folder, { recursive: true });
});
const skip = spawnSync('openssl', ['version']).status !== 0 && 'no openssl';

interface Certificate {
  readonly cert: string;
  readonly key: string;
}

function certificateFor(name: string): Certificate {
  const made = { cert: path.join(folder, `${name}.pem`), key: path.join(folder, `${name}.key`) };
  const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test -addext'.split(
    ' ',
  );
  const files = ['-keyout', made.key, '-out', made.cert];
  assert.equal(spawnSync('openssl', [...words, `subjectAltName=${name}`, ...files]).status, 0);
  return made;
}

const NUMBER = Buffer.from([7, 0, 0, 0, 0, 0, 0, 0]);

/** What a server with this certificate answers to one who believes `ca`. */
async function answered({ cert, key }: Certificate, ca?: string): Promise<number | StoreError> {
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (_, response) =>
    response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(NUMBER)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const where = `clickhouses://ship@127.0.0.1:${(server.address() as AddressInfo).port}/audit`;
  const env = { TS_AUDIT_PASSWORD: 'secret-word' };
  const client = await ClickHouseServer.connect(serverAddress(where, { env, allowsInsecure: false, note: () => {} }), {
    timeoutSeconds: 5,
    ca,
  });
  closing.push(() => {
    void client.close();
    server.closeAllConnections();
    server.close();
  });
  return client
    .select('SELECT 1', (answer) => answer.uint64())
    .catch((error: unknown) => {
      assert.ok(error instanceof StoreError);
      assert.ok(!error.message.includes('secret-word') && !error.message.includes('\n'), error.message);
      return error;
    });
}

test('a certificate that --ca vouches for', { skip }, async () => {
  const own = certificateFor('IP:127.0.0.1');
  assert.equal(await answered(own, own.cert), 7);
});

test("one that nobody vouches for, and another host's: asking again would not help", { skip }, async () => {
  const own = certificateFor('IP:127.0.0.1');
  const other = certificateFor('DNS:other.example');
  for (const [error, text] of [
    [await answered(own), /self-signed certificate/],
    [await answered(own, other.cert), /certificate/],
    [await answered(other, other.cert), /does not match certificate's altnames/],
  ] as const) {
    assert.ok(error instanceof StoreError);
    assert.match(error.message, text);
    assert.equal(error.mayBeDone, false, error.message);
  }
});
