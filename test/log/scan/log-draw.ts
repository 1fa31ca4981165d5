/** Logs that are drawn: lines of any form, events whose stamps rise, and lines as a machine writes them. */
import fc from 'fast-check';

export const line: fc.Arbitrary<string> = fc
  .record({
    node: fc.constantFrom('', '', 'node=a ', 'node=bb ', 'n '),
    type: fc.constantFrom(
      'SYSCALL',
      'PATH',
      'EOE',
      'USER_LOGIN',
      'PROCTITLE',
      'CWD',
      'LOGIN',
      'UNKNOWN[1300]',
      'nonsense',
      '1300',
    ),
    sec: fc.constantFrom(
      '1700000000',
      '1700000001',
      '1700000002',
      '1700000003',
      '1700000005',
      '5',
      '-3',
      // A second whose neighbours a double does not tell apart.
      '179534770617468002',
      '18446744073709551616',
    ),
    milli: fc.constantFrom('.000', '.001', '.5', '', '.1001'),
    serial: fc.constantFrom(':1', ':2', ':3', ':4', '', ':9007199254740993'),
    end: fc.constantFrom(
      '): a=1',
      '): b=2\x1dAUID="x"',
      ')',
      ': none',
      ') c=\x003',
      `) ${'d'.repeat(9000)}`,
      `) e\x1d${'f'.repeat(400)}`,
    ),
    newline: fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n', ''),
  })
  .map(
    ({ node, type, sec, milli, serial, end, newline }) =>
      `${node}type=${type} msg=audit(${sec}${milli}${serial}${end}${newline}`,
  );

/** Events whose stamps rise, with now and then one that is late, so that the kernel puts most of them together itself. */
export const risingLog: fc.Arbitrary<Buffer> = fc
  .array(
    fc.record({
      step: fc.constantFrom(0, 1, 1, 400, 900, 2500, -1, -3000),
      node: fc.constantFrom('', '', '', 'node=a '),
      types: fc.constantFrom(
        ['USER_LOGIN'],
        ['SYSCALL', 'CWD', 'PROCTITLE'],
        ['SYSCALL', 'EOE'],
        ['EOE'],
        ['AVC', 'SYSCALL'],
      ),
      enriched: fc.constantFrom('', '\x1dUID="root"'),
      noise: fc.constantFrom('', '', '', '', 'no record\n', '\n'),
    }),
    { minLength: 1, maxLength: 120, size: 'max' },
  )
  .map((events) => {
    let stamp = 1_700_000_000_000;
    let serial = 0;
    const lines = events.map(({ step, node, types, enriched, noise }) => {
      stamp += step;
      serial += Math.sign(step);
      const time = `${Math.floor(stamp / 1000)}.${String(stamp % 1000).padStart(3, '0')}:${100 + serial}`;
      return noise + types.map((type) => `${node}type=${type} msg=audit(${time}): a=1${enriched}\n`).join('');
    });
    return Buffer.from(lines.join(''), 'latin1');
  });

/** Lines as a machine writes them: the clock goes on, now and then by seconds, records of events mix, some come late. */
export const written: fc.Arbitrary<string[]> = fc
  .array(
    fc.record({
      type: fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom('SYSCALL', 'PATH', 'EOE', 'USER_LOGIN', 'PROCTITLE') },
        { weight: 1, arbitrary: fc.constantFrom('UNKNOWN[1300]', 'nonsense') },
      ),
      node: fc.oneof(
        { weight: 9, arbitrary: fc.constant('') },
        { weight: 1, arbitrary: fc.constantFrom('node=a ', 'node=bb ') },
      ),
      step: fc.constantFrom(0, 0, 1, 500, 1000, 2000, 2001, 4000, -500, -3000),
      text: fc.oneof({ weight: 9, arbitrary: fc.constant('a') }, { weight: 1, arbitrary: fc.constant('needle') }),
    }),
    { maxLength: 80, size: 'max' }, // the default size makes ten lines of it
  )
  .map((lines) => {
    let now = 1_700_000_000_000;
    let newest = 0;
    let serial = 0;
    const serials = new Map<number, number>();
    return lines.map(({ type, node, step, text }, i) => {
      // A step back is a late record of what was then, not a clock set back.
      if (step > 0) now += step;
      const stamp = step < 0 ? now + step : now;
      if (!serials.has(stamp) || stamp > newest) serials.set(stamp, ++serial);
      newest = Math.max(newest, stamp);
      const milli = String(stamp % 1000).padStart(3, '0');
      return `${node}type=${type} msg=audit(${Math.floor(stamp / 1000)}.${milli}:${serials.get(stamp)}): ${text} ${i}\n`;
    });
  });
