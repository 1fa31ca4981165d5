// The parts kernel, in AssemblyScript: finds the ranges and passing values of an event's records (see event-parts.ts) and
// whether each range was seen before. Here the loops over bytes take a tenth of their time in TypeScript, and they are half
// of the time of csv, JSON and interpreted output. All addresses are offsets in the imported memory, laid out by layout.ts.
//
//   a record ─► record-parts.as.ts: where its ranges and passing values are ─► ranges.as.ts: the number of each range
//   a batch  ─► shapes.as.ts: the numbers of an event's ranges, one behind the other ─► the number of its shape
//            ─► counts.as.ts: how many events of the shape there are
//            ─► patterns.as.ts: the bytes of its output, where it is known how events of the shape are written

import { PARTS, PARTS_AT, RECORD, RECORDS_AT } from './layout';
import { bePatient } from './ranges.as';
import { forgetPassing, readRecord, setLabels } from './record-parts.as';

export { came, count, takeCounts, told } from './counts.as';
export { numberOf } from './ranges.as';
export { passingCount, passingPlace, setDividing, setRest } from './record-parts.as';
export {
  beginBatch, nextEvent, nextLine, nextPattern, nextShape, passOver, setRow, setUp, write, written, writtenEvents, writtenRows,
} from './patterns.as';
export { learnSeconds } from './seconds.as';
export { forgetSteps, generation, pid, pids } from './shapes.as';
export { forgetValues, learnValue, missingEnd, missingReading, missingStart } from './values.as';

/** `labels` have been written to their place. */
export function prepare(labels: i32): void {
  setLabels(labels);
  bePatient();
}

export function read(count: i32): void {
  forgetPassing();
  for (let i = 0; i < count; i++) readRecord(i, RECORDS_AT + i * RECORD, PARTS_AT + i * PARTS);
}
