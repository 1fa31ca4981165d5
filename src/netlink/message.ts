/** Netlink messages: the 16-byte header, and the what of it the client reads and writes. */
import { hostIsLittleEndian } from '../bytes/byte-order.js';
import { AUDIT_FIRST_USER_MSG, NLMSG_ERROR } from '../tables/generated/netlink-message.js';

export const HEADER = 16;
const REQUEST_WITH_ACK = 5;
/** Larger requests are refused before they are sent, like the original does. */
export const REQUEST_LIMIT = 8970;

export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  /** A view of the datagram. */
  readonly payload: Buffer;
  /** It says that it is longer than what came. */
  readonly isCut: boolean;
}

/** Four-byte numbers in the byte order of the machine. */
export function readU32(bytes: Buffer, offset: number): number {
  return hostIsLittleEndian ? bytes.readUInt32LE(offset) : bytes.readUInt32BE(offset);
}

export function writeU32(bytes: Buffer, value: number, offset: number): void {
  if (hostIsLittleEndian) bytes.writeUInt32LE(value >>> 0, offset);
  else bytes.writeUInt32BE(value >>> 0, offset);
}

/** A request is sent before the next one is written: they share their bytes, and a thousand rules leave no garbage. */
const request = Buffer.alloc(REQUEST_LIMIT);

/** The bytes are the caller's until the next request. `undefined`: it would be larger than `REQUEST_LIMIT`. */
export function encodeRequest(type: number, sequence: number, payload: Buffer): Buffer | undefined {
  const end = writeRequest(request, 0, type, sequence, payload);
  return end === undefined ? undefined : request.subarray(0, end);
}

/**
 * Writes a request with acknowledgement to the bytes at `start`, and returns its end; the length counts the padding to four
 * bytes, as in the original's requests. `undefined`: it would be larger than `REQUEST_LIMIT`.
 */
export function writeRequest(
  bytes: Buffer,
  start: number,
  type: number,
  sequence: number,
  payload: Buffer,
): number | undefined {
  const length = (HEADER + payload.length + 3) & ~3;
  if (length > REQUEST_LIMIT) return undefined;
  writeU32(bytes, length, start);
  writeU32(bytes, hostIsLittleEndian ? type | (REQUEST_WITH_ACK << 16) : (type << 16) | REQUEST_WITH_ACK, start + 4);
  writeU32(bytes, sequence, start + 8);
  writeU32(bytes, 0, start + 12);
  bytes.set(payload, start + HEADER);
  const end = start + length;
  for (let at = start + HEADER + payload.length; at < end; at++) bytes[at] = 0;
  return end;
}

/** The code of an acknowledgement of the request; `undefined` when the datagram is something else. */
export function acknowledgement(datagram: Buffer, sequence: number): number | undefined {
  const isOne =
    datagram.length >= HEADER + 4 &&
    readU32(datagram, 8) === sequence &&
    readU16(datagram, 4) === NLMSG_ERROR &&
    readU32(datagram, 0) <= datagram.length;
  return isOne ? readU32(datagram, HEADER) | 0 : undefined;
}

/**
 * The first message of the datagram `[start, end)`; `undefined` when it is shorter than a header. A length field that does
 * not fit is corrected: the kernel gives records to the daemon with a length that leaves out the header.
 */
export function decodeMessage(bytes: Buffer, start = 0, end: number = bytes.length): Message | undefined {
  const length = end - start;
  if (length < HEADER) return undefined;
  const type = readU16(bytes, start + 4);
  const claimed = readU32(bytes, start);
  const isAnswer = type < AUDIT_FIRST_USER_MSG;
  const fits = claimed >= HEADER && claimed <= length && isAnswer;
  return {
    type,
    flags: readU16(bytes, start + 6),
    sequence: readU32(bytes, start + 8),
    payload: bytes.subarray(start + HEADER, fits ? start + claimed : end),
    isCut: isAnswer && claimed > length,
  };
}

/** The code of an NLMSG_ERROR: 0 done, negative -errno, positive a value. `undefined` when it is cut short. */
export function errorCode(message: Message): number | undefined {
  return message.payload.length < 4 ? undefined : readU32(message.payload, 0) | 0;
}

export function readU16(bytes: Buffer, offset: number): number {
  return hostIsLittleEndian ? bytes.readUInt16LE(offset) : bytes.readUInt16BE(offset);
}
