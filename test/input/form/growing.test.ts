/** Lines that come in pieces, of whatever form: out as soon as they are whole, the same however they were cut. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GrowingForm } from '../../../src/input/form/growing.js';

const log = (n: number): string => `type=USER msg=audit(1700000000.000:${n}): pid=${n}\n`;
const kernel = (n: number): string => `[    ${n}.5] audit: type=1400 audit(1700000000.000:${n}): pid=${n}\n`;

async function converted(...pieces: string[]): Promise<{ readonly out: string[]; readonly converts: boolean }> {
  const form = new GrowingForm();
  const out: string[] = [];
  async function* chunks(): AsyncGenerator<Buffer> {
    for (const piece of pieces) yield Buffer.from(piece, 'latin1');
  }
  for await (const chunk of form.log(chunks())) out.push(chunk.toString('latin1'));
  return { out, converts: form.converts };
}

test('a log passes as it is, in whole lines', async () => {
  const { out, converts } = await converted(log(1).slice(0, 9), log(1).slice(9) + log(2), 'type=cut');
  assert.deepEqual([out, converts], [[log(1) + log(2), 'type=cut'], false]);
});

test('from the first line of another form on all is converted, however it was cut', async () => {
  const avc = (n: number): string => `type=AVC msg=audit(1700000000.000:${n}): pid=${n}\n`;
  const text = log(1) + kernel(2) + log(3) + kernel(4);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(text.length), { maxLength: 6 }), async (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), text.length];
      const { out } = await converted(...at.slice(1).map((end, i) => text.slice(at[i], end)));
      assert.equal(out.join(''), log(1) + avc(2) + log(3) + avc(4));
    }),
  );
});
