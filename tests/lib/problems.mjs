// problems.mjs - what each type of problem is called: the daemons' own table, as `make` has printed it.
//
// Every refusal that a test's client receives, from whichever daemon, is checked here.
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
  assert.equal(body.help, helpOf(body.type), `${what}: ${JSON.stringify(body)} names another section of the page`);
}

// The section of the API's page that explains a type.
export const helpOf = (type) => `/api/docs#problem-${type}`;

// An answer that refuses, as RFC 9457 and our documents say; pointers: of fields that it names.
export function isProblem(answer, status, type, ...pointers) {
  const told = JSON.stringify(answer.body).slice(0, 400);
  assert.equal(answer.status, status, told);
  assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
  const { title, detail, help, request_id: id, errors } = answer.body;
  for (const [name, value] of Object.entries({ type: answer.body.type, title, detail, request_id: id })) assert.ok(typeof value === 'string' && value, `${name} in ${told}`);
  assert.equal(answer.body.status, status);
  assert.equal(help, helpOf(answer.body.type));
  if (type) assert.equal(answer.body.type, type, told);
  if (status === 422) assert.ok(errors?.length > 0, told);
  for (const { pointer, detail: why } of errors ?? []) assert.ok(/^(\/.+)?$/.test(pointer) && typeof why === 'string' && why, told);
  for (const pointer of pointers) assert.ok(errors?.some((one) => one.pointer === pointer), `${pointer} in ${told}`);
}
