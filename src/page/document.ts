/**
 * One page without network: markup, style, the browser's program and packed data in one file. Its policy lets run what has
 * the hash of our own program and nothing else, whatever a log may hold; data are base64, so no text of a log is markup.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Out } from '../bytes/out.js';
import { toBytes } from '../bytes/text.js';
import { CONTENTS_ID, type PageContents, recordsId } from './contents.js';

/** The browser's half, as built. */
export interface PageProgram {
  readonly script: string;
  readonly style: string;
}

export function writePage(contents: PageContents, pieces: readonly Buffer[], program: PageProgram, out: Out): void {
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(program.script)}'`,
    `style-src '${hashOf(program.style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  out.write(
    toBytes(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Audit report</title>
<style>${program.style}</style>
</head>
<body>
<noscript>This page needs scripts: it counts and filters the events it carries. Nothing is fetched from anywhere.</noscript>
<main id="page"></main>
`),
  );
  writeData(CONTENTS_ID, gzipSync(JSON.stringify(contents)), out);
  for (const [i, piece] of pieces.entries()) writeData(recordsId(i), piece, out);
  out.write(toBytes(`<script>${program.script}</script>\n</body>\n</html>\n`));
}

function writeData(id: string, packed: Buffer, out: Out): void {
  out.write(`<script type="application/octet-stream" id="${id}">${packed.toString('base64')}</script>\n`);
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
