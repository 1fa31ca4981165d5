import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usesColour } from '../../src/cli/colour.js';

test('colour: what was asked for, then the environment, then the terminal', () => {
  const auto = (env: Readonly<Record<string, string>>, out = true): boolean =>
    usesColour('auto', { env, terminal: { out } });
  assert.equal(auto({}), true);
  assert.equal(auto({}, false), false);
  assert.equal(auto({ NO_COLOR: '1' }), false);
  assert.equal(auto({ NO_COLOR: '' }), true);
  assert.equal(auto({ TERM: 'dumb' }), false);
  assert.equal(auto({ FORCE_COLOR: '0' }), false);
  assert.equal(auto({ FORCE_COLOR: '1', NO_COLOR: '1' }, false), true);
  assert.equal(auto({ CLICOLOR_FORCE: '1' }, false), true);
  assert.equal(auto({ CLICOLOR_FORCE: '0' }, false), false);
  const terminal = { out: true };
  assert.equal(usesColour('never', { env: { FORCE_COLOR: '1' }, terminal }), false);
  assert.equal(usesColour('always', { env: { NO_COLOR: '1' }, terminal: { ...terminal, out: false } }), true);
});
