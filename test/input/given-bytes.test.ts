import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type FollowPlace, GivenBytes } from '../../src/input/given-bytes.js';

const inode = fc.bigInt({ min: 1n, max: 4n });
const step = fc.oneof(
  fc.record({ kind: fc.constant('read'), inode, offset: fc.nat(9), length: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant('line end') }),
  fc.record({ kind: fc.constant('emptied'), inode, copy: fc.option(inode, { nil: undefined }) }),
);

const moved = (place: FollowPlace, copy: bigint | undefined): FollowPlace | undefined =>
  copy === undefined ? undefined : { ...place, dev: 8n, inode: copy };

test('each byte lies where it was read, or in the copy of that file, as a list of all bytes says', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), fc.nat(), (steps, early) => {
      const given = new GivenBytes();
      let places: (FollowPlace | undefined | 'none')[] = [];
      for (const one of steps) {
        if ('length' in one) {
          const { inode, offset, length } = one;
          given.add({ dev: 7n, inode, offset }, length);
          for (let i = 0; i < length; i++) places.push({ dev: 7n, inode, offset: offset + i });
        } else if ('inode' in one) {
          const { inode, copy } = one;
          given.move({ dev: 7n, inode }, copy === undefined ? undefined : { dev: 8n, inode: copy });
          places = places.map((place) =>
            typeof place === 'object' && place.inode === inode && place.dev === 7n ? moved(place, copy) : place,
          );
        } else {
          given.addLineEnd();
          places.push('none');
        }
      }
      const from = places.length === 0 ? 0 : early % places.length;
      given.forgetBefore(from);
      for (const [at, place] of places.entries())
        if (at >= from && place !== 'none') assert.deepEqual(given.placeOf(at), place, String(at));
    }),
  );
});
