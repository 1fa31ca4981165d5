import assert from 'node:assert';
import { test } from 'node:test';
import { AuditClient } from '../../src/netlink/client.js';
import { KernelError } from '../../src/netlink/kernel-error.js';
import type { Transport } from '../../src/netlink/transport.js';
import { AUDIT_GET, AUDIT_LIST_RULES, AUDIT_SET } from '../../src/tables/generated/netlink-message.js';
import { FakeKernel, reply } from './fake-kernel.js';

const orders = {
  'acknowledgement first': {},
  'data first': { dataFirst: true },
  'no acknowledgement': { withoutAck: true },
};

for (const [order, options] of Object.entries(orders)) {
  test(`status and rules are read with ${order}`, () => {
    const client = new AuditClient(new FakeKernel({ ...options, rules: [Buffer.from('one'), Buffer.from('two')] }));
    assert.strictEqual(client.status().backlogLimit, 65536);
    assert.deepStrictEqual(client.listRules().map(String), ['one', 'two']);
    assert.deepStrictEqual(client.listRules().length, 2);
  });
}

test('a list is fetched many datagrams at a time where the socket can do that', () => {
  const kernel = new FakeKernel({ rules: Array.from({ length: 200 }, (_, i) => Buffer.from(`rule ${i}`)) });
  const single = kernel.receive.bind(kernel);
  const calls = { single: 0, many: 0 };
  kernel.receive = () => {
    calls.single++;
    return single();
  };
  const shared = Buffer.alloc(64);
  const receiveMany: NonNullable<Transport['receiveMany']> = (visit) => {
    calls.many++;
    for (let count = 0; count < 64; count++) {
      const datagram = single();
      if (!datagram) return count;
      datagram.copy(shared, 8); // the same bytes for all of them
      visit(shared, 8, 8 + datagram.length);
    }
    return 64;
  };
  const client = new AuditClient(Object.assign(kernel, { receiveMany }));
  assert.deepStrictEqual(client.listRules().map(String), kernel.rules.map(String));
  assert.deepStrictEqual(calls, { single: 1, many: 5 });
});

test('a list of which the socket lost a part is asked for again, a few times', () => {
  const rules = ['one', 'two', 'three'].map((text) => Buffer.from(text));
  const losing = (times: number): AuditClient => {
    const kernel = new FakeKernel({ rules });
    const receive = kernel.receive.bind(kernel);
    let lost = 0;
    kernel.receive = () => {
      const datagram = receive();
      if (datagram?.toString('latin1', 16) !== 'two' || lost++ >= times) return datagram;
      throw new KernelError(105, 'recvmsg');
    };
    return new AuditClient(kernel);
  };
  assert.deepStrictEqual(losing(2).listRules(), rules);
  assert.deepStrictEqual(losing(1).snapshot().rules, rules);
  assert.throws(() => losing(9).listRules(), /No buffer space/);
});

test('answers to other requests and records are no answers', () => {
  const kernel = new FakeKernel();
  const send = kernel.send.bind(kernel);
  kernel.send = (datagram) => {
    const other = Buffer.from(datagram);
    other.writeUInt32LE(999_999, 8);
    kernel.inject(reply(other, AUDIT_LIST_RULES, Buffer.from('late')));
    kernel.inject(reply(Buffer.alloc(16), 1300, Buffer.from('audit(1.0:1): x')));
    kernel.inject(Buffer.from('short'));
    send(datagram);
  };
  assert.deepStrictEqual(new AuditClient(kernel).listRules(), []);
});

test('a refusal carries the error number and its name', () => {
  const client = new AuditClient(new FakeKernel({ codes: new Map([[AUDIT_SET, -1]]) }));
  assert.throws(
    () => client.set('enabled', 1),
    (error) =>
      error instanceof KernelError &&
      error.errno === 1 &&
      error.errnoName === 'EPERM' &&
      /not permitted/.test(error.message),
  );
});

test('a positive code is the value of a reset counter', () => {
  assert.strictEqual(new AuditClient(new FakeKernel({ codes: new Map([[AUDIT_SET, 17]]) })).set('lost', 0), 17);
});

