/** `--event N -if LOG`: an event of a log, to be asked which rules record it. */
import { scanEvents } from '../../engine/event-scan.js';
import { AuditError } from '../../errors.js';
import { fieldValue } from '../../log/fields.js';
import { needlesOf } from '../../query/needles.js';
import { callRecord, loggedCall, loggedMessage } from '../../replay/logged-event.js';
import type { FilterEvent } from '../../rules/model/event.js';
import type { Paths } from '../../rules/model/names.js';
import type { Io } from '../io.js';
import { InputTrouble } from '../trouble.js';
import { misused, type Question } from './question.js';
import { logSources } from './replayed.js';
import { UNREADABLE } from './rule-sets.js';

/** An event to be judged. */
export interface AskedEvent {
  readonly event: FilterEvent;
  readonly paths?: Paths;
  /** What the log says about it. */
  readonly note?: string;
}

/** Seconds; an event that is asked for is complete. */
const TIMEOUT = 2;

/** Several when numbers came again. Throws `AuditError` with status 3 when the log has none. */
export async function recordedEvents({ options, values }: Question, io: Io): Promise<readonly AskedEvent[]> {
  const serial = Number(options.get('--event'));
  const logs = values('-if');
  if (!Number.isSafeInteger(serial) || logs.length === 0) throw misused('--event takes a serial number, with -if LOG');
  const trouble = new InputTrouble((line) => io.err(`${line}\n`));
  const sources = await logSources(logs, '', io, trouble);
  trouble.expect(sources);
  const found: AskedEvent[] = [];
  await scanEvents({
    sources,
    timeout: TIMEOUT,
    start: undefined,
    end: undefined,
    failed: trouble.failed,
    understood: trouble.understood,
    needles: needlesOf({ criterion: { kind: 'is', name: 'serial', value: serial } }),
    each: (event) => {
      const call = callRecord(event);
      const [first] = event.records;
      if (event.serial !== serial || !first) return;
      const key = call && (fieldValue(call.text, 'key') ?? '(null)');
      if (call) found.push({ ...loggedCall(event, call), note: `event ${serial}: the log has it with key ${key}` });
      else found.push({ event: loggedMessage(first), note: `event ${serial}: a message, which needs no rule` });
    },
  });
  if (found.length === 0)
    throw new AuditError('input', `no event ${serial} in ${logs.join(', ')}`, { exitStatus: UNREADABLE });
  return found;
}
