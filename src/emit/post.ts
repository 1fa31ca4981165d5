/** A request with a packed body, and its answer or one line about what went wrong. */
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { gzipSync } from 'node:zlib';
import { StoreError } from '../store/again.js';
import { type TlsFiles, tlsContents, tlsReason } from '../store/tls.js';
import type { TargetAddress } from './address.js';
import type { Answer } from './target.js';

export interface PostOptions extends TlsFiles {
  readonly timeoutSeconds: number;
}

export type Post = (body: string) => Promise<Answer>;

/** Answers are small; of a larger one nobody wants more. */
const LONGEST_ANSWER = 1 << 25;

export function poster({ target, url, name, authorization }: TargetAddress, options: PostOptions): Post {
  const { ca, own } = tlsContents(options);
  const request = url.startsWith('https:') ? secureRequest : plainRequest;
  const headers = {
    'Content-Type': target.contentType,
    'Content-Encoding': 'gzip',
    ...(authorization !== undefined && { Authorization: authorization }),
  };
  return (body) =>
    new Promise((resolve, reject) => {
      const packed = gzipSync(body, { level: 1 });
      const fail = (cause: Error): void => reject(failure(name, cause, options.timeoutSeconds));
      const signal = AbortSignal.timeout(options.timeoutSeconds * 1000);
      const asked = request(
        url,
        { method: 'POST', headers: { ...headers, 'Content-Length': packed.length }, signal, agent: false, ca, ...own },
        (message) => bodyOf(message).then((text) => resolve({ status: message.statusCode ?? 0, body: text }), fail),
      );
      asked.on('error', fail);
      asked.end(packed);
    });
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    length += chunk.length;
    if (length > LONGEST_ANSWER) throw new Error('its answer has no end');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function failure(name: string, cause: Error, timeoutSeconds: number): StoreError {
  const code = 'code' in cause ? String(cause.code) : '';
  const tls = tlsReason(code, cause.message);
  const reason = tls === undefined ? reasonOf(cause, code, timeoutSeconds) : shown(tls);
  return new StoreError(`${name}: ${reason}`, tls === undefined, cause);
}

function reasonOf({ name, message }: Error, code: string, timeoutSeconds: number): string {
  if (name === 'TimeoutError' || name === 'AbortError' || code === 'ETIMEDOUT')
    return `no answer in ${timeoutSeconds} s`;
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no such host';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'the connection was cut';
  return shown(message || code);
}

/** In one line, without what a terminal would take for more than text. */
export function shown(text: string): string {
  return text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 300);
}
