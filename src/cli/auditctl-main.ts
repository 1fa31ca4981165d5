import { run } from './run.js';

await run('auditctl', () => import('./auditctl.js'));
