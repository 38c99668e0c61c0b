// The API document of the daemons as they are built: its examples, its problems and the collection that is made from it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import postman from 'postman-collection';
import { collectionOf } from '../../web/openapi/collection.mjs';
import { documentOf, problemTypes, readRoutes } from '../../web/openapi/document.mjs';
import { BODIES, FILES, VALUES } from '../../web/openapi/example_values.mjs';
import { pageOf } from '../../web/openapi/page.mjs';
import { PROBLEMS } from '../../web/openapi/problems.mjs';
import { BUILD } from '../lib/root.mjs';

const daemons = readRoutes(readFileSync(join(BUILD, 'routes.json'), 'utf8'));
let examples;
// Strict: a member of an example that its shape has not is wrong, too.
const api = documentOf(daemons, { version: 'test', strict: true, report: (made) => { examples = made; } });
const operations = [...Object.values(api.paths), ...Object.values(api.webhooks)].flatMap((item) => Object.values(item));
const isBytes = (media) => /^(image|audio|video)\/|^application\/(pdf|octet-stream)$/.test(media);

// Everything that has, or should have, an example: { what, schema, example }.
const places = operations.flatMap(({ operationId, parameters, requestBody, responses }) => [
  ...parameters.map((one) => ({ what: `${operationId} ${one.name}`, ...one })),
  ...Object.entries(requestBody?.content ?? {}).map(([media, one]) => ({ what: `${operationId} body ${media}`, media, ...one })),
  ...Object.entries(responses).filter(([status]) => /^2/.test(status)).flatMap(([status, { content }]) => Object.entries(content ?? {}).map(([media, one]) => ({ what: `${operationId} ${status} ${media}`, media, ...one }))),
]);

test('each parameter, body and answer of the API document has an example, and its own schema takes it', () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema({ $id: 'https://api.example/document', components: api.components });
  const wrong = [];
  for (const { what, media, schema, example } of places) {
    if (media && isBytes(media)) continue;
    if (example === undefined) { wrong.push(`${what}: no example`); continue; }
    const judge = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"https://api.example/document#/components')));
    if (!judge(example)) wrong.push(`${what}: ${ajv.errorsText(judge.errors)}: ${JSON.stringify(example).slice(0, 300)}`);
  }
  assert.deepEqual(wrong, []);
  assert.ok(places.length > 1000, `${places.length} places`);
});

test('every text in an example has a value of its own, and no line of the tables is left over', () => {
  assert.deepEqual([...examples.lacking], [], 'add them to web/openapi/example_values.mjs');
  assert.deepEqual([VALUES, BODIES, FILES].flatMap(Object.keys).filter((line) => !examples.used.has(line)), [], 'nothing uses these lines');
});

test('the page explains each type of problem under the anchor that `help` names, with its title and statuses, and each refusal links there', () => {
  const types = problemTypes(daemons), page = pageOf(documentOf(daemons, { version: 'test' }), types);
  assert.deepEqual(Object.keys(PROBLEMS).sort(), types.map(({ type }) => type), 'a line in web/openapi/problems.mjs for each type of err.def and outcomes.def');
  const section = (type) => new RegExp(`<section id="problem-${type}">([^]*?)</section>`).exec(page)?.[1];
  for (const { type, title, help } of types) {
    assert.ok(section(type)?.includes(`<code>${type}</code>`), type);
    assert.ok(/^[A-Z].{15,}\.$/.test(help) && help !== `${title}.`, `${type}: ${help}`);
  }
  assert.match(section('wrong_code'), /<b>This code is not right, or was used before\.<\/b> Status 401 or 403\. The code of the second factor/);
  for (const [, type] of page.matchAll(/href="#problem-(\w+)"/g)) assert.ok(PROBLEMS[type], type);
  for (const [, path] of Object.values(PROBLEMS).join('\n').matchAll(/`(?:GET |POST )?(\/api\/v1\/[^ `]+)`/g)) assert.ok(api.paths[path] || path === '/api/v1/me', path);
});

test('the collection has a folder per tag and a request per operation but the WebSockets, and Postman reads them as they are meant', () => {
  const made = collectionOf(api), read = new postman.Collection(made);
  const upgrades = operations.filter(({ responses }) => responses[101]).length, requests = [];
  read.forEachItem((item) => requests.push(item));
  assert.equal(requests.length, operations.length - upgrades - 1, 'all but the webhook\'s own and the WebSockets');
  assert.deepEqual(made.item.map(({ name }) => name), [...new Set(api.tags.map(({ name }) => name))].filter((name) => name !== 'stream'));
  const change = requests.find(({ request }) => request.method === 'PATCH' && request.url.getPath({ unresolved: true }) === '/api/v1/skills/:id');
  assert.equal(change.request.url.getPath(), '/api/v1/skills/4');
  assert.deepEqual(change.request.headers.map(({ key, value }) => [key, value]), [['If-Match', '{{etag}}'], ['Idempotency-Key', '{{$guid}}'], ['Content-Type', 'application/json']]);
  assert.deepEqual(JSON.parse(change.request.body.raw), { name: 'English' });
  assert.deepEqual(change.request.url.query.map(({ key, value, disabled }) => [key, value, disabled]), [['dry_run', 'true', true]]);
  assert.equal(read.auth.parameters().get('token'), '{{token}}');
  // Required query parameters are sent, others wait to be switched on.
  for (const [path, item] of Object.entries(api.paths)) for (const [method, { operationId, parameters, responses }] of Object.entries(item)) {
    if (responses[101] || operationId === 'get_reports_interactions') continue; // one of three is needed: it sends the first
    const one = requests.find(({ request }) => request.method === method.toUpperCase() && request.url.getPath({ unresolved: true }).replace(/:(\w+)/g, '{$1}') === path);
    assert.ok(one, `${method} ${path}`);
    assert.deepEqual(one.request.url.query.filter(({ disabled }) => !disabled).map(({ key }) => key), parameters.filter((p) => p.in === 'query' && p.required).map(({ name }) => name), path);
  }
});

test('an entity has its own id as `id`, in the answer or in the frame around it', () => {
  const own = (name) => name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase(), framed = new Set();
  for (const { properties } of Object.values(api.components.schemas)) if (properties?.state?.$ref && properties.id) framed.add(properties.state.$ref.split('/').pop());
  const lacking = Object.entries(api.components.schemas).filter(([name, { properties }]) => properties?.[own(name)]?.pattern && !properties.id && !framed.has(name)).map(([name]) => name);
  assert.deepEqual(lacking, []);
  for (const name of ['Customer', 'Webhook', 'AlarmEvent', 'Transcript', 'Session']) assert.ok(api.components.schemas[name].required.includes('id'), name);
});
