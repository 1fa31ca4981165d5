/** A field of a record by its name, for the reports that the original does not have. */

/** The word behind the first ` NAME=`, as it stands; undefined when the record has none. */
export function fieldValue(text: string, name: string): string | undefined {
  const found = text.indexOf(` ${name}=`);
  if (found < 0) return undefined;
  const at = found + name.length + 2;
  const end = text.indexOf(' ', at);
  return end < 0 ? text.slice(at) : text.slice(at, end);
}
