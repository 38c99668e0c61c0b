// Four sides at once, each in a Chromium of its own (40-messaging): an agent at work, a Work user, their supervisor, a customer on a
// web page. What one of them does the others see, or don't, as the matrix says; what is lost in the middle is whole again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { withOutage } from '../lib/console.mjs';
import { PNG } from '../lib/files.mjs';
import { beAvailable, eventually, faults, logIn, openPage, reads, takeOffer } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';

let stack, adam, tomas, agent, worker, lead, customer, wim, maya;
const screens = process.env.WRITE_SCREENS ? 'docs/screens' : 'build/screens';
const open = async (path, user, page) => {
  const one = await openPage({ size: { width: 1200, height: 780 }, screens });
  await one.page.goto(stack.base + path);
  await logIn(one.the, user, page);
  return one;
};
const good = async (call, wanted = 200) => { const answer = await call; assert.equal(answer.status, wanted, JSON.stringify(answer.body)); return answer.body; };
const words = (who) => who.page.evaluate(() => document.body.innerText);
const write = async (who, text) => { await who.the('composer-text').fill(text); await who.the('composer-send').click(); };
const audited = async (action) => (await good(adam.call('GET', '/api/v1/audit?limit=200'))).data.filter((line) => line.action === action).length;
const accountOf = (user, side) => `[data-account="${side}:${user.id}"]`;
const idOf = async (username) => (await stack.query('SELECT id::text FROM directory.app_user WHERE username = $1', [username]))[0];
const everybody = () => [agent, worker, lead, customer];

