/** Reads the requests and answers of a netlink socket out of what strace wrote with its hexadecimal dumps. */
import { decodeMessage, errorCode } from '../../src/netlink/message.js';
import { AUDIT_LIST_RULES, NLMSG_ERROR } from '../../src/tables/generated/netlink-message.js';
import type { Exchange } from './golden-auditctl.js';

/** For `strace -o FILE`. */
export const straceOptions: readonly string[] = ['-e', 'trace=sendto,recvfrom', '-e', 'read=all', '-e', 'write=all'];

/** `trace` is the content of that file. Peeks and messages of other sockets are left out. */
export function exchangesOf(trace: string): readonly Exchange[] {
  const exchanges: (Exchange & { code: number; readonly data: string[] })[] = [];
  const bySequence = new Map<number, (typeof exchanges)[number]>();
  for (const { call, bytes } of callsOf(trace)) {
    const got = /MSG_PEEK/.test(call) || bytes.length < 16 ? undefined : decodeMessage(bytes);
    if (got === undefined) continue;
    if (call.startsWith('sendto')) {
      const exchange = { type: got.type, payload: got.payload.toString('hex'), code: 0, data: [] };
      exchanges.push(exchange);
      bySequence.set(got.sequence, exchange);
      continue;
    }
    const exchange = bySequence.get(got.sequence);
    if (exchange === undefined) continue;
    if (got.type === NLMSG_ERROR) exchange.code = errorCode(got) ?? 0;
    else if (got.type === exchange.type || got.type === AUDIT_LIST_RULES)
      exchange.data.push(got.payload.toString('hex'));
  }
  return exchanges;
}

function* callsOf(trace: string): Generator<{ readonly call: string; readonly bytes: Buffer }> {
  let call: string | undefined;
  let hex = '';
  for (const line of trace.split('\n')) {
    const dump = /^ \| [0-9a-f]+ {2}((?:[0-9a-f]{2} {1,2})+)/.exec(line);
    if (dump) {
      hex += dump[1];
      continue;
    }
    if (call !== undefined) yield { call, bytes: Buffer.from(hex.replaceAll(' ', ''), 'hex') };
    call = line;
    hex = '';
  }
}
