// collection.mjs - the API document as a Postman Collection 2.1: a folder per tag, a request per operation, to try the API out.
//
// {{base}} and {{token}} are the reader's: the token belongs in an environment, for a collection is passed on. {{etag}} is that of the last answer
// from the same address.

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
const BASE = 'http://127.0.0.1:8480'; // deploy/quickstart's
const KEPT = '`etag:${pm.request.url.getPath()}`';
const KEEP_ETAG = ['const etag = pm.response.headers.get("ETag");', `if (etag) pm.collectionVariables.set(${KEPT}, etag);`];
const TAKE_ETAG = [`pm.variables.set("etag", pm.collectionVariables.get(${KEPT}) || "");`];
const HEADERS = { 'If-Match': '{{etag}}', 'Idempotency-Key': '{{$guid}}' };

// Optional parameters of which an operation needs one.
const SENT = { get_reports_interactions: ['queue'] };

// Clients send the values of a query as they are: a + would arrive as a space.
const escaped = (value) => text(value).replace(/[%+&# ]/g, encodeURIComponent);
const text = (value) => (typeof value === 'string' ? value : Array.isArray(value) ? value.join(',') : JSON.stringify(value));
const described = (one) => (one.description ? { description: one.description } : {});
const bodied = (value, content) => Object.entries(content ?? {}).filter(([, one]) => value(one))[0];

function url(path, { parameters, operationId }) {
  const inQuery = parameters.filter((one) => one.in === 'query'), inPath = parameters.filter((one) => one.in === 'path');
  const parts = path.replace(/\{(\w+)\}/g, ':$1').split('/').filter(Boolean);
  const query = inQuery.map((one) => ({ key: one.name, value: escaped(one.example), ...(one.required || SENT[operationId]?.includes(one.name) ? {} : { disabled: true }), ...described(one) }));
  const sent = query.filter((one) => !one.disabled).map(({ key, value }) => `${key}=${value}`).join('&');
  return {
    raw: `{{base}}/${parts.join('/')}${sent ? `?${sent}` : ''}`, host: ['{{base}}'], path: parts,
    ...(query.length > 0 ? { query } : {}),
    ...(inPath.length > 0 ? { variable: inPath.map((one) => ({ key: one.name, value: text(one.example), ...described(one) })) } : {}),
  };
}

// Of bodies in several forms the first with an example; bytes are chosen as a file.
function body(operation) {
  const content = operation.requestBody?.content;
  if (!content) return undefined;
  const [media, { example }] = bodied((one) => one.example !== undefined, content) ?? bodied(() => true, content);
  if (example === undefined) return { media, body: { mode: 'file', file: {} } };
  if (media === 'application/x-www-form-urlencoded') return { body: { mode: 'urlencoded', urlencoded: Object.entries(example).map(([key, value]) => ({ key, value: text(value) })) } };
  const isJson = /\bjson$/.test(media);
  return { media, body: { mode: 'raw', raw: isJson ? JSON.stringify(example, null, 2) : example, ...(isJson ? { options: { raw: { language: 'json' } } } : {}) } };
}

function request(path, method, operation) {
  const sent = method === 'get' ? undefined : body(operation);
  const headers = operation.parameters.filter((one) => one.in === 'header').map((one) => ({ key: one.name, value: HEADERS[one.name], ...described(one) }));
  return {
    name: operation.summary,
    request: {
      method: method.toUpperCase(), ...(operation.security.length === 0 ? { auth: { type: 'noauth' } } : {}),
      header: [...headers, ...(sent?.media ? [{ key: 'Content-Type', value: sent.media }] : [])],
      url: url(path, operation), ...(sent ? { body: sent.body } : {}), description: operation.description,
    },
  };
}

// Upgrades to a WebSocket are left out: a collection has no such requests.
export function collectionOf(document) {
  const all = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method, operation }))).filter(({ operation }) => !operation.responses[101]);
  return {
    info: { name: `${document.info.title} API`, description: document.info.description, version: document.info.version, schema: SCHEMA },
    item: document.tags.map(({ name, description }) => ({ name, description, item: all.filter(({ operation }) => operation.tags[0] === name).map(({ path, method, operation }) => request(path, method, operation)) })).filter(({ item }) => item.length > 0),
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
    event: [{ listen: 'prerequest', script: { type: 'text/javascript', exec: TAKE_ETAG } }, { listen: 'test', script: { type: 'text/javascript', exec: KEEP_ETAG } }],
    variable: [{ key: 'base', value: BASE }],
  };
}
