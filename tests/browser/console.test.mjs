// What the other tests here make of errors in a page's console (lib/console.mjs); without a browser.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';

process.env.TEST_PATIENCE = '0.2';
const { mayReport, watchConsole } = await import('../lib/console.mjs');

const context = new EventEmitter(), { withErrors, withOutage } = watchConsole(context);
const report = (text, path = '/') => context.emit('console', { type: () => 'error', text: () => text, location: () => ({ url: `http://127.0.0.1:8080${path}` }) });
const answer = (status, path) => report(`Failed to load resource: the server responded with a status of ${status} (Whatever)`, path);
// Fails, and leaves these errors behind.
const fails = (errors, step) => withErrors(errors, () => assert.rejects(step));

test('an error is expected by its status and path, with ids as one, however often it appears', async () => {
  assert.equal(await withErrors(['409 /api/v1/interactions/:id/end'], () => {
    for (const id of [7, 7, 12]) answer(409, `/api/v1/interactions/${id}/end?again=true`);
    return 'the result';
  }), 'the result');
});

test('an expected error may come again until the test ends; the next step that expects it needs it anew', async () => {
  const step = () => answer(409, '/api/v1/work');
  await withErrors(['409 /api/v1/work'], step);
  step();
  await withErrors(['409 /api/v1/work'], step);
  await assert.rejects(withErrors(['409 /api/v1/work'], () => {}));
});

test('another status, another path and an error too many fail', async () => {
  for (const [status, path] of [[404, '/api/v1/work'], [409, '/api/v1/other']]) {
    await fails([`${status} ${path}`], () => withErrors(['409 /api/v1/work'], () => answer(status, path)));
    await fails(['409 /api/v1/work', `${status} ${path}`], () => withErrors(['409 /api/v1/work'], () => { answer(409, '/api/v1/work'); answer(status, path); }));
  }
});

test('an expected error that does not appear fails', () => assert.rejects(withErrors(['409 /api/v1/work'], () => {}), /409 \/api\/v1\/work in the console/));

test('what may appear by chance may be there or not, until the test ends; nothing else may', async () => {
  const step = (what) => mayReport(context, ['409 /api/v1/offers/:id/accept'], what);
  step(() => {});
  step(() => answer(409, '/api/v1/offers/7/accept'));
  await fails(['409 /api/v1/offers/:id/reject'], () => withErrors(['409 /api/v1/work'], () => step(() => answer(409, '/api/v1/offers/7/reject'))));
});

test('of an offer that was accepted already, the console tells like of everything else', () =>
  withErrors(['409 /api/v1/offers/:id/accept'], () => answer(409, '/api/v1/offers/7/accept')));

test('an outage allows errors of the connection, and nothing else', async () => {
  await withOutage(() => {
    for (const status of [502, 503, 504]) answer(status, '/api/v1/work');
    for (const error of ['CONNECTION_REFUSED', 'FAILED', 'INTERNET_DISCONNECTED']) report(`Failed to load resource: net::ERR_${error}`, '/api/v1/work');
    report("WebSocket connection to 'ws://127.0.0.1:8080/api/v1/stream?app=work' failed: Error during WebSocket handshake: Unexpected response code: 503", '/work.js');
    report("Access to fetch at 'http://127.0.0.1:8080/widget/v1/x' from origin 'http://127.0.0.1:9' has been blocked by CORS policy: Response to preflight request", '/');
  });
  await withErrors(['ERR_TOO_MANY_REDIRECTS /api/v1/work'], () => withOutage(() => report('Failed to load resource: net::ERR_TOO_MANY_REDIRECTS', '/api/v1/work')));
  for (const status of [401, 404, 500]) await withErrors([`${status} /api/v1/work`], () => withOutage(() => answer(status, '/api/v1/work')));
});

test('an exception in the page counts, too', () => withErrors(['TypeError: nothing is no function'], () => {
  context.emit('weberror', { error: () => new TypeError('nothing is no function') });
}));
