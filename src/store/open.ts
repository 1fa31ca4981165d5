/** From what -if names to the logs that are stored there. */
import type { Source } from '../input/source.js';
import { ParquetFile } from './parquet/file.js';
import { parquetStreams } from './parquet/stored.js';
import type { SecondRange } from './stored-stream.js';
import { sourcesOf } from './stream-source.js';

/** All files are read as one store: a stream may have files anywhere among them. */
export async function openParquet(names: readonly string[], seconds: Partial<SecondRange>): Promise<readonly Source[]> {
  const files: ParquetFile[] = [];
  for (const name of names) files.push(await ParquetFile.open(name));
  return (await parquetStreams(files)).flatMap((stream) => sourcesOf(stream, seconds));
}
