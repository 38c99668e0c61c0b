// document.mjs - the daemons' route tables (routes.json) as one OpenAPI 3.1 document.
//
// Owns: what follows from a row by itself: parameters, security, the errors that every such row may answer.
// Must not know: any route. Throws when a row is not described: `make` fails then.
import { Examples, thingOf } from './examples.mjs';
import { PROBLEMS } from './problems.mjs';
import { Shapes, read } from './shape.mjs';
import { TAGS } from './tags.mjs';

const SAFE = 2 ** 53;

// ---- fields of bodies and queries ----

const LIMITS = {
  text: ({ min, max }) => ({ type: 'string', ...(min ? { minLength: min } : {}), ...(max ? { maxLength: max } : {}) }),
  int: ({ min, max }) => ({ type: 'integer', ...(min || max ? { minimum: min, ...(max < SAFE ? { maximum: max } : {}) } : {}) }),
  id: () => ({ type: 'string', pattern: '^[1-9][0-9]{0,18}$' }),
  bool: () => ({ type: 'boolean' }),
  enum: ({ values }) => ({ type: 'string', enum: values }),
  set: ({ values }) => ({ type: 'array', items: { type: 'string', enum: values } }),
};

function fieldSchema(field, shapes) {
  const schema = field.type === 'any' ? shapes.schema(read(field.shape)) : LIMITS[field.type](field);
  if (field.nullable && schema.type) schema.type = [schema.type, 'null'];
  if (field.nullable && schema.enum) schema.enum = [...schema.enum, null];
  return schema;
}

// A field as an answer shows it.
function fieldShape(field) {
  const shape = field.type === 'any' ? read(field.shape)
    : field.type === 'enum' ? { any: field.values.map((literal) => ({ literal })) } : { name: field.type };
  return { name: field.name, words: field.summary, shape: field.nullable ? { any: [...(shape.any ?? [shape]), { name: 'null' }] } : shape };
}

const inBody = (route) => (route.body.form === 'json' || route.body.form === 'part' ? route.body.fields.filter((field) => field.in !== 'query') : []);
const inQuery = (route) => (route.body.form === 'query' ? route.body.fields : route.body.fields.filter((field) => field.in === 'query'));

// ---- shapes that the table of a resource makes: X, X.part (some fields), X.saved, X.made, X.judged (dry run) ----

function resourceShapes(noun, route, known) {
  const fields = route ? inBody(route).filter((field) => !field.secret).map(fieldShape) : [];
  const shown = known[`${noun}.shown`]?.members ?? [], once = known[`${noun}.once`]?.members ?? [];
  const own = known[noun]?.members ?? [{ name: 'id', shape: { name: 'id' } }, { name: 'version', shape: { name: 'version' } }, ...fields, ...shown];
  const saved = [...own, { name: 'warnings', shape: { items: { name: 'Warning' } }, words: 'What can\'t work in the configuration now' },
    { name: 'dry_run', optional: true, shape: { name: 'bool' }, words: 'true: nothing was kept' }];
  return {
    [noun]: { members: own },
    [`${noun}.part`]: { members: own.map((member) => ({ ...member, optional: true })) },
    [`${noun}.saved`]: { members: saved },
    [`${noun}.made`]: { members: [...saved, ...once.map((member) => ({ ...member, optional: true }))] },
    [`${noun}.judged`]: { members: saved.filter((member) => member.name !== 'id') },
  };
}

function allShapes(daemons) {
  const known = {};
  for (const { daemon, shapes } of daemons) for (const [name, text] of Object.entries(shapes)) {
    if (known[name]) throw new Error(`${daemon}: the shape "${name}" is another daemon's, too`);
    known[name] = read(text);
  }
  for (const { routes } of daemons) for (const { resource } of routes)
    if (resource && !known[`${resource}.saved`])
      Object.assign(known, resourceShapes(resource, routes.find((route) => route.resource === resource && ['POST', 'PATCH'].includes(route.method)), known));
  return known;
}

// ---- one row ----

const words = (text) => (text ?? '').split(' ').filter(Boolean);
const needsLogin = (route) => !route.roles.includes('stranger');
const isCommand = (route, named) => route.method !== 'GET' && !named.includes('repeatable');