before(async () => {
  stack = await Stack.start({ name: 'together' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const { headers } = await adam.call('GET', '/api/v1/tenants/1');
  await good(adam.call('PATCH', '/api/v1/tenants/1', { monitor_agent_chats: true, monitor_notice: true }, { headers: { 'if-match': headers.get('etag') } }));
  const user = { username: 'wim', name: 'Wim de Vries', password: 'seven green chairs', role: 'agent', has_seat: false, has_work: true };
  wim = { ...user, ...await good(adam.call('POST', '/api/v1/users', user), 201) };
  maya = { ...stack.user('agent', 0), ...await idOf('maya') };
  tomas = await (await Client.login(stack, stack.user('agent', 1))).open();
  agent = await open('/', maya, 'workspace');
  worker = await open('/work', { username: 'wim', password: user.password }, 'work');
  lead = await open('/supervise', stack.user('supervisor'), 'supervise');
  customer = await openPage({ size: { width: 900, height: 760 }, screens });
  await beAvailable(agent.the);
});
after(async () => { tomas?.close(); for (const one of everybody()) await one?.close(); await stack?.stop(); });

test('a customer asks, an agent answers; the supervisor reads along, is audited, and the agent is told that it may be so', async () => {
  await customer.page.goto(stack.run.widget.demo_url);
  await customer.the('widget-open').click();
  await customer.the('widget-field-name').fill('Ann Example');
  await customer.the('widget-field-email').fill('ann@example.com');
  await customer.the('widget-first').fill('Is the oven repaired?');
  await customer.the('widget-begin').click();
  await takeOffer(agent.the);
  await reads(customer, 'widget-state', 'Maya Okafor is with you.');
  await lead.the('floor').locator('button', { hasText: 'Ann Example' }).click();
  await reads(lead, 'message', 'Is the oven repaired?');
  assert.equal(await audited('conversation_monitor'), 1);
  await reads(agent, 'notice', 'Supervisors may read along');
  await customer.the('widget-text').pressSequentially('and');
  await agent.the('customer-types').waitFor();
  await customer.the('widget-text').fill('');
});

test('the agent asks the Work user meanwhile: formatted here, plain there with a page of its own; no typing, no receipts', async () => {
  await agent.the('find-colleague').click();
  await agent.the('find-name').fill('wim');
  await agent.the('mate', accountOf(wim, 'work')).click();
  await agent.the('editor').waitFor();
  await agent.the('composer-text').click();
  await agent.page.keyboard.type('Is the oven of ');
  await agent.page.keyboard.press('Control+b');
  await agent.page.keyboard.type('Ann Example');
  await agent.page.keyboard.press('Control+b');
  await agent.page.keyboard.type(' done?');
  await agent.the('composer-send').click();
  await worker.the('chat', accountOf(maya, 'agent')).click();
  await reads(worker, 'said', 'Is the oven of Ann Example done?');
  assert.equal(await worker.the('said').locator('b').filter({ hasText: 'Ann Example' }).count(), 0, 'the plain form');
  const [page] = await Promise.all([worker.page.context().waitForEvent('page'), worker.the('open-formatted').click()]);
  await eventually(() => page.locator('main b').textContent(), 'Ann Example');
  await page.close();
  await worker.the('composer-text').pressSequentially('Yes');
  await write(worker, 'Yes, it can be fetched');
  await reads(agent, 'said', 'Yes, it can be fetched');
  assert.equal(await agent.the('types').count() + await agent.the('receipt').count() + await worker.the('receipt').count(), 0);
  await agent.shot('40-together-agent');
  await worker.shot('41-together-work');
});

test('the Work user gives a file, which the agent has as a link and can\'t give on; the supervisor knows nothing of that chat', async () => {
  await worker.the('attach-input').setInputFiles({ name: 'oven.png', mimeType: 'image/png', buffer: PNG });
  await worker.the('given', '[data-state=stored]').waitFor();
  await write(worker, 'the bill');
  await reads(agent, 'said', 'the bill');
  await agent.page.locator('[data-testid=said-file]', { hasText: 'oven.png' }).first().waitFor();
  assert.equal(await agent.the('attach').count(), 0);
  for (const secret of ['can be fetched', 'the bill', 'Wim']) assert.ok(!(await words(lead)).includes(secret), `the supervisor reads "${secret}"`);
});

test('two agents\' chat is live for their supervisor, with the notice on both sides; nobody else has it', async () => {
  const { id } = await good(tomas.call('POST', '/api/v1/conversations', { user: maya.id, side: 'agent', text: 'can you take my late shift?' }), 201);
  await agent.the('chat', accountOf(await idOf('tomas'), 'agent')).click();
  await reads(agent, 'said', 'can you take my late shift?');
  await reads(agent, 'notice', 'Supervisors may read along');
  await lead.the('chat-row').waitFor();
  await lead.the('chat-row').click();
  await reads(lead, 'message', 'can you take my late shift?');
  await write(agent, 'only on Friday');
  await reads(lead, 'message', 'only on Friday');
  assert.equal(await audited('conversation_monitor'), 2);
  for (const who of [worker, customer]) assert.ok(!(await words(who)).includes('shift'));
  await lead.shot('42-together-supervisor');
  await good(tomas.call('POST', `/api/v1/conversations/${id}/end`));
  await until('it is out of the agent\'s list', async () => !(await words(agent)).includes('only on Friday'));
});

test('chatd dies under all four: each page says so, comes back, and has each text once and in order', async () => {
  await agent.the('conversation').first().click();
  const { page } = agent;
  await write(agent, 'It is ready');
  await reads(customer, 'widget-message', 'It is ready');
  await lead.the('floor').locator('button', { hasText: 'Ann Example' }).click();
  await reads(lead, 'message', 'It is ready');
  await withOutage(everybody(), async () => {
    stack.signal('chatd', 'SIGKILL');
    for (const who of [agent, lead, worker]) await who.the('banner').waitFor();
    await customer.the('widget-text').fill('Until when are you open?');
    await customer.the('widget-text').press('Enter');
    await stack.ensure();
    for (const [who, id] of [[agent, 'workspace'], [worker, 'work'], [lead, 'supervise']]) await who.the(id, '[data-link=live]').waitFor();
    await reads(agent, 'message', 'Until when are you open?');
  });
  await write(agent, 'Until six');
  const said = ['Is the oven repaired?', 'It is ready', 'Until when are you open?', 'Until six'];
  for (const [who, id] of [[agent, 'message'], [lead, 'message'], [customer, 'widget-message']]) {
    await eventually(async () => (await who.the(id).allTextContents()).flatMap((text) => said.filter((one) => text.includes(one))), said);
  }
  await page.bringToFront();
});

test('the supervisor joins, then takes over; the customer and the agent see who is there; the agent\'s other chat stands', async () => {
  await lead.the('join').click();
  await write(lead, 'Rosa here: keep the bill for the guarantee');
  await reads(customer, 'widget-message', 'keep the bill');
  await reads(agent, 'asked', 'Here, and writes to the customer, too: Rosa Marchetti');
  await lead.the('leave').click();
  await lead.the('take-over').click();
  await lead.the('take-over-confirm').click();
  await reads(customer, 'widget-state', 'Rosa Marchetti is with you');
  await until('it has left the agent', async () => (await agent.the('conversation').count()) === 0);
  await agent.the('chat', accountOf(wim, 'work')).click();
  await reads(agent, 'said', 'the bill');
  await customer.shot('43-together-customer');
  for (const who of everybody()) assert.deepEqual(await faults(who.page), []);
});

test('the agent logs out: the Work user sees them offline and a text is refused, nothing of it is lost', async () => {
  await agent.the('status').click();
  await agent.the('logout').click();
  await agent.the('login-username').waitFor();
  await worker.the('chat', accountOf(maya, 'agent')).click();
  await reads(worker, 'shown', 'Offline');
  await worker.the('composer-text').fill('one more thing');
  await worker.withErrors(['409 /api/v1/conversations'], async () => {
    await worker.the('composer-send').click();
    await reads(worker, 'composer-problem', 'logged out');
  });
  await eventually(() => worker.the('composer-text').inputValue(), 'one more thing', 'it stays in the composer');
  assert.equal((await stack.query("SELECT 1 FROM messaging.message WHERE text = 'one more thing'")).length, 0);
});
