/**
 * `npm run bench`: large logs, ours and the original's; `npm run bench -- rules`: what audit rules cost the running kernel;
 * `npm run bench -- autrace`: what tracing costs, beside strace; `npm run bench -- fleet`: many hosts in two ClickHouse shards;
 * `npm run bench -- asking [MEGABYTES]`: reports of two large logs, from stores and by a scan.
 */
const [, , what] = process.argv;
if (what === 'rules' || what === 'autrace' || what === 'fleet' || what === 'asking') process.argv.splice(2, 1);
if (what === 'rules') await import('./rule-cost.js');
else if (what === 'autrace') await import('./autrace.js');
else if (what === 'fleet') await import('./fleet.js');
else if (what === 'asking') await import('./asking.js');
else await import('./logs.js');

export {};