test('silence is an error, and so is a request that is too large', () => {
  const silent = { send: () => {}, receive: () => undefined, close: () => {} };
  const numbered =
    (errno: number) =>
    (error: unknown): boolean =>
      error instanceof KernelError && error.errno === errno;
  assert.throws(() => new AuditClient(silent).status(), numbered(11));
  assert.throws(() => new AuditClient(silent).addRule(Buffer.alloc(9000)), numbered(22));
});

test('each request is the message that the kernel knows', () => {
  const kernel = new FakeKernel({ features: '01000000ffffffff0200000000000000' });
  const client = new AuditClient(kernel);
  assert.deepStrictEqual(client.features(), { mask: 0xffffffff, features: 2, lock: 0 });
  client.lockLoginUid();
  client.addRule(Buffer.from('rule'));
  client.deleteRule(Buffer.from('rule'));
  client.trim();
  client.makeEquivalent('/mnt', '/srv/x');
  client.sendUserMessage(1112, 'op=\xe9');
  const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
  assert.deepStrictEqual(kernel.sent, [
    [1019, '0'.repeat(32)],
    [1018, '00000000020000000200000002000000'],
    [1011, hex('rule')],
    [1012, hex('rule')],
    [1014, ''],
    [1015, `0400000006000000${hex('/mnt/srv/x\0\0')}`],
    [1112, hex('op=\xe9\0\0\0\0')],
  ]);
});

test("an old kernel's short answers leave out what it does not know", () => {
  const client = new AuditClient(new FakeKernel({ status: '0000000001000000', features: '0100000001000000' }));
  const { enabled, backlogWaitTime, backlogWaitTimeActual } = client.status();
  assert.deepStrictEqual([enabled, backlogWaitTime, backlogWaitTimeActual], [1, 0, undefined]);
  assert.deepStrictEqual(client.features(), { mask: 1, features: 0, lock: 0 });
});

test('half an answer, and an acknowledgement without the data, are errors', () => {
  const kernel = new FakeKernel();
  const receive = kernel.receive.bind(kernel);
  kernel.receive = () => {
    const datagram = receive();
    return datagram && datagram.length > 40 ? datagram.subarray(0, 30) : datagram;
  };
  const client = new AuditClient(kernel);
  assert.throws(() => client.status(), /No buffer space/);
  assert.throws(() => client.snapshot(), /No buffer space/);
  const withoutData: Transport = {
    send: (datagram) => {
      asked = datagram;
    },
    receive: () => {
      const answer = asked && reply(asked, 2, Buffer.alloc(20));
      asked = undefined;
      return answer;
    },
    close: () => {
      isClosed = true;
    },
  };
  let asked: Buffer | undefined;
  let isClosed = false;
  const other = new AuditClient(withoutData);
  assert.throws(
    () => other.status(),
    (error) => error instanceof KernelError && error.errno === 11,
  );
  other.close();
  assert.ok(isClosed);
});

test('a setting is its bit of the mask and its number in its place, and status is read from there', () => {
  const places = {
    enabled: [0x01, 4],
    failure: [0x02, 8],
    pid: [0x04, 12],
    rateLimit: [0x08, 16],
    backlogLimit: [0x10, 20],
    lost: [0x40, 24],
    backlogWaitTime: [0x20, 36],
    backlogWaitTimeActual: [0x80, 40],
  } as const;
  const status = Buffer.alloc(44);
  for (let at = 0; at < 44; at += 4) status.writeUInt32LE(1000 + at, at);
  const kernel = new FakeKernel({ status: status.toString('hex') });
  const client = new AuditClient(kernel);
  const read = client.status();
  for (const [setting, [bit, at]] of Object.entries(places) as [keyof typeof places, readonly [number, number]][]) {
    client.set(setting, 0xfffffffe);
    const sent = Buffer.from(kernel.sent.at(-1)?.[1] ?? '', 'hex');
    const expected = Buffer.alloc(44);
    expected.writeUInt32LE(bit, 0);
    expected.writeUInt32LE(0xfffffffe, at);
    assert.deepStrictEqual([kernel.sent.at(-1)?.[0], sent], [AUDIT_SET, expected], setting);
    assert.strictEqual(read[setting], 1000 + at, setting);
  }
  assert.deepStrictEqual([read.backlog, read.featureBits], [1028, 1032]);
});

