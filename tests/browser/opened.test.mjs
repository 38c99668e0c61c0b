// A Work user opens an agent's formatted message in a real Chromium (MS-3): the page shows it with its image, by the login's cookie; nothing
// in it can run or reach out, even if something got past the cleaner: the browser says in its console what it has blocked.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { PNG, uploadImage } from '../lib/files.mjs';
import { eventually, openBrowser } from '../lib/page.mjs';
import { Stack } from '../lib/stack.mjs';

let stack, browser, page, withErrors, maya, said, asked = [];
before(async () => {
  stack = await Stack.start({ name: 'browser-opened', instances: 'presenced routerd smsgw chatd' });
  const adam = stack.run.users.find((u) => u.username === 'adam');
  maya = await Client.ready(stack, stack.user('agent', 0));
  const { body: image } = await uploadImage(maya, PNG);
  const work = await Client.login(stack, adam, 'work');
  const { status, body } = await maya.call('POST', '/api/v1/conversations', { user: work.id, side: 'work', text: 'x',
    html: `<p>so <b>bold</b></p><ul><li>one</ul><a href=https://a.example/>there</a> <img src="/api/v1/files/${image.id}" alt="a square">` });
  assert.equal(status, 201, JSON.stringify(body));
  said = body.message;
  let context;
  ({ browser, context, withErrors } = await openBrowser());
  page = await context.newPage();
  await page.goto(`${stack.base}/`);
  await page.evaluate(({ username, password }) => fetch('/api/v1/sessions', { method: 'POST', headers: { 'content-type': 'application/json', 'x-trunkline-app': 'work' },
    body: JSON.stringify({ username, password, app: 'work' }) }), adam);
  await page.exposeFunction('acted', () => asked.push('a script ran'));
  await context.route('**', (route) => { asked.push(route.request().url()); route.continue(); }); // what the policy lets through
});
after(async () => { await browser?.close(); maya?.close(); await stack?.stop(); });

const FORMATTED = '/api/v1/messages/:id/formatted', SCRIPT = `Blocked script execution ${FORMATTED}`; // each time the test's own function is blocked, too
const open = () => page.goto(`${stack.base}/api/v1/messages/${said.id}/formatted?app=work`);

test('the link opens the message as it was stored, with its image', () => withErrors([SCRIPT], async () => {
  assert.equal((await open()).status(), 200);
  await eventually(() => page.locator('b').textContent(), 'bold');
  await eventually(() => page.locator('img').evaluate((it) => it.naturalWidth), 64, 'the image');
  assert.equal(await page.locator('a').getAttribute('rel'), 'noopener');
  assert.equal(await page.evaluate(() => origin), 'null', 'it has no origin');
  const [opened] = await Promise.all([page.context().waitForEvent('page'), page.locator('a').click()]);
  assert.equal(await opened.evaluate(() => opener), null, 'a link opens elsewhere, without a way back');
  await opened.close();
}));

test('the policy holds what a cleaner would have let through', async () => {
  await stack.asOwner('UPDATE messaging.message SET html = $2 WHERE id = $1', [said.id,
    '<script>acted()</script><img src=x onerror=acted()><img src="https://elsewhere.example/a.gif"><iframe src="https://elsewhere.example/"></iframe><style>*{background:url(https://elsewhere.example/b)}</style><form action="/api/v1/x"><button id=b>x</button></form>']);
  asked = [];
  const refused = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/a.gif'));
  const blocked = [SCRIPT, ...[FORMATTED, 'https://elsewhere.example/', 'https://elsewhere.example/a.gif'].map((place) => `Content Security Policy ${place}`), 'Blocked form submission /api/v1/x'];
  await withErrors(blocked, async () => {
    await open();
    assert.match((await refused).failure().errorText, /csp/i);
    await page.locator('#b').click();
  });
  const own = new URL(stack.base).origin;
  assert.deepEqual(asked.filter((url) => !url.startsWith(own)), []);
  assert.ok(asked.length > 0, 'the test sees what leaves');
  assert.ok(!page.url().includes('/api/v1/x'), 'no form is sent');
});
