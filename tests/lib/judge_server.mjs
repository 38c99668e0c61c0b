// judge_server.mjs - the judge's process: prism's proxy for all stacks, and behind it a forwarder to the edge that a request names.
// Prints its address; ends when its standard input does.
//
// The first of a build parses the document and keeps what came of it; those after it read that.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { documentOf, readRoutes } from '../../web/openapi/document.mjs';
import { UPSTREAM } from './judge.mjs';
import { BUILD, ROOT } from './root.mjs';

const KEPT = join(BUILD, 'openapi-operations.json');
const require = createRequire(join(ROOT, 'tests/'));
const read = (file) => readFileSync(file, 'utf8');
const routes = read(join(BUILD, 'routes.json'));
const of = createHash('sha256').update(routes).update(['web/openapi/document.mjs', 'web/openapi/shape.mjs', 'tests/lib/judge_server.mjs', 'tests/package-lock.json'].map((name) => read(join(ROOT, name))).join()).digest('hex');

function kept() {
  try {
    const found = JSON.parse(read(KEPT));
    return found.of === of ? found.operations : undefined;
  } catch { return undefined; }
}

// The document is closed: a member that nobody described is a violation. Its cookies are named as under https; the stacks are http.
async function parse() {
  const document = JSON.parse(JSON.stringify(documentOf(readRoutes(routes), { version: 'test', strict: true })).replaceAll('__Host-', ''));
  const text = JSON.stringify({ of, operations: await require('@stoplight/prism-http').getHttpOperationsFromSpec(document) });
  writeFileSync(`${KEPT}.${process.pid}`, text);
  renameSync(`${KEPT}.${process.pid}`, KEPT); // others read it whole or not at all
  return JSON.parse(text).operations;
}

// prism knows one upstream; this is it.
const forwarder = http.createServer((req, res) => {
  const { [UPSTREAM]: to, host: _, ...headers } = req.headers;
  const onward = http.request(new URL(req.url, to), { method: req.method, headers }, (answer) => {
    res.writeHead(answer.statusCode, answer.headers);
    answer.pipe(res);
  });
  onward.on('error', () => res.destroy());
  req.pipe(onward);
});
await new Promise((done) => forwarder.listen(0, '127.0.0.1', done));

const operations = kept() ?? await parse();
const server = require('@stoplight/prism-http-server').createServer(operations, {
  cors: false,
  config: { isProxy: true, upstream: new URL(`http://127.0.0.1:${forwarder.address().port}`), upstreamProxy: undefined, errors: true, validateRequest: true, validateResponse: true, checkSecurity: true, mock: { dynamic: false } },
  components: { logger: require('@stoplight/prism-core').createLogger('judge', { level: 'silent' }) },
});
// For each request, prism sorts all operations by how well their path fits, which dominates its time: it is given only those whose path fits.
// Where none does, it is given all, so that the refusal is prism's.
const fitting = operations.map((operation) => ({ operation, path: new RegExp(`^${operation.path.split(/\{[^}]+\}/).map(RegExp.escape).join('[^/]*')}$`) }));
const { prism } = server, { request } = prism;
prism.request = (input, all, config) => {
  const some = fitting.filter(({ path }) => path.test(input.url.path)).map(({ operation }) => operation);
  return request(input, some.length ? some : all, config);
};

process.stdin.resume().on('end', () => process.exit());
console.log(await server.listen(0, '127.0.0.1'));