test('a list is asked for five times', () => {
  const asked = (losses: number): number => {
    const kernel = new FakeKernel({ rules: [Buffer.from('one')] });
    const receive = kernel.receive.bind(kernel);
    let lost = 0;
    kernel.receive = () => {
      const datagram = receive();
      if (datagram?.toString('latin1', 16) !== 'one' || lost++ >= losses) return datagram;
      throw new KernelError(105, 'recvmsg');
    };
    try {
      new AuditClient(kernel).listRules();
    } catch {
      return -1;
    }
    return kernel.sent.length;
  };
  assert.deepStrictEqual([4, 5].map(asked), [5, -1]);
});

test('what an answer left behind is fetched before the next request, and else nothing is', () => {
  const leftovers = (withoutAck: boolean): number => {
    const kernel = new FakeKernel({ withoutAck });
    const receive = kernel.receive.bind(kernel);
    let without = 0;
    Object.assign(kernel, {
      receive: (timeout: number) => {
        if (timeout === 0) without++;
        return receive();
      },
    });
    const client = new AuditClient(kernel);
    client.status();
    client.status();
    return without;
  };
  assert.deepStrictEqual([false, true].map(leftovers), [0, 1]);
});

test('what comes late for a request that was given up is fetched before the next', () => {
  const kernel = new FakeKernel();
  const receive = kernel.receive.bind(kernel);
  const waits: number[] = [];
  let isSilent = true;
  Object.assign(kernel, {
    receive: (timeout: number) => {
      waits.push(timeout);
      return isSilent ? undefined : receive();
    },
  });
  const client = new AuditClient(kernel);
  assert.throws(() => client.status(), /EAGAIN|temporarily/);
  isSilent = false;
  client.status();
  assert.deepStrictEqual(waits.slice(0, 2), [10_000, 0]);
});

test('for an answer it waits ten seconds, and a quarter of one for what is missing beside it', () => {
  const waits = (withoutAck: boolean): readonly number[] => {
    const kernel = new FakeKernel({ withoutAck });
    const receive = kernel.receive.bind(kernel);
    const asked: number[] = [];
    Object.assign(kernel, {
      receive: (timeout: number) => {
        asked.push(timeout);
        return receive();
      },
    });
    new AuditClient(kernel).status();
    return asked;
  };
  assert.strictEqual(waits(false)[0], 10_000);
  assert.deepStrictEqual(waits(true), [10_000, 250]);
});

test('a status that does not come with the list is named', () => {
  const kernel = new FakeKernel();
  const send = kernel.send.bind(kernel);
  kernel.send = (datagram) => {
    if (datagram.readUInt16LE(4) !== AUDIT_GET) send(datagram);
  };
  assert.throws(() => new AuditClient(kernel).snapshot(), /status request/);
});

test('an error names what was asked', () => {
  const client = new AuditClient({ send: () => {}, receive: () => undefined, close: () => {} });
  const asked: readonly (readonly [name: string, ask: () => unknown])[] = [
    ['status request', () => client.status()],
    ['feature request', () => client.features()],
    ['setting enabled', () => client.set('enabled', 1)],
    ['feature change', () => client.lockLoginUid()],
    ['adding a rule', () => client.addRule(Buffer.alloc(4))],
    ['deleting a rule', () => client.deleteRule(Buffer.alloc(4))],
    ['rule list', () => client.listRules()],
    ['trimming', () => client.trim()],
    ['make equivalent', () => client.makeEquivalent('/a', '/b')],
    ['user message', () => client.sendUserMessage(1107, 'x')],
  ];
  for (const [name, ask] of asked) assert.throws(ask, new RegExp(name));
});
