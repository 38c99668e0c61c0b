// A queue's page about the customer opens for who accepts, with nothing but values in it (IN-4); what an integrator calls a
// conversation stands beside it (IN-3).
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { beAvailable, eventually, logIn, openPage, takeOffer } from '../lib/page.mjs';
import { Stack } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

const NAME = 'Priya "><script>alert(1)</script>&admin=1#x/../../é';
let stack, adam, crm, asked, page, the, close;
before(async () => {
  stack = await Stack.start({ name: 'screenpop', instances: 'presenced routerd smsgw chatd' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  asked = [];
  crm = createServer((req, res) => {
    if (req.url.startsWith('/card')) asked.push({ url: req.url, referer: req.headers.referer });
    res.end('<!doctype html><title>CRM</title><p>A card');
  });
  await new Promise((done) => crm.listen(0, '127.0.0.1', done));
  await stack.asOwner('UPDATE messaging.customer SET name = $1 WHERE id = 1', [NAME]);
  ({ page, the, close } = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' }));
});
after(async () => { await close?.(); crm?.close(); crm?.closeAllConnections(); await stack?.stop(); });

const pages = () => page.context().pages().length;
async function save(url) {
  const queue = (await adam.call('GET', '/api/v1/queues/1')).body;
  return adam.call('PATCH', '/api/v1/queues/1', { screen_pop_url: url }, { headers: { 'if-match': queue.version } });
}
async function taken(number) {
  const before = await the('conversation').count();
  await text(stack.channel('twilio'), number, 'where is it?');
  await takeOffer(the);
  await eventually(() => the('conversation').count(), before + 1);
  await the('conversation').nth(before).click();
  await eventually(() => the('conversation').nth(before).getAttribute('aria-current'), 'true');
}

test('accepting opens the page in a new tab; every value is encoded', async () => {
  const saved = await save(`http://127.0.0.1:${crm.address().port}/card/{customer.id}/{customer.name}?n={customer.number}&q={queue.name}&i={interaction.id}#{agent.name}`);
  assert.equal(saved.status, 200, JSON.stringify(saved.body));
  await page.goto(stack.base + '/');
  await logIn(the, stack.user('agent', 0));
  await beAvailable(the);
  const [tab] = await Promise.all([page.context().waitForEvent('page'), taken('+15105550177')]);
  await tab.waitForLoadState();
  const url = new URL(tab.url());
  const path = url.pathname.split('/').map(decodeURIComponent);
  assert.deepEqual(path, ['', 'card', '1', NAME]);
  assert.deepEqual([...url.searchParams.keys()], ['n', 'q', 'i']);
  assert.equal(url.searchParams.get('n'), '+15105550177');
  assert.equal(url.searchParams.get('q'), 'Orders');
  assert.match(asked[0].url, /^\/card\/1\/Priya%20%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E%26admin%3D1%23x%2F\.\.%2F\.\.%2F%C3%A9\?n=%2B15105550177&q=Orders&i=\d+$/);
  assert.equal(asked[0].referer, undefined, 'it is not told where it was opened');
  assert.equal(await tab.evaluate(() => window.opener), null, 'and reaches nothing of the workspace');
  const link = the('screen-pop');
  await eventually(() => link.getAttribute('href'), tab.url());
  await eventually(() => link.getAttribute('rel'), 'noopener noreferrer');
  await tab.close();
});

test('who switched it off opens it by a click', async () => {
  await the('open-settings').click();
  await the('set-screenPop').uncheck();
  await page.keyboard.press('Escape');
  await taken(newNumber());
  await eventually(() => the('screen-pop').getAttribute('href'), /\/card\/\/\?n=/); // nobody known: empty values
  assert.equal(pages(), 1);
  const [tab] = await Promise.all([page.context().waitForEvent('page'), the('screen-pop').click()]);
  await tab.waitForLoadState();
  await tab.close();
  await the('open-settings').click();
  await the('set-screenPop').check();
  await page.keyboard.press('Escape');
});

test('a script is no page: it is refused at save with its field named, and in the page', async () => {
  const refused = await save('javascript:alert({customer.name})');
  assert.deepEqual([refused.status, refused.body.errors[0].pointer], [422, '/screen_pop_url']);
  await stack.asOwner(`SELECT ops.batch_begin(ARRAY[ops.key('config', 1, '')]);
    UPDATE routing.queue SET screen_pop_url = 'javascript:document.title="{customer.name}"', version = version + 1 WHERE id = 1;
    SELECT routing.config_changed(1); SELECT ops.batch_end()`);
  await taken(newNumber());
  await the('new-customer').waitFor();
  const [{ n }] = await stack.query(`SELECT count(*)::int AS n FROM routing.interaction WHERE state = 'assigned'`);
  assert.equal(n, 3);
  assert.equal(await the('screen-pop').count(), 0);
  assert.equal(pages(), 1);
});

test('what an integrator calls it is shown to the agent, at the offer and beside the conversation', async () => {
  const key = new Client(stack, stack.run.api_key), number = newNumber();
  const made = await key.call('POST', '/api/v1/sms/interactions',
    { channel_id: stack.channel('sandbox').id, number, direction: 'in', text: 'I wrote in your form', queue_id: '1', reference: 'form <b>12</b>' });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  await the('offer').waitFor();
  assert.equal(await the('reference').count(), 0, 'the open conversation has none');
  await the('offer-record').click();
  await eventually(() => the('reference').textContent(), 'Reference: form <b>12</b>');
  await takeOffer(the);
  await the('conversation').filter({ hasText: 'I wrote in your form' }).first().click();
  await eventually(() => the('reference').textContent(), 'Reference: form <b>12</b>');
});
