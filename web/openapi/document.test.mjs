// document: what a row becomes, and that a row without its description becomes nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentOf, readRoutes } from './document.mjs';
import { pageOf } from './page.mjs';

const problem = (type, status) => ({ type, status, title: `Title of ${type}` });
const problems = [problem('bad_request', 400), problem('unauthenticated', 401), problem('session_idle', 401), problem('forbidden', 403), problem('proof_needed', 403), problem('not_found', 404), problem('idempotency_key_reused', 409),
  problem('stale_version', 412), problem('too_large', 413), problem('unsupported_media_type', 415), problem('invalid', 422),
  problem('precondition_required', 428), problem('throttled', 429), problem('internal', 500),
  ...['unavailable', 'overload', 'timeout', 'outcome_unknown'].map((type) => problem(type, 503))];
const field = (name, more) => ({ name, type: 'text', required: false, nullable: false, min: 0, max: 0, summary: name, ...more });
const row = (more) => ({ method: 'GET', path: '/api/v1/things/:id', roles: ['agent'], summary: 'Show', websocket: false, max_body: 0, answer: '200 Thing', errors: '',
  body: { name: 'none', form: 'none', fields: [] }, ...more });
const patch = (more) => row({ method: 'PATCH', errors: 'stale_version', max_body: 10, body: { name: 'b', form: 'part', fields: [field('name', { required: true, max: 9 }), field('kind', { fixed: true }),
  field('dry_run', { type: 'bool', in: 'query' }), field('size', { type: 'int', min: 1, max: 5, nullable: true }), field('who', { type: 'any', shape: '[id]' })] }, ...more });
const daemon = (routes, shapes = { Thing: '{ id: id, more?: [Thing] (inside), state: \'on\' | \'off\' | null }' }) => [{ daemon: 'one', routes, shapes: { Event: '{ id: text }', ...shapes }, problems, key_max: 255 }];
const about = { things: 'Things', webhooks: 'Addresses' };
const made = (routes, shapes, words = about) => documentOf(daemon(routes, shapes), { version: '1', about: words });

test('an operation says which of its calls need a fresh proof, and how they are refused without one', () => {
  const proved = (more) => made([patch({ body: { name: 'b', form: 'part', fields: [field('name'), field('role', { proof: true })] }, ...more })]).paths['/api/v1/things/{id}'].patch;
  for (const [more, wanted] of [[{}, ['role']], [{ proof: 'fresh' }, true], [{ proof: 'code' }, 'code'], [{ body: { name: 'b', form: 'json', fields: [field('role', { proof: true, required: true })] } }, true],
    [{ body: { name: 'b', form: 'part', fields: [field('role', { proof: true, fixed: true })] } }, undefined]]) {
    const { 'x-proof': proof, responses, description } = proved(more);
    assert.deepEqual(proof, wanted);
    assert.equal(/proof_needed/.test(JSON.stringify(responses)), wanted !== undefined);
    assert.equal(/me\/proof/.test(description), wanted !== undefined);
  }
});

test('a row becomes an operation: parameters, body, answers and the errors that follow from it', () => {
  const document = made([row(), patch()]);
  const { get, patch: change } = document.paths['/api/v1/things/{id}'];
  assert.deepEqual(Object.keys(get.responses), ['200', '400', '401', '403', '404', '429', '503']);
  assert.deepEqual(Object.keys(change.responses), ['200', '400', '401', '403', '404', '409', '412', '413', '415', '422', '428', '429', '503']);
  assert.deepEqual(change.parameters.map((one) => one.name), ['id', 'dry_run', 'If-Match', 'Idempotency-Key']);
  const headers = (operation) => Object.keys(operation.responses[200].headers ?? {}), once = made([patch({ errors: 'stale_version repeatable' })]).paths['/api/v1/things/{id}'].patch;
  assert.deepEqual([get, change, once].map(headers), [['ETag'], ['Idempotent-Replayed'], []], 'exactly what takes a key says that it was replayed');
  const { properties, additionalProperties } = change.requestBody.content['application/json'].schema;
  assert.deepEqual([Object.keys(properties), additionalProperties], [['name', 'size', 'who'], false]);
  assert.deepEqual(properties.size, { type: ['integer', 'null'], minimum: 1, maximum: 5, description: 'size' });
  assert.deepEqual(document.components.schemas.Thing.properties.state.enum, ['on', 'off', null]);
  assert.deepEqual(document.components.schemas.Thing.properties.more, { type: 'array', items: { $ref: '#/components/schemas/Thing' }, description: 'inside' });
  assert.deepEqual(document.components.schemas.Thing.required, ['id', 'state']);
});

