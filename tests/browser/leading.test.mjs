// Who supervises changes what the router or an agent did, each with a reason, and asks why: in a real Chromium (SV-3 to SV-7).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { accept, assigned, finish, status } from '../lib/desk.mjs';
import { eventually, logIn, openPage } from '../lib/page.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, adam, maya, page, the, shot, withErrors, close;
before(async () => {
  stack = await Stack.start({ name: 'leading', instances: 'presenced routerd smsgw chatd', testClock: 'noon' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  maya = await Client.ready(stack, stack.user('agent', 0));
  await call('POST', 'status-codes', { status: 'on_break', name: 'Coaching' });
  const [tenant] = (await adam.call('GET', '/api/v1/tenants')).body.data;
  await call('PATCH', `tenants/${tenant.id}`, { codes_required: ['on_break'] }, { 'if-match': tenant.version });
  ({ page, the, shot, withErrors, close } = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' }));
  await page.goto(stack.base + '/');
  await logIn(the, stack.user('supervisor'));
  await the('open-live').click();
});
after(async () => { maya?.close(); await close?.(); await stack?.stop(); });

async function call(method, path, body, headers) {
  const answer = await adam.call(method, `/api/v1/${path}`, body, { headers });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body;
}
const says = (id, words) => eventually(() => the(id).last().textContent(), words);
const row = (id) => the('line-rows').locator(`li[data-interaction="${id}"]`);
const line = () => the('line-rows').locator('li').evaluateAll((rows) => rows.map((one) => one.dataset.interaction));
// What has the focus at the moment at which the dialog leaves the page, before another key could be pressed.
async function focusAfter(dialog, run) {
  await page.evaluate((id) => {
    window.focusAfter = new Promise((tell) => {
      new MutationObserver((_, watch) => {
        if (document.querySelector(`[data-testid=${id}]`)) return;
        watch.disconnect();
        tell(document.activeElement.textContent);
      }).observe(document.body, { childList: true, subtree: true });
    });
  }, dialog);
  await run();
  return page.evaluate(() => window.focusAfter);
}

async function waits(body) {
  const number = newNumber();
  await text(stack.channel('twilio'), number, body);
  const [{ id }] = await until('waiting', async () => {
    const found = await stack.query(`SELECT i.id::text AS id FROM routing.interaction i JOIN messaging.conversation c ON c.id = i.conversation
      WHERE c.number = $1 AND i.state = 'waiting'`, [number]);
    return found.length > 0 && found;
  });
  return { id, number };
}
async function step(reason) {
  await the('step-reason').fill(reason);
  await the('step-confirm').click();
}

// Names of those that lie over one another, or whose words are cut.
const footFaults = (of) => of('side').locator('.foot').evaluate((foot) => {
  const words = (it) => { const range = document.createRange(); range.selectNodeContents(it); return range.getBoundingClientRect(); };
  const all = [...foot.children].map((it) => [it.dataset.testid, it.matches('button, a') ? it.getBoundingClientRect() : words(it)]);
  return all.flatMap(([name, one], n) => all.slice(n + 1).filter(([, other]) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom).map(([other]) => `${name} and ${other}`));
});
const cutNames = (of) => of('mate').locator('.cut').evaluateAll((names) => names.filter((name) => name.scrollWidth > name.clientWidth).map((name) => name.textContent));

test('the footer of who leads has room for all of it, and a long status takes nobody\'s name', async () => {
  await the('dialog-close').click();
  await the('mate').first().waitFor();
  await the('mate').locator('small').evaluateAll((all) => all.forEach((one) => { one.textContent = 'Work Offline · in wrap-up'; }));
  assert.deepEqual(await cutNames(the), []);
  assert.deepEqual(await footFaults(the), []);
  await shot('leading-side');
  await call('POST', 'users', { username: 'both-leading', name: 'Bo Both', password: 'seven green chairs', role: 'administrator', has_seat: true });
  const both = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens' });
  try {
    await both.page.goto(stack.base + '/');
    await logIn(both.the, { username: 'both-leading', password: 'seven green chairs' });
    await both.the('open-gateway').waitFor();
    assert.deepEqual(await footFaults(both.the), [], 'with one button more');
    await both.shot('leading-side-both');
  } finally { await both.close(); }
  await the('open-live').click();
});

test('an agent\'s status is changed with code and reason; what is missing is said at its field, by name', async () => {
  const name = the('live-agents').locator(`tr[data-agent="${maya.id}"]`).locator('[data-testid=live-agent-open]');
  await name.focus();
  await page.keyboard.press('Enter');
  await the('agent-status').waitFor();
  await says('agent-status', /Available.*by their own choice at/);
  await the('lead-status').selectOption('on_break');
  await withErrors(['422 /api/v1/agents/:id/status'], async () => {
    await the('lead-confirm').click();
    await says('lead-problem', /^Maya Okafor: .*reason/);
  });
  await the('lead-code', '[aria-invalid=true]').waitFor();
  await the('lead-code').selectOption({ label: 'Coaching' });
  await the('lead-reason').fill('Call Anna first');
  await the('lead-confirm').click();
  await says('told', /^Maya Okafor: On Break now\.$/);
  await says('agent-status', /On Break: Coaching.*by Rosa Marchetti at \d.*: Call Anna first/);
  await shot('12-agent');
  const own = (await maya.call('GET', '/api/v1/me/status')).body.state;
  assert.deepEqual([own.status, own.code_name, own.set_by_name, own.reason], ['on_break', 'Coaching', 'Rosa Marchetti', 'Call Anna first']);
  assert.equal(await focusAfter('agent-dialog', () => page.keyboard.press('Escape')), 'Maya Okafor', 'the focus is back where it was');
  await eventually(() => the('live-agents').locator(`tr[data-agent="${maya.id}"] [data-cell=status]`).textContent(), /by Rosa Marchetti at/);
});

let first, second, third;
test('the line of a queue stands in its order; one is put first, one moved, each with a reason', async () => {
  first = await waits('one');
  second = await waits('two');
  third = await waits('three');
  await the('live-queues').locator('tr[data-queue="1"] [data-testid=live-queue-open]').click();
  await until('three in line', async () => (await line()).join() === [first.id, second.id, third.id].join());
  await row(third.id).locator('[data-testid=line-reorder]').click();
  await the('step-confirm').click();
  await says('step-problem', /: Say why\.$/);
  await step('promised a call');
  await the('step-dialog').waitFor({ state: 'detached' });
  await says('told', /is first now\.$/);
  await until('first', async () => (await line()).join() === [third.id, first.id, second.id].join());
  await shot('13-queue');
  await row(second.id).locator('[data-testid=line-move]').click();
  await step('is about an invoice');
  await says('step-problem', /: Choose a queue\.$/);
  await the('step-target').selectOption({ label: 'Billing' });
  await the('step-confirm').click();
  await says('told', /waits in Billing now\.$/);
  await until('gone from the line', async () => (await line()).join() === [third.id, first.id].join());
  const decided = (await adam.call('GET', `/api/v1/interactions/${second.id}/why`)).body.decisions.map((d) => d.words);
  assert.ok(decided.includes('Rosa Marchetti moved it to Billing: is about an invoice'), decided.join('\n'));
});

test('why nobody has what waits, and why an agent gets nothing, is said in words', async () => {
  await row(first.id).locator('[data-testid=line-why]').click();
  await says('why-now', /^Nobody can be offered it: .*not Available/);
  await says('why-agents', /Maya Okafor: not Available/);
  await says('why-decisions', /Is not Available/);
  await shot('14-why');
  await page.keyboard.press('Escape');
  await the('why-dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await the('live-agents').locator(`tr[data-agent="${maya.id}"] [data-testid=live-agent-open]`).click();
  await says('agent-why', /Is On Break: offers come while Available\..*Orders \(2 waiting\)/);
  let asked = 0;
  const count = (request) => { if (request.url().endsWith(`/agents/${maya.id}/why`)) asked++; };
  page.on('request', count);
  for (let boards = 0; boards < 2; boards++)
    await page.waitForResponse(async (r) => r.url().includes('/api/v1/wallboard') && (await r.json()).changed);
  page.off('request', count);
  assert.equal(asked, 0, 'it is asked again when the agent is another, not whenever the board is');
  await page.keyboard.press('Escape');
  await the('agent-dialog').waitFor({ state: 'detached' });
});

test('an offer is pulled back; a step that comes too late says so, by name', async () => {
  await the('live-queues').locator('tr[data-queue="1"] [data-testid=live-queue-open]').click();
  assert.equal((await status(maya, 'available')).status, 200);
  const offer = await maya.offerOf(third.number);
  await row(third.id).locator('[data-testid=line-withdraw]').waitFor();
  await eventually(() => row(third.id).textContent(), /offered to Maya Okafor/);
  await row(third.id).locator('[data-testid=line-withdraw]').click();
  await step('another agent knows them');
  await says('told', /: the offer to Maya Okafor is pulled back\.$/);
  await maya.see('offer', (s) => s.offer === offer.id && s.state === 'withdrawn' && s.cause === 'supervisor');
  const next = await maya.offerOf(first.number);
  await row(first.id).locator('[data-testid=line-withdraw]').click();
  const it = await accept(maya, next);
  await withErrors(['409 /api/v1/offers/:id/withdraw'], async () => {
    await step('too late');
    await says('step-problem', /: The offer was accepted a moment ago\.$/);
  });
  await page.keyboard.press('Escape');
  await until('it has left the line', async () => !(await line()).includes(first.id));
  await finish(maya, it);
});

test('a figure shows its formula, its time zone and the interactions behind it', async () => {
  await until('the count', async () => (await the('counter-answered').locator('b').textContent()) === '1');
  await says('figures', /Today, since midnight in Europe\/Berlin/);
  await eventually(() => the('figures').locator('tr[data-figure=service_level]').textContent(), /100 %.*answered_in_time \/ \(answered \+ abandoned - abandoned_in_time\)/);
  await the('counter-answered').click();
  await until('the list', async () => (await the('behind-rows').locator('tbody tr').count()) === 1);
  await says('behind-dialog', new RegExp(`Answered: Orders.*in Europe/Berlin.*${first.id}`));
  await the(`behind-why-${first.id}`).click();
  await says('why-decisions', /Offered to Maya Okafor, accepted/);
  for (const id of ['why-dialog', 'behind-dialog', 'queue-dialog']) {
    await page.keyboard.press('Escape');
    await the(id).waitFor({ state: 'detached' });
  }
  assert.equal(await the('live-dialog').count(), 1, 'one Escape, one dialog');
});

test('an alarm says what crossed which line and when, and stands among the earlier ones when it is over', async () => {
  await status(maya, 'work_offline');
  const { id, number } = await waits('again');
  await call('POST', 'alarms', { name: 'Long wait', queue_id: '1', kind: 'oldest_wait', threshold: 1000, owner_id: '5' });
  await says('live-alarms', /Long wait · Orders: oldest wait \d+:\d\d, above 0:01, since .*Rosa Marchetti sees to it/);
  await status(maya, 'available');
  await until('all are taken', async () => {
    for (const offer of (await maya.call('GET', '/api/v1/workspace')).body.offers) await maya.call('POST', `/api/v1/offers/${offer.id}/accept`);
    return (await stack.query("SELECT 1 FROM routing.interaction WHERE queue = 1 AND state IN ('waiting', 'offered')")).length === 0;
  }, 60000, 200);
  await until('no alarm', async () => (await the('live-alarms').locator('li').count()) === 0);
  await the('live-earlier').locator('summary').click();
  await says('live-earlier', /Long wait · Orders: oldest wait .* from .* to /);
  assert.ok(id && number);
});

test('a narrow window has all of it, and nothing went wrong on the way', async () => {
  await page.setViewportSize({ width: 400, height: 800 });
  await the('live-agents').locator(`tr[data-agent="${maya.id}"] [data-testid=live-agent-open]`).click();
  await the('agent-status').waitFor();
  await shot('15-agent-narrow');
  await eventually(() => the('agent-dialog').evaluate((one) => one.scrollWidth > one.clientWidth), false, 'nothing scrolls sideways');
});

test('who took a conversation over says why it ends (SMS-7)', async () => {
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const id of ['agent-dialog', 'live-dialog']) {
    await page.keyboard.press('Escape');
    await the(id).waitFor({ state: 'detached' });
  }
  const taken = await assigned(maya, stack.channel('twilio'), newNumber()), rosa = await Client.login(stack, stack.user('supervisor'));
  assert.equal((await rosa.call('POST', `/api/v1/interactions/${taken.id}/take-over`)).status, 200);
  await the('conversation', `[data-interaction="${taken.id}"]`).click();
  await the('message').waitFor();
  await the('conversation', `[data-interaction="${taken.id}"][data-unread="0"]`).waitFor();
  await the('end').click();
  await the('end-confirm').click();
  await eventually(() => the('end-reason').evaluate((field) => field.matches(':invalid:focus')), true, 'it does not end without');
  await the('end-reason').fill('Abuse');
  await the('end-confirm').click();
  await the('wrap-up').waitFor();
  const [{ detail }] = await stack.query("SELECT detail FROM ops.audit WHERE kind = 3 AND key = $1 AND action = 'interaction_end'", [taken.id]);
  assert.deepEqual(detail, { agent: maya.id, reason: 'Abuse' });
});
