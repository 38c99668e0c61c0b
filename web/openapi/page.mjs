// page.mjs - the API document as one readable page: no script, nothing from elsewhere.
import { anchorOf } from './problems.mjs';

const escape = (text) => String(text).replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);
// `code` and line breaks are all that the words have.
const words = (text) => escape(text ?? '').replace(/`([^`]*)`/g, '<code>$1</code>');
const LONGEST = 2; // shapes inside shapes are spelled out so deep, then named

const nameOf = (ref) => ref.split('/').pop();
const ID = '^[1-9]', TIME = '^\\d{4}';

// What a value is, in a few words.
function kind(schema) {
  if (schema.$ref) return `<a href="#shape-${nameOf(schema.$ref)}">${nameOf(schema.$ref)}</a>`;
  if (schema.anyOf) return schema.anyOf.map(kind).join(' or ');
  const types = [schema.type ?? 'any'].flat();
  if (schema.enum) return schema.enum.map((value) => (value === null ? 'null' : `<code>${escape(value)}</code>`)).join(' ');
  return types.map((type) => {
    if (type === 'array') return `list of ${kind(schema.items)}`;
    if (type === 'string' && schema.pattern?.startsWith(ID)) return 'id';
    if (type === 'string' && schema.pattern?.startsWith(TIME)) return 'time';
    if (type === 'string') return schema.maxLength ? `text, ${schema.minLength ?? 0} to ${schema.maxLength} characters` : 'text';
    if (type === 'integer') return schema.minimum === undefined ? 'integer' : schema.maximum === undefined ? `integer from ${schema.minimum}` : `integer, ${schema.minimum} to ${schema.maximum}`;
    if (type === 'boolean') return 'true or false';
    return type;
  }).join(' or ');
}

function rows(schema, depth = 0) {
  const inner = schema.type === 'array' ? schema.items : schema;
  return Object.entries(inner.properties ?? {}).map(([name, one]) => {
    const nested = [one, one.items, ...(one.anyOf ?? [])].find((part) => part?.properties);
    return `<tr><td><code>${'· '.repeat(depth)}${escape(name)}</code>${(inner.required ?? []).includes(name) ? '' : ' <i>optional</i>'}</td>`
      + `<td>${kind(one)}</td><td>${words(one.description)}</td></tr>${nested && depth < LONGEST ? rows(nested, depth + 1) : ''}`;
  }).join('\n');
}

const table = (caption, body) => (body ? `<table><caption>${caption}</caption>\n${body}\n</table>\n` : '');
const shape = (schema) => (schema.$ref || schema.type !== 'object' ? `<p>${kind(schema)}</p>` : table('', rows(schema)));

function parameters(operation) {
  return table('Parameters', operation.parameters.map((one) => `<tr><td><code>${escape(one.name)}</code>${one.required ? '' : ' <i>optional</i>'}</td>`
    + `<td>${one.in}</td><td>${kind(one.schema)}</td><td>${words(one.description)}</td></tr>`).join('\n'));
}

const sample = (example) => (example === undefined ? '' : `<pre>${escape(typeof example === 'string' ? example : JSON.stringify(example, null, 2))}</pre>\n`);

function answers(operation) {
  return Object.entries(operation.responses).map(([status, { description, content }]) => {
    const { schema, example } = content?.['application/json'] ?? {};
    return `<h4>${status}</h4>\n<p>${words(description).replace(/<code>([a-z_]+)<\/code>:/g, `<a href="#${anchorOf('$1')}"><code>$1</code></a>:`)}</p>\n${schema ? shape(schema) + sample(example) : ''}`;
  }).join('\n');
}

function section(path, method, operation) {
  const { schema: body, example } = Object.entries(operation.requestBody?.content ?? {}).find(([media]) => /\bjson$/.test(media))?.[1] ?? {};
  return `<section id="${operation.operationId}">
<h3><span class="method">${method.toUpperCase()}</span> <code>${escape(path)}</code></h3>
<p><b>${words(operation.summary)}.</b> ${words(operation.description)}${operation['x-untested'] ? ` ${words(operation['x-untested'])}` : ''}</p>
${parameters(operation)}${body?.$ref ? `<p>Body: ${kind(body)}</p>
` : body ? table('Body', rows(body)) : ''}${sample(example)}<details><summary>Answers: ${Object.keys(operation.responses).join(', ')}</summary>
${answers(operation)}
</details>
</section>`;
}

function problem({ type, title, statuses, help }) {
  return `<section id="${anchorOf(type)}">\n<h3><code>${type}</code></h3>\n<p><b>${words(title)}.</b> Status ${statuses.join(' or ')}. ${words(help)}</p>\n</section>`;
}

// problems: see problemTypes in document.mjs.
export function pageOf(document, problems = []) {
  const all = Object.entries({ ...document.paths, 'the URL of a webhook': document.webhooks.event }).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method, operation })));
  const of = (tag) => all.filter(({ operation }) => operation.tags[0] === tag);
  const menu = document.tags.map(({ name: tag }) => `<li><a href="#tag-${tag}">${tag}</a><ul>${of(tag).map(({ operation }) =>
    `<li><a href="#${operation.operationId}">${words(operation.summary)}</a></li>`).join('')}</ul></li>`).join('\n');
  const body = document.tags.map(({ name: tag, description }) => `<h2 id="tag-${tag}">${tag}</h2>\n<p>${words(description)}</p>\n${of(tag).map(({ path, method, operation }) => section(path, method, operation)).join('\n')}`).join('\n');
  const shapes = Object.entries(document.components.schemas).map(([name, schema]) =>
    `<section id="shape-${name}">\n<h3>${name}</h3>\n<p>${words(schema.description)}</p>\n${shape(schema)}\n</section>`).join('\n');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(document.info.title)} API</title>
<link rel="stylesheet" href="/api/docs/page.css">
<nav aria-label="Contents"><ul>
${menu}
<li><a href="#shapes">Shapes</a></li>
<li><a href="#problems">Problems</a></li>
</ul></nav>
<main>
<h1>${escape(document.info.title)} API ${escape(document.info.version)}</h1>
<p>${words(document.info.description)}</p>
<p>The same for programs: <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI ${document.openapi}),
and as requests to try out: <a href="/api/docs/collection.json" download>collection.json</a> (Postman Collection 2.1; set <code>base</code>, and <code>token</code> in an environment).</p>
<h2>Logging in</h2>
<ul>${Object.entries(document.components.securitySchemes).map(([name, one]) => `<li><code>${name}</code> ${words(one.description)}</li>`).join('\n')}</ul>
${body}
<h2 id="shapes">Shapes</h2>
${shapes}
<h2 id="problems">Problems</h2>
<p>Each refusal is a <a href="#shape-Problem">problem document</a>; its member <code>help</code> leads here. Programs decide by <code>type</code>, which stays the same.</p>
${problems.map(problem).join('\n')}
</main>
</html>
`;
}
