/** The page's data: unpacked once, records piece by piece when somebody wants to see them. */
import { CONTENTS_ID, type PageContents, recordsId } from '../contents.js';

export function loadContents(): Promise<PageContents> {
  return unpacked<PageContents>(CONTENTS_ID);
}

const pieces = new Map<number, Promise<readonly string[]>>();

/** The interpreted records of event `index`. */
export async function recordsOf(index: number, perPiece: number): Promise<string> {
  const piece = Math.floor(index / perPiece);
  const loading = pieces.get(piece) ?? unpacked<readonly string[]>(recordsId(piece));
  pieces.set(piece, loading);
  return (await loading)[index % perPiece] ?? '';
}

async function unpacked<T>(id: string): Promise<T> {
  const text = document.getElementById(id)?.textContent ?? '';
  const packed = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}
