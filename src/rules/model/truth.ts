/** Three-valued logic: what is not known of an event stays unknown only where it matters. */
export type Truth = boolean | 'unknown';

export function both(one: Truth, other: Truth): Truth {
  if (one === false || other === false) return false;
  return one === true && other === true ? true : 'unknown';
}

export function negate(one: Truth): Truth {
  return one === 'unknown' ? 'unknown' : !one;
}

/** True if any is; false only if all are. */
export function anyOf<Item>(items: Iterable<Item>, test: (item: Item) => Truth): Truth {
  let result: Truth = false;
  for (const item of items) {
    const truth = test(item);
    if (truth === true) return true;
    if (truth === 'unknown') result = 'unknown';
  }
  return result;
}
