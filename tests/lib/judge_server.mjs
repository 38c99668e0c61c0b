// judge_server.mjs PORT UPSTREAM - the judge's process: prism's proxy, without its command line, which would parse the
// document anew for each stack.
//
// The first of a build parses it and keeps what came of it; those after it read that.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { documentOf, readRoutes } from '../../web/openapi/document.mjs';
import { ROOT } from './root.mjs';

const [port, upstream] = process.argv.slice(2);
const BUILD = join(ROOT, 'build', process.env.FLAVOUR ?? 'plain');
const KEPT = join(BUILD, 'openapi-operations.json');
const require = createRequire(join(ROOT, 'tests/'));
const read = (file) => readFileSync(file, 'utf8');
const routes = read(join(BUILD, 'routes.json'));
const of = createHash('sha256').update(routes).update(read(join(ROOT, 'web/openapi/document.mjs')))
  .update(read(join(ROOT, 'tests/package-lock.json'))).digest('hex');

function kept() {
  try {
    const found = JSON.parse(read(KEPT));
    return found.of === of ? found.operations : undefined;
  } catch { return undefined; }
}

// The document is closed: a member that nobody described is a violation.
async function parse() {
  const document = JSON.parse(JSON.stringify(documentOf(readRoutes(routes), { version: 'test', strict: true })));
  const text = JSON.stringify({ of, operations: await require('@stoplight/prism-http').getHttpOperationsFromSpec(document) });
  writeFileSync(`${KEPT}.${process.pid}`, text);
  renameSync(`${KEPT}.${process.pid}`, KEPT); // others read it whole or not at all
  return JSON.parse(text).operations;
}

const server = require('@stoplight/prism-http-server').createServer(kept() ?? await parse(), {
  cors: false,
  config: { isProxy: true, upstream: new URL(upstream), upstreamProxy: undefined, errors: true, validateRequest: true, validateResponse: true, checkSecurity: true, mock: { dynamic: false } },
  components: { logger: require('@stoplight/prism-core').createLogger('judge', { level: 'silent' }) },
});
await server.listen(Number(port), '127.0.0.1');