// Which calls require re-authentication: true: each call; 'code': that of a user with a second factor; [field]: a call that gives one of these.
function proofOf(route) {
  const fields = inBody(route).filter((field) => field.proof && !(route.body.form === 'part' && field.fixed));
  if (route.proof === 'fresh' || (route.body.form === 'json' && fields.some((field) => field.required))) return true;
  return route.proof ?? (fields.length > 0 ? fields.map((field) => field.name) : undefined);
}

function proofWords(proof) {
  if (!proof) return '';
  const of = proof === true ? 'Sessions' : proof === 'code' ? 'Sessions of users who have a second factor' : `To give ${proof.map((name) => `\`${name}\``).join(', ')}, sessions`;
  return ` ${of} need a login or a proof (\`POST /api/v1/me/proof\`) of the last five minutes, else 403 \`proof_needed\`, whose member \`proof\` says which: \`password\`, \`code\`, \`security_key\` or \`login\`; with \`security_key: true\` a security key does as well as a code.`;
}

// Problem types that the row may answer, besides those of every request (503). The rate limit of API keys is checked
// before their scopes: 429 is possible at every row that needs a login, also at those that no key may call.
function problemsOf(route) {
  const named = words(route.errors), types = named.filter((type) => type !== 'repeatable');
  if (route.body.form !== 'raw' || route.takes) types.push('bad_request');
  if (['json', 'part'].includes(route.body.form) || words(route.takes).includes('application/json')) types.push('unsupported_media_type');
  if (needsLogin(route)) types.push('unauthenticated', 'session_idle', 'forbidden', 'throttled');
  if (proofOf(route)) types.push('proof_needed');
  if (route.path.includes(':') && route.body.form !== 'raw') types.push('not_found');
  if (isCommand(route, named)) types.push('idempotency_key_reused');
  if (named.includes('stale_version')) types.push('precondition_required');
  if (route.max_body > 0) types.push('too_large');
  if (route.body.fields.length > 0) types.push('invalid');
  return [...new Set(types)];
}

// Of every operation; `internal` with 503: a statement failed, and nothing was written.
const ALWAYS = ['unavailable', 'overload', 'timeout', 'outcome_unknown', 'internal:503'];

function problemResponses(route, problems) {
  const byStatus = {};
  for (const type of [...problemsOf(route), ...ALWAYS]) {
    const [name, status] = type.split(':'), problem = problems[name] && { ...problems[name], status: Number(status ?? problems[name].status) };
    if (!problem) throw new Error(`no table knows the problem "${type}"`);
    (byStatus[problem.status] ??= []).push(problem);
  }
  return Object.fromEntries(Object.entries(byStatus).map(([status, all]) => [status, {
    description: all.map(({ type, title }) => `\`${type}\`: ${title}.`).join(' '),
    ...(status === '429' || status === '503' ? { headers: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } } } : {}),
    content: { 'application/problem+json': { schema: { allOf: [
      { $ref: '#/components/schemas/Problem' },
      { type: 'object', ...(status === '422' ? { required: ['errors'] } : {}), properties: { type: { type: 'string', enum: [...new Set(all.map(({ type }) => type))] } } }] } } },
  }]));
}

const REPLAYED = { 'Idempotent-Replayed': { description: 'true: the answer to this request when it came first, perhaps without a secret that is shown once; nothing was done again. Else it is absent. Rarely it stands on a first answer: the server lost its database at that moment, and asked again', schema: { type: 'string', enum: ['true'] } } };

// tagged: the thing is changed with If-Match.
function answerResponses(route, shapes, tagged) {
  if (!route.answer) throw new Error('the row ends without ANSWERS(…)');
  const responses = {};
  for (const one of route.answer.split(';')) {
    const [, status, what] = /^\s*(\d{3})\s*(.*)$/.exec(one) ?? [];
    if (!status) throw new Error(`"${one}" begins with no status`);
    const description = { 101: 'The protocol is WebSocket from here on', 201: 'Made', 202: 'Taken', 204: 'Done' }[status] ?? 'OK';
    const response = responses[status] ??= { description, ...(isCommand(route, words(route.errors)) ? { headers: REPLAYED } : {}) };
    if (!what) continue;
    if (tagged) response.headers = { ...response.headers, ETag: { description: 'The version, for If-Match', schema: { type: 'string' } } };
    const media = /^\w+\/[\w-]+$/.test(what) ? what : 'application/json';
    response.content = { ...response.content, [media]: { schema: media === what ? { type: 'string' } : shapes.schema(read(what)) } };
  }
  return responses;
}

