// A customer's call in the workspace, brought to somebody else (SP-12), in a real Chromium over the real daemons: asked by name, all three, left together, given
// at once; a refusal is said at its place; by keyboard alone.
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually, faults, focused, logIn, openPage, reads } from '../lib/page.mjs';
import { DAEMONS, SOUND, inTalk, noCall, phoneOn } from '../lib/pagephone.mjs';
import { Calls } from '../lib/voice.mjs';

let calls, page, the, shot, keep, withErrors, close, wim, lee;
before(async () => {
  calls = await Calls.start({ name: 'callcard', instances: DAEMONS });
  const worker = await calls.worker('wim', '2611', { first_name: 'Wim', last_name: 'de Vries', name: 'Wim de Vries' });
  wim = await calls.register(worker);
  (await calls.agent('kim', { phone: 'page' })).close(); // the page is her one
  lee = await calls.agent('lee', { first_name: 'Lee', last_name: 'Long', name: 'Lee Long' });
  const second = await calls.make('queues', { name: 'Second line', medium: 'voice', wrap_ms: 1000, on_miss: null });
  await calls.make('memberships', { queue_id: second.id, agent_id: lee.user.id });
  ({ page, the, shot, keep, withErrors, close } = await openPage({ size: { width: 1280, height: 800 }, screens: process.env.WRITE_SCREENS ? 'docs/screens' : 'build/screens', args: SOUND }));
  await page.goto(calls.stack.base + '/');
  await logIn(the, { username: 'kim', password: 'seven green chairs' });
  await phoneOn(the);
});
after(async () => { await close?.(); await calls?.stop(); });

const tools = (state) => the('call-tools', `[data-consult=${state}]`).waitFor();
const good = async (what) => assert.deepEqual(await faults(page), [], what);
const words = (pattern) => reads({ the }, 'consult-words', pattern);
async function begins() {
  const caller = await inTalk(the, calls);
  await the('conversation', '[data-state=assigned]').click();
  await tools('none');
  return caller;
}
async function wrapped() {
  await calls.wrapped();
  await noCall(the);
}

test('a colleague is asked by name while the customer waits, all three talk, then they are left together (SP-12)', async () => {
  const caller = await begins();
  await the('bring-in').click();
  await the('bring-in-who').fill('vries');
  await the('dial-way', '[data-number="2611"]').waitFor();
  await good('somebody is looked for');
  await shot('72-call-bring-in');
  await the('dial-way', '[data-number="2611"]').click();
  await the('bring-in-ask').click();
  const asked = await wim.called();
  await tools('ringing');
  await words(/rings at Wim de Vries .*the customer waits/);
  await good('it rings');
  asked.ring();
  await asked.answer();
  await tools('talking');
  await words(/You talk with Wim de Vries .*hears music/);
  await reads({ the }, 'call-facts', /^You talk with Wim de Vries .*hears music$/); // the phone's card says no other
  assert.equal(await the('call-hold').count(), 0, 'no hold meanwhile');
  await asked.hears(20);
  await caller.hears(20);
  await good('one asks');
  await shot('72-call-consult');
  await the('consult-conference').click();
  await tools('conference');
  await words(/All three talk/);
  await reads({ the }, 'call-facts', /^All three talk/);
  await Promise.all([asked.hears(20), caller.hears(20)]);
  await shot('72-call-conference');
  await good('all three');
  await the('consult-complete').click();
  await wrapped();
  await Promise.all([asked.hears(20), caller.hears(20)]);
  await caller.bye();
  await asked.has('BYE');
});

test('who is asked is let go: the customer is back; by keyboard alone', async () => {
  const caller = await begins();
  await the('bring-in').focus();
  await page.keyboard.press('Enter');
  await focused(page, 'bring-in-who');
  await page.keyboard.type('2611');
  await page.keyboard.press('Escape');
  await focused(page, 'bring-in');
  await page.keyboard.press('Enter');
  await focused(page, 'bring-in-who');
  await page.keyboard.type('2611');
  await page.keyboard.press('Enter');
  const asked = await wim.called();
  await asked.answer();
  await tools('talking');
  await the('consult-end').focus();
  await page.keyboard.press('Enter');
  await tools('none');
  await asked.has('BYE');
  await caller.hears(20);
  await reads({ the }, 'call-facts', 'in talk');
  await the('call-hold').click();
  await reads({ the }, 'call-words', 'On hold');
  await the('call', '[data-held=true]').waitFor();
  await shot('72-call-held');
  await good('on hold');
  await the('call-hold').click();
  await reads({ the }, 'call-words', 'In the call');
  await caller.bye();
  await wrapped();
});

// What is cut of it, beside a keypad that is open.
const cutParts = () => page.evaluate(() => {
  const box = (selector) => document.querySelector(selector).getBoundingClientRect(), inside = (it) => it.scrollHeight <= it.clientHeight && it.scrollWidth <= it.clientWidth;
  return Object.entries({
    'the number': inside(document.querySelector('[data-testid=talk-customer]')), 'the header': inside(document.querySelector('.talk .head')) && box('.talk .head').top >= box('.talk').top,
    'the card': box('.call-card').bottom <= box('.top').bottom, 'the note': box('.talk > :last-child').bottom <= innerHeight,
  }).filter(([, whole]) => !whole).map(([name]) => name);
});

