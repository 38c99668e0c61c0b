// What the whole suite called, against the API document: the last file, it reads what the others left.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { callsOf } from '../lib/called.mjs';
import { tested } from '../lib/operations.mjs';
import { BUILD, ROOT } from '../lib/root.mjs';

const files = readdirSync(join(ROOT, 'tests/integration')).filter((name) => name.endsWith('.test.mjs') && name !== basename(import.meta.filename));
const built = statSync(join(BUILD, 'routes.json')).mtimeMs;
const left = (name) => callsOf(join(ROOT, 'tests/integration', name));
const fresh = (name) => { try { return statSync(left(name)).mtimeMs >= built; } catch { return false; } };

test('every operation was called with what is right and with each refusal that the document names', (t) => {
  const stale = files.filter((name) => !fresh(name));
  if (stale.length > 0) {
    t.skip(`these have not run since the daemons were built: ${stale.join(', ')}`);
    return;
  }
  const calls = files.flatMap((name) => readFileSync(left(name), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)));
  const seen = new Set();
  for (const [method, path, status] of calls) {
    // /users/me is no id of /users/{id}: a path as it is written counts before one with a place for an id.
    const fits = tested.filter((one) => one.method === method && new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path));
    const one = fits.find((each) => each.path === path) ?? fits[0];
    if (one) seen.add(`${one.name} ${status}`);
  }
  const missing = tested.flatMap(({ name, method, path, answers }) => answers.filter((status) => !seen.has(`${name} ${status}`)).map((status) => `${method} ${path}: ${status}`));
  assert.deepEqual(missing, [], `${calls.length} calls of ${files.length} files`);
});
