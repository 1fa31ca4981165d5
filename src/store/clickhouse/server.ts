/** A ClickHouse server: questions with whole answers, rows that arrive whole or not at all, errors in one line. */
import { Agent } from 'node:https';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ClickHouseClient, ClickHouseClientConfigOptions } from '@clickhouse/client';
import { AuditError } from '../../errors.js';
import { StoreError } from '../again.js';
import { isLoopback } from '../secret.js';
import { type TlsFiles, tlsContents, tlsReason } from '../tls.js';
import type { ServerAddress } from './address.js';
import { BinaryReader } from './row-binary.js';

export interface ServerOptions extends TlsFiles {
  readonly timeoutSeconds: number;
}

export class ClickHouseServer {
  readonly address: ServerAddress;
  readonly #client: ClickHouseClient;
  readonly #options: ServerOptions;

  private constructor(address: ServerAddress, client: ClickHouseClient, options: ServerOptions) {
    this.address = address;
    this.#client = client;
    this.#options = options;
  }

  static async connect(address: ServerAddress, options: ServerOptions): Promise<ClickHouseServer> {
    const { createClient } = await loadClient();
    return new ClickHouseServer(address, createClient(configuration(address, options)), options);
  }

  /** The name of the table in SQL. */
  get table(): string {
    return `\`${this.address.database}\`.\`${this.address.table}\``;
  }

  /** Asks for RowBinary and reads it, to its last byte; an answer that was cut short is an error. Asked twice, if need be. */
  async select<T>(query: string, read: (answer: BinaryReader) => T): Promise<T> {
    let answer: Buffer;
    try {
      answer = await this.#answer(query);
    } catch (error) {
      // The server may have closed the connection while nobody looked; asking again does no harm.
      if (!isBroken(error)) throw this.#failure(error);
      answer = await this.#answer(query).catch((again: unknown) => {
        throw this.#failure(again);
      });
    }
    const reader = new BinaryReader(answer);
    try {
      const result = read(reader);
      if (reader.isAtEnd) return result;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    throw this.#failure(errorAtEnd(answer) ?? new Error('the answer was cut short'));
  }

  async #answer(query: string): Promise<Buffer> {
    const { stream } = await this.#client.exec({
      query: `${query} FORMAT RowBinary`,
      clickhouse_settings: { readonly: '2', max_execution_time: this.#options.timeoutSeconds },
    });
    return wholeOf(stream);
  }

  version(): Promise<string> {
    return this.select('SELECT version()', (answer) => answer.text());
  }

  async command(query: string): Promise<void> {
    try {
      await this.#client.command({ query });
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /**
   * `rows`: Native, one block. What is thrown says nothing about whether they are stored. The server refuses two
   * inserts of one `id` at a time, though one who sent the other may be gone.
   */
  async insert(columns: string, rows: Buffer, id: string): Promise<void> {
    try {
      const { stream } = await this.#client.exec({
        query: `INSERT INTO ${this.table} (${columns}) FORMAT Native`,
        query_id: id,
        values: Readable.from([rows]),
        // Into a Distributed table: answered when the shard has them.
        clickhouse_settings: { insert_distributed_sync: 1, max_insert_block_size: '10000000' },
      });
      for await (const _ of stream);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #failure(error: unknown): StoreError {
    const { name, user } = this.address;
    const { text, isFinal } = reasonOf(error, user, this.#options.timeoutSeconds);
    return new StoreError(`${name}: ${text}`, !isFinal, error);
  }
}

/** Pieces are small: to wait for each of them costs more than to take them. */
async function wholeOf(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  await finished(stream);
  return Buffer.concat(pieces);
}

const MOST_CONNECTIONS = 10;
/** What the server stores is packed again; level 6 takes four times as long for a tenth less on the way. */
const GZIP_LEVEL = 1;

interface Reason {
  readonly text: string;
  readonly isFinal: boolean;
}

/** ClickHouse error codes (system.errors): what is wrong and stays wrong. */
const FINAL: ReadonlySet<string> = new Set([
  '16',
  '46',
  '47',
  '60',
  '62',
  '81',
  '115',
  '164',
  '192',
  '193',
  '194',
  '195',
  '291',
  '497',
  '516',
]);
const WRONG_PASSWORD: ReadonlySet<string> = new Set(['192', '193', '194', '516']);
const IS_RUNNING = '216';
const NOT_ENOUGH_SPACE = '243';
const SHARD_SILENT: ReadonlySet<string> = new Set(['209', '210', '279']);

function reasonOf(error: unknown, user: string, timeoutSeconds: number): Reason {
  const message = error instanceof Error ? error.message : String(error);
  const code = /\bCode: (\d+)/.exec(message)?.[1] ?? member(error, 'code') ?? '';
  if (WRONG_PASSWORD.has(code)) return { text: `wrong password for ${user}`, isFinal: true };
  if (SHARD_SILENT.has(code)) {
    const shard = /\(([^\s()]+:\d+)[,)]/.exec(message)?.[1] ?? 'a shard';
    return { text: `the shard ${shard} does not answer; the answer would lack its hosts`, isFinal: false };
  }
  if (code === IS_RUNNING) return { text: 'it is still storing rows that were sent before', isFinal: false };
  if (code === 'ECONNREFUSED') return { text: 'connection refused', isFinal: false };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { text: 'no such host', isFinal: false };
  if (/timeout/i.test(message) || code === 'ETIMEDOUT')
    return { text: `no answer in ${timeoutSeconds} s`, isFinal: false };
  if (isBroken(error)) return { text: 'the connection was cut', isFinal: false };
  if (code === NOT_ENOUGH_SPACE || /No space left on device/.test(message))
    return { text: 'its disk is full', isFinal: false };
  const tls = tlsReason(code, message);
  if (tls !== undefined) return { text: printable(tls), isFinal: true };
  return { text: ownWords(message) || code || 'no answer', isFinal: FINAL.has(code) };
}

/** `Code: 60, e.displayText() = DB::Exception: Table x doesn't exist., e.what() = …`, and shorter ones of newer servers. */
function ownWords(message: string): string {
  const [line = ''] = message.split('\n', 1);
  const [, code, text] =
    /^Code: (\d+)[.,] (?:e\.displayText\(\) = )?(?:DB::\w+: )?(.*?)(?:, e\.what\(\) = .*)?$/.exec(line) ?? [];
  const words = text === undefined ? line : `${text.replace(/[.,]$/, '')} (code ${code})`;
  return printable(words);
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 300);
}

