/** Asking a server again: what failed may have been done, and may work later. */
import { setTimeout as wait } from 'node:timers/promises';
import { AuditError } from '../errors.js';

/** `mayBeDone`: nobody knows whether what was asked for was done; asking again later may help. */
export class StoreError extends AuditError {
  readonly mayBeDone: boolean;

  constructor(message: string, mayBeDone: boolean, cause?: unknown) {
    super('output', message, { cause });
    this.mayBeDone = mayBeDone;
  }
}

export interface Patience {
  /** How often is asked again before it is given up. */
  readonly attempts: number;
  readonly note: (line: string) => void;
  /** Milliseconds that a second of the pauses takes; 1000 unless given. */
  readonly secondMs?: number;
}

/** Waits before another attempt; throws the error when that would not help, or after so many. */
export type Pause = (error: unknown) => Promise<void>;

/** For a server that has not answered yet: that its name or port is wrong shows there. */
export function opening(patience: Patience): Patience {
  return { ...patience, attempts: Math.min(patience.attempts, 3) };
}

/** Seconds between attempts; each is a little longer or shorter by chance. */
const PAUSES = [1, 2, 4, 8, 16, 32, 60] as const;

export function pauses({ attempts, note, secondMs = 1000 }: Patience): Pause {
  let made = 0;
  return async (error) => {
    if (!(error instanceof StoreError) || !error.mayBeDone || made >= attempts) throw error;
    const seconds = PAUSES[Math.min(made++, PAUSES.length - 1)] ?? 60;
    note(`${error.message}; asking again in ${seconds} s`);
    await wait(seconds * secondMs * (0.8 + Math.random() * 0.4));
  };
}

export async function answered<T>(ask: () => Promise<T>, pause: Pause): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      await pause(error);
    }
  }
}
