import { run } from './run.js';

void run(() => import('./aureport.js'));