test('with the keypad of the page\'s phone open, wide and at 400 px, number, header, card and note are whole', async () => {
  const caller = await begins();
  await the('call-keys').click();
  await the('key-5').click();
  await the('call-quality').waitFor({ state: 'attached' });
  await the('where-later').click();
  for (const width of [1280, 400]) {
    await page.setViewportSize({ width, height: 800 });
    await eventually(cutParts, [], `nothing is cut at ${width}`);
    await shot(`72-call-keypad-${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await caller.bye();
  await wrapped();
});

test('what is refused is said at its place; the customer is given away at once', async () => {
  const caller = await begins();
  await the('transfer').click();
  await the('transfer-bring-in').click();
  await focused(page, 'bring-in-who');
  await the('bring-in-who').fill('2699');
  await withErrors(['422 /api/v1/interactions/:id/call/consult'], async () => {
    await the('bring-in-ask').click();
    await reads({ the }, 'call-problem', /number|extension|nobody/i);
  });
  await good('refused');
  await shot('72-call-refused');
  await the('bring-in-who').fill('2611');
  await the('bring-in-give').click();
  const given = await wim.called();
  await tools('ringing');
  await given.answer();
  await Promise.all([given.hears(20), caller.hears(20)]);
  await wrapped();
  await given.bye();
  await caller.has('BYE');
  await calls.nothingLeft();
});

const queueSet = async (body) => {
  const { version } = (await calls.adam.call('GET', `/api/v1/queues/${calls.queue.id}`)).body;
  const { status, body: said } = await calls.adam.call('PATCH', `/api/v1/queues/${calls.queue.id}`, body, { headers: { 'if-match': `"${version}"` } });
  assert.equal(status, 200, JSON.stringify(said));
};
const taped = (state) => the('call-recording', `[data-state=${state}]`).waitFor();

test('the answer to giving the customer away is lost: nobody is rung again by itself, and the agent is told to look', async () => {
  const caller = await begins();
  let asked = 0, lose;
  const lost = new Promise((go) => { lose = go; });
  await page.route(/\/call\/transfer$/, async (route) => { asked++; await route.fetch(); await lost; await route.abort(); });
  await the('bring-in').click();
  await the('bring-in-who').fill('2611');
  await the('bring-in-give').click();
  const leg = await wim.called();
  await tools('ringing');
  leg.refuse(486);
  await tools('none');
  await withErrors(['ERR_FAILED /api/v1/interactions/:id/call/transfer'], async () => {
    lose();
    await reads({ the }, 'call-problem', 'it may have been done: look at the call before you try again');
  });
  assert.equal(asked, 1);
  await caller.hears(20);
  await page.unroute(/\/call\/transfer$/);
  await caller.bye();
  await wrapped();
});

test('a recording is paused while card data are said and goes on, by its button; what becomes of it is said (SP-15)', async () => {
  await queueSet({ record: true, record_announce: false });
  const caller = await begins();
  await taped('on');
  await eventually(() => the('recording-turn').textContent(), 'Pause the recording');
  await eventually(() => the('call-recording').getAttribute('role'), 'status');
  await good('recorded');
  await keep('72-call-recorded');
  await the('recording-turn').focus();
  await page.keyboard.press('Enter');
  await taped('paused');
  await focused(page, 'recording-turn');
  await eventually(() => the('recording-turn').textContent(), 'Record again');
  await good('paused');
  await keep('72-call-recording-pauses', ['light', 'dark']);
  await the('recording-turn').click();
  await taped('on');
  await caller.bye();
  await wrapped();
});

test('a recording that can\'t be made is said at the call, which goes on; there is nothing to pause', async () => {
  const folder = join(calls.stack.dir, 'recordings', 'voiced');
  chmodSync(folder, 0o500);
  try {
    const caller = await begins();
    await taped('failed');
    await reads({ the }, 'call-recording', /^Not recorded/);
    await the('recording-turn').waitFor({ state: 'detached' });
    await caller.hears(20);
    await good('not recorded');
    await keep('72-call-not-recorded');
    await caller.bye();
    await wrapped();
  } finally {
    chmodSync(folder, 0o700);
    await queueSet({ record: false });
  }
});

// By name, in the conversation's own dialog.
async function giveTo(name, note) {
  await the('transfer').click();
  await the('transfer-targets').getByText(name).waitFor();
  await good('to whom');
  await the('transfer-targets').getByText(name).click();
  await the('transfer-note').fill(note);
  await the('transfer-confirm').click();
}

// Lee picks up what was given away: the page's own call is gone, caller and lee talk, the caller hangs up.
async function leeTakes(caller) {
  const leg = await lee.phone.called();
  await caller.hears(20);
  await leg.answer();
  await Promise.all([leg.hears(20), caller.hears(20)]);
  await noCall(the);
  await caller.bye();
  await calls.state('ended');
}

test('the call is given to another queue: the caller hears music, its agent is offered it and talks', async () => {
  const caller = await begins();
  await calls.available(lee);
  await giveTo('Queue Second line', 'about an invoice');
  await leeTakes(caller);
  await lee.call('PUT', '/api/v1/me/status', { status: 'on_break' });
  await calls.nothingLeft();
});

test('the call is given to a colleague by name, who takes it; the page\'s own ends', async () => {
  const caller = await begins();
  await calls.available(lee);
  await giveTo('Lee Long', 'knows you');
  await keep('72-call-given');
  await leeTakes(caller);
  await calls.nothingLeft();
});
