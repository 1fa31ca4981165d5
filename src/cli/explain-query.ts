/** `--explain-query`: nothing is searched; the stores are asked about themselves. */
import type { CountQuestion } from '../store/count.js';
import type { Looked } from '../store/open.js';
import type { Io } from './io.js';
import type { StoreAccess } from './store-options.js';
import { namedStores } from './stores.js';

interface Asking {
  readonly inputs: readonly string[];
  readonly access: StoreAccess;
  readonly notes: readonly string[];
}

/** `looked`: what the run would look at. `counts`: what the stores would be asked to count instead, if anything. */
export async function explainQuery(
  { inputs, access, notes }: Asking,
  looked: Looked,
  io: Io,
  counts: readonly CountQuestion[] = [],
): Promise<number> {
  for (const note of notes) io.err(`${note}\n`);
  const { interestIn, interestOf } = await import('../store/open.js');
  const { explainCount, explainStore } = await import('../store/explain.js');
  const stores = await namedStores(inputs, access, io, '--explain-query');
  const interest = interestIn(stores, interestOf(looked));
  for (const store of stores) {
    const lines =
      counts.length > 0
        ? await explainCount(store, interest, counts)
        : await explainStore(store, interest, looked.criterion);
    io.out.write(`${lines.join('\n')}\n`);
  }
  return 0;
}
