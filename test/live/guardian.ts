/** Waits for the end of a live test, however it comes, and puts back what is not as it was. */
import { rmSync } from 'node:fs';
import { type KernelState, restoreKernelState } from './kernel-state.js';

process.on('SIGINT', () => {}); // Ctrl-C is for the test
let text = '';
for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk; // ends when the test does
const [line = ''] = text.split('\n');
restoreKernelState(JSON.parse(line) as KernelState);
rmSync('/run/ts-audit', { recursive: true, force: true });