test('a row without its description, with an unknown shape or problem, or a field without its shape fails, and is named', () => {
  for (const [wrong, words] of [[row({ answer: undefined }), /GET \/api\/v1\/things\/:id: the row ends without ANSWERS/], [row({ roles: [] }), /has no role/], [row({ answer: '200 Nothing' }), /no shape "Nothing"/],
    [row({ answer: '200 { id: id' }), /is missing at/], [row({ answer: 'OK' }), /begins with no status/], [row({ errors: 'gone_fishing' }), /no table knows the problem "gone_fishing"/],
    [patch({ body: { name: 'b', form: 'json', fields: [field('list', { type: 'any' })] } }), /the field list has no SHAPE/]])
    assert.throws(() => made([row(), wrong]), words);
  assert.throws(() => documentOf([...daemon([row()]), ...daemon([])], { version: '1', about }), /another daemon's/);
});

test('a resource is described by its table of fields: secrets are given and never shown, what is shown besides is added', () => {
  const fields = [field('name', { required: true, max: 9 }), field('password', { secret: true }), field('dry_run', { type: 'bool', in: 'query' })];
  const create = row({ method: 'POST', path: '/api/v1/tools', resource: 'tool', answer: '201 tool.made; 200 tool.judged', body: { name: 'tool', form: 'json', fields } });
  const list = row({ path: '/api/v1/tools', resource: 'tool', answer: '200 page<tool.part>' });
  const document = made([create, list], { Warning: '{ words: text }', 'tool.shown': '{ live: bool }', 'tool.once': '{ key: text }' }, { tools: 'Tools', webhooks: 'Addresses' });
  const { ToolMade, ToolPart, ToolJudged } = document.components.schemas;
  assert.deepEqual([Object.keys(ToolMade.properties), ToolMade.required], [['id', 'version', 'name', 'live', 'warnings', 'dry_run', 'key'], ['id', 'version', 'name', 'live', 'warnings']]);
  assert.deepEqual([Object.keys(ToolPart.properties), ToolPart.required], [['id', 'version', 'name', 'live'], []]);
  assert.ok(!('id' in ToolJudged.properties));
});

test('the strict form lets no member come that is not described, the document itself does', () => {
  assert.equal(documentOf(daemon([row()]), { version: '1', strict: true, about }).components.schemas.Thing.additionalProperties, false);
  assert.ok(!('additionalProperties' in made([row()]).components.schemas.Thing));
});

test('each tag has a description, in the document and on the page; one without routes fails', () => {
  const document = made([row()]);
  assert.deepEqual(document.tags, [{ name: 'things', description: 'Things' }, { name: 'webhooks', description: 'Addresses' }]);
  assert.match(pageOf(document), /<h2 id="tag-things">things<\/h2>\n<p>Things<\/p>/);
  assert.throws(() => made([row()], undefined, {}), /tags.mjs does not describe "things"/);
  assert.throws(() => made([row()], undefined, { ...about, ghosts: 'Boo' }), /tags.mjs describes "ghosts", but there is no such route/);
});

test('what is posted to a webhook is the event that the shapes know, on the page, too', () => {
  const document = made([row()]), { event: { post } } = document.webhooks;
  assert.match(pageOf(document), /id="webhook_event"[^]*webhook-signature[^]*Body: <a href="#shape-Event">/);
  assert.deepEqual(post.requestBody.content['application/cloudevents+json'].schema, { $ref: '#/components/schemas/Event' });
  assert.deepEqual(post.parameters.map((one) => [one.name, one.in]), ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, 'header']));
});

test('the page names every operation and shape, escapes what it is told, and asks nothing of elsewhere', () => {
  const page = pageOf(made([row({ summary: 'Show <b>one</b>' }), patch()]));
  for (const part of ['id="get_things_id"', 'id="patch_things_id"', 'id="shape-Thing"', 'Show &lt;b&gt;one&lt;/b&gt;']) assert.ok(page.includes(part), part);
  assert.doesNotMatch(page, /<script|https?:\/\//);
});

test('routes.json is one document a daemon', () => {
  assert.deepEqual(readRoutes('{\n "a": {\n }\n}\n{\n "b": 1\n}\n'), [{ a: {} }, { b: 1 }]);
});
