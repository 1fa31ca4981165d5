/** `--live`: one line for each thing worth telling, while it happens. */
import { systemAccounts } from '../../accounts/accounts.js';
import { readCall } from '../../story/call.js';
import { deedLine } from '../../story/deed-line.js';
import { DeedReader } from '../../story/deed-reader.js';
import { eventStream } from '../../trace/event-stream.js';
import type { RecordListener } from '../../trace/recorder.js';
import type { Io } from '../io.js';
import type { TraceRun } from './options.js';

/** Beside a program that writes to standard output the lines go to standard error, unless they have a place of their own. */
export function liveListener({ subject, verdict }: TraceRun, io: Io): RecordListener {
  const toError = subject.kind === 'program' && verdict.to === undefined;
  const write = toError ? io.err : flushing(io);
  const deeds = new DeedReader(systemAccounts());
  return eventStream((event) => {
    const call = readCall(event);
    if (!call) return;
    for (const deed of deeds.read(call)) {
      const line = deedLine(call, deed);
      if (line !== undefined) write(`${line}\n`);
    }
  });
}

/** A reader that went away ends nothing: the program goes on. */
function flushing({ out }: Io): (text: string) => void {
  let isGone = false;
  return (text) => {
    if (isGone) return;
    try {
      out.write(text);
      out.flush();
    } catch {
      isGone = true;
      process.kill(process.pid, 'SIGTERM');
    }
  };
}
