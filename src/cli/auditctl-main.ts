import { run } from './run.js';

void run(() => import('./auditctl.js'));
