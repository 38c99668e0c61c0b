// collection.mjs - requests of the collection that the edge serves, sent by Postman's own runner (newman).
import assert from 'node:assert/strict';
import { promisify } from 'node:util';
import newman from 'newman';
import { PATIENCE_MS } from './patience.mjs';

const pathOf = ({ url }) => `/${url.path.join('/')}`;
const isJson = (response) => /json/.test(response.headers.get('content-type') ?? '');
export const collectionOf = async (stack) => (await fetch(`${stack.base}/api/docs/collection.json`)).json();
export const requestsOf = (collection) => collection.item.flatMap(({ item }) => item);

// wanted: [method, path, change(request)]; change: as a reader edits the request before sending it. Returns the answers, in that order.
export async function collected(stack, token, wanted) {
  const collection = await collectionOf(stack), all = requestsOf(collection);
  const item = wanted.map(([method, path, change]) => {
    const one = structuredClone(all.find(({ request }) => request.method === method && pathOf(request) === path));
    change?.(one.request);
    return one;
  });
  const { run } = await promisify(newman.run)({ collection: { ...collection, item }, envVar: [{ key: 'base', value: stack.base }, { key: 'token', value: token }], timeoutRequest: PATIENCE_MS });
  assert.deepEqual(run.failures.map(({ error }) => error.message), []);
  return run.executions.map(({ item: { name }, response }) => ({ name, status: response.code, body: isJson(response) ? JSON.parse(response.text()) : response.text() }));
}

// Those that read without naming one thing.
export const lists = (collection) => requestsOf(collection).filter(({ request }) => request.method === 'GET' && !request.url.variable).map(({ request }) => ['GET', pathOf(request)]);
