// hidden.mjs - where a secret that was given out once must not be found again: what the database's readers read, a dump of it, the daemons' logs.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './stack.mjs';

// The tables and views that tl_reader reads and in which the text stands.
export async function readable(stack, text) {
  const found = [];
  for (const { name } of await stack.asOwner(`SELECT c.oid::regclass::text AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition AND n.nspname !~ '^(pg_|information)' AND has_table_privilege('tl_reader', c.oid, 'SELECT')`))
    if ((await stack.asOwner(`SELECT FROM ${name} AS t WHERE strpos(t::text, $1) > 0 LIMIT 1`, [text])).length > 0) found.push(name);
  return found;
}

// Fails if one of `secrets` ({ what: text }) stands somewhere. `known`: a text that the dump has, so that it is one; `daemon`: one that has a log.
export async function hidden(stack, secrets, { known, daemon }) {
  for (const [what, secret] of Object.entries(secrets))
    await until(`nothing that is readable holds ${what}`, async () => (await readable(stack, secret)).length === 0)
      .catch(async (error) => { throw new Error(`${error.message}: ${await readable(stack, secret)}`); });
  const all = await stack.dump('--inserts');
  assert.ok(all.includes(known), `the dump has "${known}"`);
  const found = (text) => Object.keys(secrets).filter((what) => text.includes(secrets[what]));
  assert.deepEqual(found(all), [], 'nor does a dump');
  const logs = readdirSync(join(stack.dir, 'log')).filter((name) => !name.startsWith('edge')); // what the edge writes is nginx's
  assert.ok(logs.some((name) => name.startsWith(daemon)) && logs.some((name) => name.startsWith('postgres')), String(logs));
  for (const name of logs) assert.deepEqual(found(readFileSync(join(stack.dir, 'log', name), 'utf8')), [], `nor does ${name}`);
}
