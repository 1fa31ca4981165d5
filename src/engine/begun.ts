/** What is asked for before it is wanted, so that whoever answers need not wait for us. */
export function begun<T>(all: AsyncIterable<T>): AsyncIterable<T> {
  const iterator = all[Symbol.asyncIterator]();
  const first = iterator.next();
  first.catch(() => {}); // thrown where it is wanted
  return {
    [Symbol.asyncIterator]: async function* () {
      try {
        for (let next = await first; !next.done; next = await iterator.next()) yield next.value;
      } finally {
        await iterator.return?.();
      }
    },
  };
}
