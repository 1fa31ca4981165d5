/** What a record of interpreted output (`ausearch -i`) begins with. */

export interface SavedHeader {
  /** `node=alpha `, or nothing. */
  readonly node: string;
  readonly type: string;
  /** Date and time as the locale of whoever saved it writes them, without milliseconds. */
  readonly time: string;
  readonly milli: string;
  readonly serial: string;
  /** All that follows, the blank at the end aside. */
  readonly body: string;
}

/** No record of a log has a blank in its stamp. */
const HEADER = /^(node=\S+ )?type=(\S+) msg=audit\(([^()]{1,60} \d\d:\d\d:\d\d)\.(\d{3}):(\d+)\) (.*)$/s;

export function isInterpreted(line: string): boolean {
  return HEADER.test(line);
}

export function savedHeader(line: string): SavedHeader | undefined {
  const [, node = '', type, time = '', milli = '', serial = '', body = ''] = HEADER.exec(line) ?? [];
  return type === undefined ? undefined : { node, type, time, milli, serial, body: body.replace(/(?<=[^:]) $/, '') };
}