function isBroken(error: unknown): boolean {
  const code = member(error, 'code');
  return code === 'ECONNRESET' || code === 'EPIPE' || (error instanceof Error && error.message === 'socket hang up');
}

function member(error: unknown, name: string): string | undefined {
  if (typeof error !== 'object' || error === null || !(name in error)) return undefined;
  return String((error as Readonly<Record<string, unknown>>)[name]);
}

/** A server that fails in the middle of an answer puts the reason behind what it has sent, with a status that says all is well. */
function errorAtEnd(answer: Buffer): Error | undefined {
  const found = /Code: \d+.*$/s.exec(answer.subarray(-4096).toString('latin1'));
  return found ? new Error(found[0]) : undefined;
}

function configuration(
  { isSecure, host, port, user, password, database }: ServerAddress,
  { timeoutSeconds, ...files }: ServerOptions,
): ClickHouseClientConfigOptions {
  const { ca, own } = tlsContents(files);
  const mayBeUser = own !== undefined && password === '';
  return {
    url: `${isSecure ? 'https' : 'http'}://${host}:${port}`,
    ...{ username: user, password, database },
    request_timeout: timeoutSeconds * 1000,
    // A cut connection leaves half a packed body, of which the server stores nothing; of a plain one it may store a part.
    // Packing an answer takes a server as long as finding it, which is worth it on the way from another machine only.
    compression: { request: { codec: 'gzip', level: GZIP_LEVEL }, response: !isLoopback(host) },
    log: { level: 127 }, // silent: errors are ours to tell
    ...(isSecure && { http_agent: new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS, ca, ...own }) }),
    // Newer servers know users by certificates; with a password they refuse to.
    ...(mayBeUser && {
      set_basic_auth_header: false,
      http_headers: { 'X-ClickHouse-User': user, 'X-ClickHouse-SSL-Certificate-Auth': 'on' },
    }),
  };
}

async function loadClient(): Promise<typeof import('@clickhouse/client')> {
  try {
    return await import('@clickhouse/client');
  } catch (error) {
    throw new AuditError('usage', 'ClickHouse needs a package that is not there: npm install -g @clickhouse/client', {
      cause: error,
    });
  }
}
