// problems.mjs - what each type of problem is called: the daemons' own table, as `make` has printed it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRoutes } from '../../web/openapi/document.mjs';
import { BUILD } from './root.mjs';

let titles;
const read = () => new Map(readRoutes(readFileSync(join(BUILD, 'routes.json'), 'utf8'))[0].problems.map(({ type, title }) => [type, title]));

// A problem has a type of that table and its title, wherever it comes from: a daemon, an owner function, the edge.
export function judgeProblem(what, body) {
  titles ??= read();
  assert.ok(titles.has(body?.type), `${what}: ${JSON.stringify(body)} has none of the types`);
  assert.equal(body.title, titles.get(body.type), `${what}: ${JSON.stringify(body)} has another title than its type`);
}
