/** `npm run bench`: large logs, ours and the original's; `npm run bench -- rules`: what audit rules cost the running kernel. */
if (process.argv[2] === 'rules') {
  process.argv.splice(2, 1);
  await import('./rule-cost.js');
} else await import('./logs.js');

export {};
