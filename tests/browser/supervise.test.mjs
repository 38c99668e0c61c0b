// The supervisors' page in a real Chromium (MS-1, SV-2): an agent works in another browser, a customer chats by the widget in a third.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { withOutage } from '../lib/console.mjs';
import { end } from '../lib/desk.mjs';
import { beAvailable, drawn, eventually, faults, fits, focused, logIn, openPage, reads, takeOffer } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, adam, tomas, maya, lead, customer;
const screens = process.env.WRITE_SCREENS ? 'docs/screens' : 'build/screens';
before(async () => {
  stack = await Stack.start({ name: 'supervise' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  tomas = await (await Client.login(stack, stack.user('agent', 1))).open();
  maya = await openPage({ size: { width: 1280, height: 800 }, screens });
  lead = await openPage({ size: { width: 1280, height: 800 }, screens });
  customer = await openPage({ size: { width: 900, height: 760 }, screens });
  await maya.page.goto(stack.base + '/');
  await logIn(maya.the, stack.user('agent', 0));
  await beAvailable(maya.the);
});
after(async () => { tomas?.close(); for (const one of [maya, lead, customer]) await one?.close(); await stack?.stop(); });

const good = async (call, wanted = 200) => { const answer = await call; assert.equal(answer.status, wanted, JSON.stringify(answer.body)); return answer.body; };
const patch = async (path, body) => {
  const { headers } = await adam.call('GET', path);
  return good(adam.call('PATCH', path, body, { headers: { 'if-match': headers.get('etag') } }));
};
const audited = async (action) => (await good(adam.call('GET', '/api/v1/audit?limit=200'))).data.filter((line) => line.action === action).length;
const row = (name) => lead.the('floor').locator('button', { hasText: name });

test('an agent who supervises nobody is told so; a supervisor sees whom they lead, with status and time', async () => {
  const page = await maya.page.context().newPage();
  await page.goto(stack.base + '/supervise');
  await page.locator('[data-testid=not-theirs]').waitFor();
  await page.close();
  await lead.page.goto(stack.base + '/supervise');
  await logIn(lead.the, stack.user('supervisor'), 'supervise');
  const agent = lead.the('agents').locator('li', { hasText: 'Maya Okafor' }).first();
  await agent.and(lead.page.locator('[data-shown=available]')).waitFor();
  await eventually(() => agent.locator('[data-cell=status]').textContent(), /^Available \d+:\d\d/);
  await eventually(() => agent.locator('[data-cell=occupancy]').textContent(), /%|–/);
  await eventually(() => lead.the('floor-as-of').textContent(), /^as of \d\d:\d\d:\d\d/);
  assert.deepEqual(await faults(lead.page), []);
});

test('a customer\'s chat is opened by a look that is audited; messages stream both ways', async () => {
  await customer.page.goto(stack.run.widget.demo_url);
  await customer.the('widget-open').click();
  await customer.the('widget-field-name').fill('Ann Example');
  await customer.the('widget-field-email').fill('ann@example.com');
  await customer.the('widget-first').fill('Where is my parcel?');
  await customer.the('widget-begin').click();
  await takeOffer(maya.the);
  await row('Ann Example').waitFor();
  // Busy follows from the conversation: since then, and by nobody's choice (SV-6).
  const status = lead.the('agents').locator('li[data-shown=busy]', { hasText: 'Maya Okafor' }).locator('[data-cell=status]').first();
  await eventually(() => status.textContent(), /^Busy \d+:\d\d.*in a conversation \(Available by their own choice at \d/);
  const [{ since }] = await stack.asOwner("SELECT ops.rfc3339(assigned_at) AS since FROM routing.interaction WHERE state = 'assigned'");
  assert.equal(await status.locator('time').getAttribute('datetime'), since);
  assert.equal(await audited('conversation_monitor'), 0, 'a list is no look, and says nothing of what was written');
  assert.doesNotMatch(await lead.the('floor').textContent(), /parcel/);
  await row('Ann Example').click();
  await reads(lead, 'message', 'Where is my parcel?');
  assert.equal(await audited('conversation_monitor'), 1);
  await reads(lead, 'talk-agent', 'Maya Okafor');
  await maya.the('composer-text').fill('It left this morning');
  await maya.the('composer-send').click();
  await reads(lead, 'message', 'It left this morning');
  await customer.the('widget-text').fill('By which carrier?');
  await customer.the('widget-text').press('Enter');
  await reads(lead, 'message', 'By which carrier?');
  await lead.shot('30-supervise');
  assert.deepEqual(await faults(lead.page), []);
});

test('the notice stands where the organisation sets it, on the agent\'s page and here', async () => {
  assert.equal(await maya.the('notice').count(), 0);
  await patch('/api/v1/tenants/1', { monitor_notice: true });
  await lead.the('look-away').click();
  await row('Ann Example').click();
  await reads(lead, 'notice', 'The agent is told');
  await maya.page.reload();
  await reads(maya, 'notice', 'Supervisors may read along');
});

test('a note is for the agent alone; who joins writes to the customer and is shown to the agent; who leaves looks on', async () => {
  await lead.the('consult-note').fill('Offer a voucher');
  await lead.the('consult-save').click();
  await reads(maya, 'message', 'Offer a voucher');
  await reads(lead, 'message', 'Offer a voucher');
  await lead.the('join').click();
  await focused(lead.page, 'leave'); // where the supervisor's work goes on
  assert.deepEqual([await lead.the('composer-text').count(), await lead.the('consult-note').count()], [1, 0], 'one place to write');
  await lead.the('tab-note').click();
  await focused(lead.page, 'consult-note');
  await lead.page.keyboard.type('Refund the postage');
  await drawn(lead.page);
  assert.equal(await lead.the('composer-text').count(), 0);
  await lead.the('tab-reply').click();
  await lead.the('tab-note').click();
  await eventually(() => lead.the('consult-note').inputValue(), 'Refund the postage', 'kept while a reply is written');
  await lead.page.keyboard.press('Enter');
  await reads(maya, 'message', 'Refund the postage');
  await reads(maya, 'conversation', 'Note: Refund the postage');
  await lead.the('tab-reply').click();
  await lead.the('composer-text').fill('Rosa here: it is with the post');
  await lead.the('composer-send').click();
  await reads(customer, 'widget-message', 'Rosa here: it is with the post');
  await reads(maya, 'message', 'Rosa here');
  await reads(maya, 'asked', 'Here, and writes to the customer, too: Rosa Marchetti');
  await lead.shot('31-supervise-joined');
  assert.deepEqual(await faults(lead.page), []);
  assert.ok(!(await customer.the('widget-message').allTextContents()).some((one) => one.match(/voucher|postage/)), 'no customer sees a note');
  await lead.the('leave').click();
  await lead.the('look-time').waitFor();
  await lead.the('composer').waitFor({ state: 'detached' });
  await customer.the('widget-text').fill('Thank you both');
  await customer.the('widget-text').press('Enter');
  await reads(lead, 'message', 'Thank you both');
});

test('a lost connection is said, and what came meanwhile is there when it is back', async () => {
  await withOutage([lead, maya, customer], async () => {
    stack.signal('chatd', 'SIGKILL');
    await lead.the('banner').waitFor();
    await stack.ensure();
    await lead.the('supervise', '[data-link=live]').waitFor();
    await maya.the('workspace', '[data-link=live]').waitFor();
  });
  await maya.the('composer-text').fill('Are you still there?');
  await maya.the('composer-send').click();
  await reads(lead, 'message', 'Are you still there?');
  const said = ['Where is my parcel?', 'Thank you both', 'Are you still there?'];
  await eventually(async () => (await lead.the('message').allTextContents()).flatMap((words) => said.filter((one) => words.includes(one))), said);
});

test('monitoring that is switched off ends the look and says so; whoever wants to join is told the same', async () => {
  const [{ queue }] = await stack.query('SELECT queue::text FROM routing.interaction ORDER BY id DESC LIMIT 1');
  await lead.withErrors(['403 /api/v1/conversations/:id/monitor', '403 /api/v1/interactions/:id/join', '404 /api/v1/conversations/:id/monitor'], async () => {
    await patch(`/api/v1/queues/${queue}`, { monitor: false });
    await reads(lead, 'look-refused', 'Monitoring is off here');
    await eventually(() => lead.the('message').count(), 0, 'what was read is not shown any more');
    await lead.shot('32-supervise-off');
    await lead.the('join').click();
    await reads(lead, 'line', 'Not joined: Monitoring is off here');
  });
  await lead.the('line-remove').click();
  await patch(`/api/v1/queues/${queue}`, { monitor: null });
  await lead.the('look-again').click();
  await reads(lead, 'message', 'Are you still there?');
});

test('a page that nobody sees does not look on: the look ends with its time, and with the page', async () => {
  const { page, the } = lead;
  await the('look-time').waitFor();
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    const real = Date.now;
    Date.now = () => real.call(Date) + 16 * 60_000;
    globalThis.rightClock = () => (Date.now = real);
  });
  await reads(lead, 'look-over', 'Your look is over');
  await eventually(() => the('message').count(), 0);
  assert.equal((await stack.query('SELECT 1 FROM messaging.watch')).length, 1);
  await page.evaluate(() => globalThis.rightClock()); // by the wrong one the next look would be over within a second
  await the('look-again').click();
  await the('message').first().waitFor();
  await page.reload();
  await until('it is looked away from', async () => (await stack.query('SELECT 1 FROM messaging.watch')).length === 0);
  await row('Ann Example').click();
  await reads(lead, 'message', 'Are you still there?');
});

test('take over: asked first, then it is theirs; the agent\'s page says whose, and what is being typed there reaches no other customer', async () => {
  const other = newNumber();
  await text(stack.channel('twilio'), other, 'I am somebody else');
  await takeOffer(maya.the);
  await maya.the('conversation').filter({ hasText: 'Ann Example' }).click();
  await maya.the('composer-text').click();
  await maya.page.keyboard.type('I look for i');
  await lead.the('take-over').click();
  await lead.page.keyboard.press('Escape');
  await lead.the('take-over-dialog').waitFor({ state: 'detached' });
  await focused(lead.page, 'take-over');
  await lead.the('take-over').click();
  await lead.the('take-over-confirm').click();
  await reads(lead, 'is-mine', 'It is yours');
  await eventually(() => maya.the('gone-words').textContent(), '\u2068Rosa Marchetti\u2069 has the chat with \u2068Ann Example\u2069 now.');
  await maya.page.keyboard.type('t. w j?');
  await maya.page.keyboard.press('Enter');
  await focused(maya.page, 'gone');
  assert.deepEqual([await maya.the('gone-draft').inputValue(), await maya.the('composer-text').count(), await maya.the('keys-dialog').count()], ['I look for i', 0, 0]);
  await reads(maya, 'missed', 'Copy what you had typed');
  await maya.shot('33-taken-over');
  assert.deepEqual(await faults(maya.page), []);
  await maya.the('gone-next').click();
  await eventually(() => maya.the('composer-text').inputValue(), '', 'nothing of it is the other customer\'s');
  await focused(maya.page, 'composer-text');
  await maya.page.keyboard.type('Who are y');
  const twin = await Client.login(stack, stack.user('agent', 0)); // the same agent elsewhere
  const id = await maya.the('conversation').getAttribute('data-interaction');
  await good(end(twin, { id }));
  await maya.the('conversation', '[data-state=wrap_up]').waitFor(); // a page may hear of the last state alone
  await good(twin.call('POST', `/api/v1/interactions/${id}/wrap-up/end`, {}));
  await eventually(() => maya.the('gone-words').textContent(), /^The wrap-up of .* is over\.$/);
  assert.equal(await maya.the('gone-draft').inputValue(), 'Who are y');
  await maya.the('gone-close').click();
  await maya.the('empty').waitFor();
  await until('no conversation is left', async () => (await maya.the('conversation').count()) === 0);
  assert.deepEqual(await stack.query("SELECT m.text FROM messaging.message m JOIN messaging.conversation c ON c.id = m.conversation WHERE c.number = $1 AND m.direction = 'out'", [other]), []);
  await reads(customer, 'widget-state', 'Rosa Marchetti is with you');
  assert.deepEqual([await audited('interaction_take_over'), await audited('interaction_join')], [1, 1]);
});

test('a text waits: it can be looked at before anybody has it', async () => {
  const number = newNumber();
  const list = '**/api/v1/interactions?state=open*';
  await lead.page.route(list, async (route) => { const answer = await route.fetch(); await route.fulfill({ json: { ...await answer.json(), next_cursor: 'more' } }); });
  await maya.the('status').click();
  await maya.the('status-work_offline').click();
  await maya.the('status-code-none').click();
  await maya.the('status', '[data-status=work_offline]').waitFor();
  await text(stack.channel('twilio'), number, 'nobody is there?');
  const waiting = lead.the('waiting').locator('button').first();
  await waiting.waitFor();
  await reads(lead, 'floor-more', /Only the newest \d+ open conversations are shown/);
  await lead.page.unroute(list);
  await waiting.focus();
  await lead.page.keyboard.press('Enter');
  await reads(lead, 'message', 'nobody is there?');
  await lead.the('take-over').waitFor({ state: 'detached' });
  await lead.the('look-away').click();
  await until('the focus is back where it was', () => waiting.evaluate((one) => one === document.activeElement));
});

test('agent chats: not there while monitoring is off; live where it is on; ended ones in the audit view', async () => {
  const mayaId = stack.run.users.find((one) => one.username === 'maya').id ?? (await stack.query("SELECT id::text FROM directory.app_user WHERE username = 'maya'"))[0].id;
  const { id } = await good(tomas.call('POST', '/api/v1/conversations', { user: mayaId, side: 'agent', text: 'shall we swap shifts?' }), 201);
  await reads(lead, 'floor', 'No agent chat that can be monitored goes on.');
  await patch('/api/v1/tenants/1', { monitor_agent_chats: true });
  await lead.the('chat-row').waitFor();
  const before = await audited('conversation_monitor');
  await lead.the('chat-row').click();
  await reads(lead, 'message', 'shall we swap shifts?');
  assert.equal(await audited('conversation_monitor'), before + 1);
  await reads(lead, 'notice', 'The two are told');
  await good(tomas.call('POST', `/api/v1/conversations/${id}/messages`, { text: 'on Friday' }), 201);
  await reads(lead, 'message', 'on Friday');
  for (const button of ['join', 'take-over', 'consult']) assert.equal(await lead.the(button).count(), 0, 'an agent chat is only read');
  await lead.shot('33-supervise-agents');
  assert.deepEqual(await faults(lead.page), []);
  await good(tomas.call('POST', `/api/v1/conversations/${id}/end`));
  await reads(lead, 'ended', 'Ended');
  await lead.the('look-away').click();
  await lead.the('open-ended').click();
  await lead.the('ended-open').first().waitFor();
  assert.deepEqual(await faults(lead.page), []);
  await lead.the('ended-open').first().click();
  await reads(lead, 'message', 'on Friday');
  assert.equal(await audited('conversation_read'), 1);
});

test('the live view is the workspace\'s own, over this page', async () => {
  await lead.the('open-live').click();
  await lead.the('live-agents').locator('tr', { hasText: 'Maya Okafor' }).waitFor();
  await lead.page.keyboard.press('Escape');
  await lead.the('live-dialog').waitFor({ state: 'detached' });
  await lead.the('agents').locator('li', { hasText: 'Maya Okafor' }).first().waitFor();
});

test('dark, at 400 and 320 pixels, by keyboard', async () => {
  const { page, the, shot } = lead;
  await page.emulateMedia({ colorScheme: 'dark' });
  await shot('34-supervise-dark');
  assert.deepEqual(await faults(page), []);
  for (const width of [400, 320]) {
    await page.setViewportSize({ width, height: 720 });
    await the('looking').waitFor();
    await the('floor').waitFor({ state: 'hidden' }); // one thing at a time
    await fits(page);
    await shot(`35-supervise-${width}`);
  }
  await the('look-away').focus();
  await page.keyboard.press('Enter');
  await the('floor').waitFor();
  for (const part of [page.locator('header.top'), the('floor')]) await eventually(async () => (await part.boundingBox()).width, 320);
  assert.deepEqual(await faults(page), []);
  await shot('36-supervise-list-320');
  await the('waiting').locator('button').first().focus();
  await page.keyboard.press('Enter');
  await focused(page, 'look-away'); // in what is seen
  await page.emulateMedia({ colorScheme: 'light' });
});