function parameters(route, shapes, keyMax) {
  const named = words(route.errors);
  return [
    ...[...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true,
      schema: ['id', 'session'].includes(name) ? { type: 'string', pattern: '^[1-9][0-9]{0,18}$' } : { type: 'string' } })),
    ...inQuery(route).map((field) => ({ name: field.name, in: 'query', ...(field.required ? { required: true } : {}),
      description: field.summary, ...(field.type === 'set' ? { style: 'form', explode: false } : {}), schema: fieldSchema({ ...field, nullable: false }, shapes) })),
    ...(named.includes('stale_version') ? [{ name: 'If-Match', in: 'header', required: true, description: 'The version that was read, as its ETag', schema: { type: 'string' } }] : []),
    ...(isCommand(route, named) ? [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string', minLength: 1, maxLength: keyMax },
      description: 'The same key and request again: the same answer (a refusal, too, with the same header) with `Idempotent-Replayed: true`, for 24 hours; with another request: 409' }] : []),
  ];
}

function requestBody(route, shapes) {
  const fields = inBody(route).filter((field) => route.body.form !== 'part' || !field.fixed);
  if (route.takes) return { required: true, content: Object.fromEntries(words(route.takes).map((media) =>
    [media, { schema: media === 'application/json' ? {} : { type: 'string' } }])) };
  if (route.body.form === 'raw') return { content: { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } } };
  // A command without fields takes {} for nothing.
  if (route.max_body > 0 && route.body.fields.length === 0) return { content: { 'application/json': { schema: { type: 'object', additionalProperties: false } } } };
  if (route.body.form !== 'json' && route.body.form !== 'part') return undefined;
  const required = route.body.form === 'part' ? [] : fields.filter((field) => field.required).map((field) => field.name);
  return { required: required.length > 0, content: { 'application/json': { schema: {
    type: 'object', ...(required.length > 0 ? { required } : {}), additionalProperties: false,
    properties: Object.fromEntries(fields.map((field) => [field.name, { ...fieldSchema(field, shapes), description: field.summary }])) } } } };
}

const LOGINS = [{ bearer: [] }, { workspace: [], app: [] }, { work: [], app: [] }, { admin: [], app: [] }];

// Why the generated tests leave a row out; shown in the document.
function untested(route) {
  if (route.websocket) return 'An upgrade to a WebSocket: tested by clients that speak it.';
  if (route.path.startsWith('/hooks/')) return 'Called by carriers, who sign its address: tested with their own libraries.';
  if (/^302/.test(route.answer)) return 'A browser is sent there and back: tested with an identity provider.';
  return undefined;
}

const permissionWords = ({ permission }) => (permission ? ` A user needs the permission \`${permission}\`.` : '');

