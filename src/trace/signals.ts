/** Signals to the tracer are meant for the program: they are passed on, and the tracer stays to clean up. */
import { readFileSync } from 'node:fs';

const passedOn: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'];
/** What a terminal sends to all processes in its foreground, so to the program as well. */
const fromTerminal: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT']);

export class PassedSignals {
  #waiting: NodeJS.Signals | undefined;
  #receiver: ((signal: NodeJS.Signals) => void) | undefined;
  #hearsTerminal = false;
  readonly #handler = (signal: NodeJS.Signals): void => {
    if (!this.#receiver) this.#waiting = signal;
    else if (!(this.#hearsTerminal && fromTerminal.has(signal) && isInForeground())) this.#receiver(signal);
  };

  /** From now on no signal of these ends the process. */
  constructor() {
    for (const signal of passedOn) process.on(signal, this.#handler);
  }

  /** Signals go to `receiver`; one that came earlier at once. One that `hearsTerminal` is not told what it has heard there. */
  to(receiver: (signal: NodeJS.Signals) => void, hearsTerminal: boolean): void {
    this.#receiver = receiver;
    this.#hearsTerminal = hearsTerminal;
    if (this.#waiting) receiver(this.#waiting);
    this.#waiting = undefined;
  }

  end(): void {
    for (const signal of passedOn) process.off(signal, this.#handler);
  }
}

/** Whether this process belongs to the foreground group of its terminal. */
function isInForeground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [group, foreground] = [fields[2], fields[5]];
    return group === foreground;
  } catch {
    return false;
  }
}
