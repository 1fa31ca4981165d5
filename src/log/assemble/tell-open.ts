/** Which events are open, for a scan kernel that leaves events out or puts them together itself. */
import { MOST_OPEN, MOST_SLOTS, OPEN, OPEN_COMPLETE, OPEN_SEC, OPEN_SLOT } from '../scan/layout.js';
import type { Scanner } from '../scan/scanner.js';
import type { OpenEvents } from './open-events.js';
import type { ReleaseOrder } from './release-order.js';

/** `slots`: how many there are, free ones too. */
export function tellOpen(scanner: Scanner, events: OpenEvents, order: ReleaseOrder, slots: number): void {
  const { inOrder, stragglers } = order;
  if (stragglers.size > 0 || inOrder.size > MOST_OPEN || slots > MOST_SLOTS) {
    scanner.tellOpen(-1, 0, 0, 0);
    return;
  }
  const { openSecs, openSlots } = scanner;
  const { sec: secs, single } = events;
  let count = 0;
  for (const slot of inOrder.values()) {
    openSecs[count * (OPEN / 8) + OPEN_SEC / 8] = secs[slot]!;
    openSlots[count * (OPEN / 4) + OPEN_SLOT / 4] = slot;
    openSlots[count * (OPEN / 4) + OPEN_COMPLETE / 4] = single[slot]!;
    count++;
  }
  const last = inOrder.last();
  if (last < 0) scanner.tellOpen(0, 0, 0, 0);
  else {
    const { sec, milli, serial } = events.idOf(last);
    scanner.tellOpen(count, sec, milli, serial);
  }
}
