/** Signals that would end the program wait while it exchanges rules: the change takes milliseconds and is finished. */
import { setImmediate as turn } from 'node:timers/promises';

/** Those that end a program which does not mind them. */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

export class HeldSignals {
  #came: NodeJS.Signals | undefined;
  readonly #handler = (signal: NodeJS.Signals): void => {
    this.#came ??= signal;
  };

  constructor() {
    for (const signal of endingSignals) process.on(signal, this.#handler);
  }

  /** Lets go of the signals; the first that came meanwhile. */
  async release(): Promise<NodeJS.Signals | undefined> {
    await turn(); // they are told in a turn of the event loop
    await turn();
    for (const signal of endingSignals) process.off(signal, this.#handler);
    return this.#came;
  }
}