function operation(route, shapes, problems, keyMax, tagged) {
  const parts = route.path.replace(/^\/api\/v1/, '').split('/').filter(Boolean);
  const who = needsLogin(route)
    ? `For ${[route.roles.filter((role) => role !== 'integrator').join(', '), route.scope && `API keys with the scope \`${route.scope}\``].filter(Boolean).join(', and for ')}.` : 'For everybody, without login.';
  const body = requestBody(route, shapes), proof = proofOf(route);
  return {
    operationId: [route.method.toLowerCase(), ...parts.map((part) => part.replace(':', '').replaceAll('-', '_'))].join('_'),
    summary: route.summary, description: who + permissionWords(route) + proofWords(proof), tags: [parts[0]],
    'x-roles': route.roles, ...(route.scope ? { 'x-scope': route.scope } : {}), ...(route.permission ? { 'x-permission': route.permission } : {}), ...(proof ? { 'x-proof': proof } : {}), ...(untested(route) ? { 'x-untested': untested(route) } : {}),
    ...(route.max_body > 0 ? { 'x-max-bytes': route.max_body } : {}),
    security: needsLogin(route) ? LOGINS : [],
    parameters: parameters(route, shapes, keyMax), ...(body ? { requestBody: body } : {}),
    responses: { ...answerResponses(route, shapes, tagged), ...problemResponses(route, problems) },
  };
}

const PROBLEM = {
  type: 'object', description: 'RFC 9457. Some types add members, as the thing\'s present `state`.',
  required: ['type', 'help', 'title', 'status', 'request_id'],
  properties: {
    type: { type: 'string', description: 'A stable word' },
    help: { type: 'string', description: 'When this type comes and what to do: an address relative to that of the request, `/api/docs#problem-` and the type' }, title: { type: 'string' }, status: { type: 'integer' },
    detail: { type: 'string', description: 'For people' }, request_id: { type: 'string' },
    errors: { type: 'array', minItems: 1, description: 'All invalid fields of the body or the query, up to 16; of checks that the database makes, the first', items: { type: 'object', required: ['pointer', 'detail'],
      properties: { pointer: { type: 'string', description: 'JSON pointer of the field; of a query parameter "/name"' }, detail: { type: 'string' } } } },
  },
};

const cookie = (app) => ({ type: 'apiKey', in: 'cookie', name: `__Host-tl_${app}`, description: `The cookie of a login with the app "${app}"; \`tl_${app}\` where \`public_url\` is http on a loopback address` });
const SECURITY = {
  bearer: { type: 'http', scheme: 'bearer', description: 'The token of a session (`POST /api/v1/sessions`) or an API key. Each answer to a key says in `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset` (seconds) how many requests it may make in a minute; beyond them every route answers 429 `throttled` with `Retry-After`' },
  workspace: cookie('workspace'), work: cookie('work'), admin: cookie('admin'),
  app: { type: 'apiKey', in: 'header', name: 'X-Trunkline-App', description: 'With a cookie: which one counts' },
};

const ABOUT = `One API of all daemons. Ids are 64-bit integers as decimal strings, times RFC 3339 in UTC with milliseconds;
what is sent may have any offset.
Lists page: \`limit\`, \`cursor\`; the answer is \`{"data": […], "next_cursor": …}\`. What changes something takes an
\`Idempotency-Key\`; configuration takes \`If-Match\` with the version that was read. Errors are problem documents
(RFC 9457), whose \`help\` leads to what to do about them; an unknown query parameter is 400, an unknown field of a body 422, and so is a text of white space
where one of at least one character is asked for. Later releases add members to
answers: ignore those that you do not know.`;

// What hookd posts to a webhook's address: the event that /events shows.
function webhooks(shapes) {
  const header = (name, description) => ({ name, in: 'header', required: true, description, schema: { type: 'string' } });
  return { event: { post: {
    operationId: 'webhook_event', summary: 'An event, to the address of a webhook', tags: ['webhooks'],
    description: 'For each event whose `type` the webhook asks for; those of one conversation, or of one agent, in order. The types are listed in docs/webhooks.md; `*` does not include `trunkline.customer`, `trunkline.case`, `trunkline.number` and `trunkline.login`: for the first two an API key needs the scope `customers`, for the others `admin`. Verify the signature over the raw body (Standard Webhooks).',
    security: [],
    parameters: [header('webhook-id', 'The event\'s `id`: the same at each attempt'), header('webhook-timestamp', 'When this attempt was made: seconds since 1970'),
      header('webhook-signature', '`v1,` and the HMAC-SHA256 in Base64; two of them, with a space between, in the 24 hours after the secret was rotated')],
    requestBody: { required: true, content: { 'application/cloudevents+json': { schema: shapes.schema(read('Event')) } } },
    responses: {
      '2XX': { description: 'Accepted. It must come within 15 s (unless the operator has set another limit)' },
      410: { description: 'The webhook is switched off; switched on again, it goes on with the next event' },
      default: { description: 'A failure, a redirect too: the event is tried again for 72 hours, then it is a dead letter. `Retry-After` is obeyed, up to an hour' },
    },
  } } };
}

const PUBLIC = /^\/(api|hooks)\//; // as the edge's map

