// console.mjs - what pages report in their console. A test during which a page reports an error fails, unless the step that
// provokes the error names it.
import assert from 'node:assert/strict';
import { afterEach } from 'node:test';
import { until } from './stack.mjs';

// Chromium's own messages. The URL of a failed request is the message's location; other messages quote it.
const FAILURES = [
  /^Failed to load resource: the server responded with a status of (?<what>\d+)/,
  /^Failed to load resource: net::(?<what>\w+)/,
  /^(?<what>WebSocket) connection to '(?<url>[^']+)' failed/,
  /^Access to \w+ at '(?<url>[^']+)' from .* (?<what>CORS) policy/,
  /^(?<what>Blocked \w+ \w+) \w+ '(?<url>[^']+)'/, // in a sandbox
  /^(?:Loading .*|Framing) '(?<url>[^']+)' violates .* (?<what>Content Security Policy)/,
  /^Applying inline style violates .* (?<what>Content Security Policy)/,
];
const TEXT_MAX = 300;
// Of a connection that can't be had, or ends: no error of what came by it.
const CUT = ['CONNECTION_REFUSED', 'CONNECTION_RESET', 'CONNECTION_CLOSED', 'CONNECTION_ABORTED', 'EMPTY_RESPONSE', 'FAILED', 'ABORTED', 'INCOMPLETE_CHUNKED_ENCODING',
  'SOCKET_NOT_CONNECTED', 'NETWORK_CHANGED', 'INTERNET_DISCONNECTED'];
const OUTAGE = new RegExp(`^(502|503|504|ERR_(${CUT.join('|')})|WebSocket|CORS) `);

function place(url) {
  const { hostname, origin, pathname } = new URL(url, 'http://127.0.0.1');
  return (hostname === '127.0.0.1' ? '' : origin) + pathname.replace(/\/(\d+|[0-9a-f]{32,})(?=\/|$)/g, '/:id');
}

// "409 /api/v1/interactions/:id/end", "ERR_FAILED /api/v1/conversations", "WebSocket /api/v1/stream", or the message's text.
function describe(message) {
  const failure = FAILURES.map((one) => one.exec(message.text())?.groups).find(Boolean);
  return failure ? `${failure.what} ${place(failure.url ?? message.location().url)}` : message.text();
}

const consoles = []; // { errors, known }: known: what a step of this test expected, and what may therefore come again, later
const texts = []; // of all errors of this test, for the log
afterEach(() => {
  const errors = consoles.flatMap((one) => { one.known.clear(); return one.errors.splice(0); }), all = texts.splice(0);
  if (errors.length > 0) console.log(['# console:', ...all].join('\n#   ')); // a test that failed by itself reports nothing else
  assert.deepEqual(errors, [], 'errors in the console');
});

const watched = new WeakMap(); // by context
// Of all pages of a browser context.
export function watchConsole(context) {
  const errors = [], known = new Set();
  consoles.push({ errors, known });
  watched.set(context, known);
  const note = (text) => texts.push(`${new Date().toISOString()} ${text.split('\n', 1)[0].slice(0, TEXT_MAX)}`);
  context.on('weberror', (event) => {
    note(String(event.error()));
    errors.push(String(event.error()));
  });
  context.on('console', (message) => {
    if (message.type() !== 'error') return;
    note(message.text());
    const what = describe(message);
    if (!known.has(what)) errors.push(what);
  });
  return {
    // Runs a step that provokes exactly these errors, each once or more often: until the test ends, for a page may ask again.
    async withErrors(expected, step) {
      const from = errors.length, found = () => [...new Set(errors.slice(from))].sort();
      for (const one of expected) known.delete(one);
      const result = await step();
      await until(`${expected} in the console`, () => found().length >= expected.length);
      assert.deepEqual(found(), expected.toSorted());
      errors.length = from;
      for (const one of expected) known.add(one);
      return result;
    },
    // Runs a step during which a daemon is away: requests may fail. All other errors count.
    async withOutage(step) {
      const from = errors.length;
      const result = await step();
      errors.push(...errors.splice(from).filter((one) => !OUTAGE.test(one)));
      return result;
    },
  };
}

// Runs a step in which a page of this context may report these errors, or not: it is chance which of two things comes first. Until the test ends.
export function mayReport(context, possible, step) {
  for (const one of possible) watched.get(context).add(one);
  return step();
}

// The same with several pages.
export const withOutage = (pages, step) => pages.reduce((inner, page) => () => page.withOutage(inner), step)();
