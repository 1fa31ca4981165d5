/** Servers over TLS, with certificates made here: one that is not vouched for, or is another host's, is an error in a line. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createPlainServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { StoreError } from '../../../src/store/again.js';
import { serverAddress } from '../../../src/store/clickhouse/address.js';
import { ClickHouseServer } from '../../../src/store/clickhouse/server.js';
import { type TlsFiles, tlsContents, tlsReason } from '../../../src/store/tls.js';

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

/** What a server with this certificate answers to one who believes `ca`, and has a certificate if the server wants one. */
async function answered(
  { cert, key }: Certificate,
  ca?: string,
  own?: Certificate,
  env: Readonly<Record<string, string>> = { TS_AUDIT_PASSWORD: 'secret-word' },
): Promise<number | StoreError> {
  const wanted = own && { requestCert: true, ca: readFileSync(own.cert) };
  const server = createServer(
    { cert: readFileSync(cert), key: readFileSync(key), ...wanted },
    ({ headers }, response) => {
      heard.push(headers);
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(NUMBER));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return askedAt(server, ca, own, env);
}

const heard: IncomingHttpHeaders[] = [];

async function askedAt(
  server: Server,
  ca?: string,
  own?: Certificate,
  env: Readonly<Record<string, string>> = {},
): Promise<number | StoreError> {
  const where = `clickhouses://ship@127.0.0.1:${(server.address() as AddressInfo).port}/audit`;
  const client = await ClickHouseServer.connect(serverAddress(where, { env, allowsInsecure: false, note: () => {} }), {
    timeoutSeconds: 5,
    ca,
    ...own,
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

test('our certificate goes to the server; without a password it may be who we are', {
  skip,
}, async () => {
  const server = certificateFor('IP:127.0.0.1');
  const own = certificateFor('DNS:shipper.example');
  assert.equal(await answered(server, server.cert, own), 7);
  assert.match(heard.at(-1)?.authorization ?? '', /^Basic /);
  assert.equal(heard.at(-1)?.['x-clickhouse-ssl-certificate-auth'], undefined);
  assert.equal(await answered(server, server.cert, own, {}), 7);
  assert.equal(heard.at(-1)?.authorization, undefined);
  assert.equal(heard.at(-1)?.['x-clickhouse-user'], 'ship');
  assert.equal(heard.at(-1)?.['x-clickhouse-ssl-certificate-auth'], 'on');
});

test('files that are no certificates, or not ours, are said before a server is asked', { skip }, async () => {
  const own = certificateFor('DNS:shipper.example');
  const other = certificateFor('DNS:other.example');
  const contents = (files: TlsFiles) => () => tlsContents(files);
  assert.throws(contents({ cert: own.cert }), /--tls-cert and --tls-key are given together/);
  assert.throws(contents({ key: own.key }), /--tls-cert and --tls-key are given together/);
  assert.throws(
    contents({ cert: own.cert, key: other.key }),
    /shipper\.example\.pem: no certificate of this key \(.*mismatch\)/,
  );
  assert.throws(contents({ ca: import.meta.filename }), /no certificate in it/);
  assert.throws(contents({ ca: path.join(folder, 'none') }), /none: cannot be read/);
});

test('a server without TLS, and one that wants a certificate', { skip }, async () => {
  const plain = createPlainServer((_, response) => response.end());
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  const error = await askedAt(plain);
  assert.ok(error instanceof StoreError);
  assert.match(error.message, /^127\.0\.0\.1:\d+: it does not speak TLS at that port$/);
  assert.equal(error.mayBeDone, false);
  const alert =
    '80FC:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:../deps/x.c:1601:SSL alert';
  assert.equal(tlsReason('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', alert), 'TLS: tlsv13 alert certificate required');
  assert.equal(tlsReason('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify'), 'unable to verify');
  assert.equal(tlsReason('ECONNRESET', 'socket hang up'), undefined);
});