// Each parameter, each body and each answer that is no problem gets an example; bytes have none.
function addExamples(operation, path, examples) {
  const [tag] = operation.tags, of = thingOf(tag), before = (name) => path.split(`/{${name}}`)[0].split('/').pop();
  for (const one of operation.parameters) one.example = one.schema.type === 'boolean' ? true : examples.of(one.schema, one.name, one.in === 'path' && one.name === 'id' ? thingOf(before('id')) : of);
  for (const [media, one] of Object.entries(operation.requestBody?.content ?? {}))
    add(one, isJson(media) && !isOpen(one.schema) ? examples.body(one.schema, operation.operationId, of) : examples.file(media, operation.operationId, tag));
  for (const [status, { content }] of Object.entries(operation.responses)) for (const [media, one] of Object.entries(content ?? {}))
    if (/^2/.test(status)) add(one, isJson(media) && !isOpen(one.schema) ? examples.of(one.schema, '', of) : examples.file(media, operation.operationId, tag));
}
const add = (media, example) => { if (example !== undefined) media.example = example; };
const isJson = (media) => /\bjson$/.test(media);
const isOpen = (schema) => Object.keys(schema.items ?? schema).length === 0; // anything goes

// daemons: what routes.json holds. strict: see Shapes. about: the description of each tag.
// report: is given the Examples, for what they lack and what they used.
export function documentOf(daemons, { version, strict = false, about = TAGS, report }) {
  const shapes = new Shapes(allShapes(daemons), strict);
  const problems = Object.fromEntries(daemons[0].problems.map((problem) => [problem.type, problem]));
  const paths = {}, wrong = [];
  for (const { daemon, routes } of daemons) for (const route of routes.filter(({ path }) => PUBLIC.test(path))) {
    try {
      if (route.roles.length === 0) throw new Error('the row has no role');
      const bare = route.body.fields.find((field) => field.type === 'any' && !field.shape);
      if (bare) throw new Error(`the field ${bare.name} has no SHAPE(…)`);
      (paths[route.path.replace(/:(\w+)/g, '{$1}')] ??= {})[route.method.toLowerCase()] = operation(route, shapes, problems, daemons[0].key_max,
        route.method === 'GET' && routes.some(({ path, errors }) => path === route.path && words(errors).includes('stale_version')));
    } catch (error) { wrong.push(`${daemon}: ${route.method} ${route.path}: ${error.message}`); }
  }
  const posted = webhooks(shapes);
  const used = [...new Set([...Object.values(paths), ...Object.values(posted)].flatMap((item) => Object.values(item).map(({ tags: [tag] }) => tag)))].sort();
  for (const tag of used.filter((name) => !about[name])) wrong.push(`tags.mjs does not describe "${tag}"`);
  for (const tag of Object.keys(about).filter((name) => !used.includes(name))) wrong.push(`tags.mjs describes "${tag}", but there is no such route`);
  if (wrong.length > 0) throw new Error(`common/http/README.md says how a route is described:\n${wrong.join('\n')}`);
  const examples = new Examples(shapes.components);
  report?.(examples);
  for (const [path, item] of Object.entries({ ...paths, ...posted })) for (const one of Object.values(item)) addExamples(one, path, examples);
  return {
    openapi: '3.1.0',
    info: { title: 'Trunkline', version, description: ABOUT, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    tags: used.map((name) => ({ name, description: about[name] })),
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    webhooks: posted,
    components: { schemas: { Problem: PROBLEM, ...shapes.components }, securitySchemes: SECURITY },
  };
}

// The types of problems: [{ type, title, statuses, help }], by type.
export function problemTypes(daemons) {
  const named = [...daemons.flatMap(({ routes }) => routes.flatMap(({ errors }) => words(errors))), ...ALWAYS].map((word) => word.split(':'));
  const others = (type) => named.filter(([name, status]) => name === type && status).map(([, status]) => Number(status));
  return daemons[0].problems.map(({ type, title, status }) => ({ type, title, statuses: [...new Set([status, ...others(type)])].sort(), help: PROBLEMS[type] }))
    .sort((a, b) => (a.type < b.type ? -1 : 1));
}

// routes.json: one JSON document after the other.
export const readRoutes = (text) => JSON.parse(`[${text.trim().replace(/^\}\n\{/gm, '},\n{')}]`);
