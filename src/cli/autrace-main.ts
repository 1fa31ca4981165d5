import { run } from './run.js';

void run(() => import('./autrace.js'));
