// operations.mjs - the API document as a list of operations, with bodies that fit it and bodies that do not.
//
// Owns: what can be made from the document alone. Must not know: any route; what one needs besides stands in things.mjs.
import { apiDocument } from './judge.mjs';

export const NOWHERE = '999999999999'; // an id that nothing has

export const api = apiDocument(false);
const fieldsOf = (schema) => (schema?.properties || schema?.additionalProperties === false ? schema : undefined);
export const operations = Object.entries(api.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({
  name: operation.operationId, method: method.toUpperCase(), path, operation,
  segment: operation.tags[0], roles: operation['x-roles'], scope: operation['x-scope'],
  ids: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
  body: fieldsOf(operation.requestBody?.content['application/json']?.schema), // not of files: those are their tests' own
  file: operation.requestBody !== undefined && !fieldsOf(operation.requestBody.content['application/json']?.schema),
  query: operation.parameters.filter((one) => one.in === 'query'),
  ifMatch: operation.parameters.some((one) => one.name === 'If-Match'),
  keyed: operation.parameters.some((one) => one.name === 'Idempotency-Key'),
  answers: Object.keys(operation.responses).filter((status) => status < 500),
  isList: operation.responses[200]?.content?.['application/json']?.schema.properties?.next_cursor !== undefined && method === 'get',
})));
export const tested = operations.filter(({ operation }) => !operation['x-untested']);

// Those that make one of a tenant's collection.
export const makers = tested.filter((one) => one.method === 'POST' && one.roles.some((role) => role !== 'operator') && one.path === `/api/v1/${one.segment}` && one.answers.includes('201') && !one.file && one.segment !== 'sessions');

// /api/v1/offers/{id}/accept with ids -> /api/v1/offers/7/accept
export const fill = (path, ids = {}) => path.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? NOWHERE);

const deref = (schema) => (schema.$ref ? api.components.schemas[schema.$ref.split('/').pop()] : schema);
const typesOf = (schema) => [deref(schema).type ?? []].flat();

// ---- what fits ----

let count = 0;
export const unique = () => `t${process.pid}x${++count}`;

// A value of a schema; `refs`: field name -> id, for fields that name another thing.
export function fitting(schema, name, refs = {}) {
  const whole = deref(schema), [type] = typesOf(schema);
  if (whole.enum) return whole.enum[0];
  if (whole.anyOf) return fitting(whole.anyOf[0], name, refs);
  if (type === 'integer') return Math.max(whole.minimum ?? 0, Math.min(10, whole.maximum ?? 10));
  if (type === 'boolean') return true;
  if (type === 'array') return [];
  if (type === 'object') return fittingBody(whole, refs);
  if (whole.pattern?.startsWith('^[1-9]')) return refs[name] ?? NOWHERE;
  return unique().padEnd(whole.minLength ?? 0, 'x').slice(0, whole.maxLength);
}

// What is required, and nothing else.
export function fittingBody(schema, refs = {}) {
  return Object.fromEntries((schema.required ?? []).map((name) => [name, fitting(schema.properties[name], name, refs)]));
}

// ---- what does not fit: [value, what is wrong with it] ----

const WRONG_TYPE = { string: 5, integer: 'many', boolean: 'perhaps', array: 'list', object: 'thing' };

export function wrongValues(schema, { inQuery = false } = {}) {
  const whole = deref(schema), types = typesOf(schema), [type] = types, wrong = [];
  if (!types.length) return wrong; // anything goes
  if (!inQuery || type === 'integer' || type === 'boolean') wrong.push([WRONG_TYPE[type], 'of another type']);
  if (!inQuery && !types.includes('null')) wrong.push([null, 'null']);
  if (whole.enum) wrong.push(['no such word', 'none of the words']);
  if (inQuery && whole.items?.enum) wrong.push([`${whole.items.enum[0]},no such word`, 'one none of the words'], ['', 'nothing']);
  if (whole.minimum !== undefined && whole.minimum > -(2 ** 53)) wrong.push([whole.minimum - 1, 'too small']);
  if (whole.maximum !== undefined) wrong.push([whole.maximum + 1, 'too large']);
  if (whole.maxLength !== undefined) wrong.push(['x'.repeat(whole.maxLength + 1), 'too long']);
  if (whole.minLength > 0) wrong.push(['x'.repeat(whole.minLength - 1), 'too short']);
  if (whole.pattern?.startsWith('^[1-9]')) wrong.push(['0', 'no id'], ['x7', 'no id']);
  return wrong;
}
