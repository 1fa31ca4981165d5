/** How values of auditd.conf are checked: one maker per kind of value, messages as the daemon words them. */

/** What later lines and the last check depend on. */
export interface AuditdDraft {
  logFile: string;
  endOfEventTimeout: bigint;
  writeLogs: boolean;
  verifyMail: boolean;
  flush: string;
  freq: bigint;
  transport: string;
  spaceLeft: Space;
  adminSpaceLeft: Space;
  readonly tls: { psk?: string; identity?: string; clients?: string };
  readonly settings: Map<string, string>;
}

/** MiB, or a share of the file system. */
export interface Space {
  readonly size: bigint;
  readonly percent: number;
}

/** The line being read. `say` gives a message; it does not by itself refuse the line. */
export interface ConfigLine {
  readonly number: number;
  readonly option: string | undefined;
  readonly draft: AuditdDraft;
  say(message: string): void;
}

/** False if the value is refused. */
export type Check = (value: string, line: ConfigLine) => boolean;

const ULONG_MAX = 18446744073709551615n;
const OUT_OF_RANGE = 'Error converting string to a number (Numerical result out of range)';

export function refuse(line: ConfigLine, message: string): false {
  line.say(message);
  return false;
}

export function choice(
  names: string,
  then: (line: ConfigLine, name: string, value: string) => boolean = () => true,
): Check {
  const known = names.split(' ');
  return (value, line) => {
    const name = value.toLowerCase();
    return known.includes(name)
      ? then(line, name, value)
      : refuse(line, `Option ${value} not found - line ${line.number}`);
  };
}

export function yesNo(put: (draft: AuditdDraft, yes: boolean) => void = () => {}): Check {
  return choice('yes no', (line, name) => {
    put(line.draft, name === 'yes');
    return true;
  });
}

export function text(put: (draft: AuditdDraft, value: string) => void = () => {}): Check {
  return (value, line) => {
    put(line.draft, value);
    return true;
  };
}

function digits(value: string, line: ConfigLine): bigint | undefined {
  if (!/^[0-9]+$/.test(value)) {
    line.say(`Value ${value} should only be numbers - line ${line.number}`);
    return undefined;
  }
  const number = BigInt(value);
  if (number <= ULONG_MAX) return number;
  line.say(`${OUT_OF_RANGE} - line ${line.number}`);
  return undefined;
}

export function number(low: bigint, high: bigint, put: (draft: AuditdDraft, value: bigint) => void = () => {}): Check {
  return (value, line) => {
    const found = digits(value, line);
    if (found === undefined) return false;
    const size = found < low ? 'small' : found > high ? 'large' : undefined;
    if (size) return refuse(line, `Error - converted number (${value}) is too ${size} - line ${line.number}`);
    put(line.draft, found);
    return true;
  };
}

export const logCount: Check = (value, line) => {
  const found = digits(value, line);
  return found !== undefined && (found <= 999n || refuse(line, 'num_logs must be 999 or less'));
};

export const queueDepth: Check = (value, line) => {
  const found = digits(value, line);
  if (found === undefined) return false;
  if (found > 99999n) return refuse(line, 'q_depth must be 99999 or less');
  if (found === 0n) return refuse(line, 'q_depth must be greater than zero');
  if (found < 512n) line.say('q_depth should be larger than 512 for safety margin');
  return true;
};

export function space(put: (draft: AuditdDraft, value: Space) => void): Check {
  return (value, line) => {
    const stranger = /[^0-9%]/.exec(value);
    if (stranger) {
      return refuse(line, `Value ${stranger[0]} ${value} should only be numbers or percent - line ${line.number}`);
    }
    const size = BigInt(/^\d*/.exec(value)?.[0] || '0');
    if (value.includes('%')) {
      if (size > 99n) return refuse(line, `Percentages should be less than 100 - line ${line.number}`);
      put(line.draft, { size: 0n, percent: Number(size) });
      return true;
    }
    if (size > ULONG_MAX) return refuse(line, `${OUT_OF_RANGE} - line ${line.number}`);
    put(line.draft, { size, percent: 0 });
    return true;
  };
}

export const ports: Check = (value, line) => {
  if (!/^\d+(?:-\d+)?$/.test(value)) {
    return refuse(
      line,
      `Value ${value} should only be numbers, or two numbers separated by a dash - line ${line.number}`,
    );
  }
  const ends = value.split('-').map(BigInt);
  for (const end of ends) {
    if (end > ULONG_MAX) return refuse(line, `${OUT_OF_RANGE} - line ${line.number}`);
    if (end > 65535n) return refuse(line, `Error - converted number (${end}) is too large - line ${line.number}`);
  }
  const [low = 0n, high = low] = ends;
  return low <= high || refuse(line, `Error - converted range (${value}) is reversed - line ${line.number}`);
};

const SECONDS: Readonly<Record<string, bigint>> = { '': 1n, s: 1n, m: 60n, h: 3600n, d: 86400n, M: 2592000n };

export const interval: Check = (value, line) => {
  const [, amount, unit] = /^\+?(\d+)([smhdM]?)$/.exec(value) ?? [];
  const count = BigInt(amount ?? '-1');
  const seconds = BigInt.asIntN(64, count * (SECONDS[unit ?? ''] ?? 1n)); // BUG? a product beyond 64 bits wraps
  if (count > 9223372036854775807n || seconds < 0n) return false; // BUG? refused without a word
  if (seconds > 21600n) line.say(`Warning - report_interval is more than 6 hours apart - line ${line.number}`);
  return (
    seconds <= 40n * 86400n || refuse(line, `Error - report_interval (${value}) is too large - line ${line.number}`)
  );
};
