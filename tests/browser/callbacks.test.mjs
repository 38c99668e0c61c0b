// Callbacks that callers of a queue were promised, in the workspace (RT-9): seen by the queue's agents, taken, called by the page's phone, given
// back, done; nobody else's; no press meant for another, no note lost. The callers are real calls, which overflow.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { drawn, eventually, faults, fits, focused, logIn, openPage, reads } from '../lib/page.mjs';
import { DAEMONS, SOUND, noCall, phoneOn } from '../lib/pagephone.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const OVERFLOW = { overflow_action: 'callback', overflow_after_ms: 1000 };
const KNOWN = '+12025550177', OTHER = '+12025550301', PASSWORD = 'seven green chairs', READ = '**/me/callbacks?*';
let calls, out, kim, lea;
before(async () => {
  calls = await Calls.start({ name: 'callbacks', instances: DAEMONS, queue: OVERFLOW });
  out = await calls.ua({ host: '127.0.0.3' });
  const trunk = await calls.make('trunks', { name: 'Out', host: out.host, port: out.local, transport: 'udp', sources: [out.host] });
  await calls.make('dial-rules', { prefix: '+1', action: 'allow', trunk_ids: [trunk.id] });
  [kim, lea] = [await person('kim'), await person('lea')];
});
after(async () => { await kim?.close(); await lea?.close(); await calls?.stop(); });

// An agent of the queue on their page. told: what the stream has told it of callbacks; late(): the stream's frames come after this.
async function person(username) {
  const agent = await calls.agent(username, { phone: 'page' }), told = [];
  agent.close(); // the page is their one
  const open = await openPage({ size: { width: 1280, height: 900 }, screens: process.env.SCREENS ?? 'build/screens', args: SOUND });
  const held = [];
  let holds = false;
  await open.page.routeWebSocket(/\/api\/v1\/stream/, (page) => {
    page.connectToServer().onMessage((text) => {
      if (String(text).includes('"kind":"callback"')) told.push(JSON.parse(text));
      if (holds) held.push(() => page.send(text));
      else page.send(text);
    });
  });
  const late = async (meanwhile) => {
    holds = true;
    try { await meanwhile(); } finally { holds = false; for (const send of held.splice(0)) send(); }
  };
  const read = open.page.waitForResponse(READ);
  await open.page.goto(`${calls.stack.base}/`);
  await logIn(open.the, { username, password: PASSWORD });
  await read;
  await open.page.route(READ, () => {}); // no answer: until it is loaded again, the page knows callbacks by the stream alone
  return Object.assign(open, { user: agent.user, told, late });
}

// A caller waits, is promised a call back, and hears the end of the call.
async function promised({ from = CALLER, to = CALLED } = {}) {
  const caller = await calls.carrier.call(to, { from });
  await caller.has(200);
  await caller.has('BYE', 30000);
  return until('it was promised', async () => (await listed()).find((one) => one.number === from && one.state === 'waiting'));
}
const listed = async (query = '') => (await calls.adam.call('GET', `/api/v1/callbacks${query}`)).body.data;
const row = ({ the }, { id }, state) => the('callback', `[data-id="${id}"]${state ? `[data-state=${state}]` : ''}`);
const shows = (who, one, state = 'waiting') => row(who, one, state).waitFor();
const lacks = (who, one) => row(who, one).waitFor({ state: 'detached' });
// A row that has just come, moved or changed takes no click for a moment.
// The page looks again and again where its rows are, and marks who stands: with the mark taken away, it is there again after such a look.
async function ready(who, one, state) {
  await row(who, one, state).evaluate((stands) => stands.removeAttribute('data-ready'));
  await row(who, one, state).and(who.page.locator('[data-ready]')).waitFor();
}
async function press(who, one, what) {
  await ready(who, one);
  await row(who, one).getByTestId(`callback-${what}`).click();
}
// Clicks what stands in the middle of `box` as soon as the row has become `state` and its buttons wait for no answer: the second click of two, however slow
// the machine is, where the answer is what changes the row (late). Answers what it met.
function clickAgain({ page }, { id }, state, box) {
  return page.evaluate(({ id, state, x, y }) => new Promise((done) => {
    new MutationObserver((_, watch) => {
      const row = document.querySelector(`[data-testid=callback][data-id="${id}"]`);
      if (row?.dataset.state !== state || row.querySelector('[aria-disabled=true]')) return;
      watch.disconnect();
      const met = document.elementFromPoint(x, y);
      met.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1, view: window })); // 1: a browser may count anew
      done(`${met.dataset.testid} ${met.closest('[data-testid=callback]')?.dataset.id}`);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  }), { id, state, x: box.x + box.width / 2, y: box.y + box.height / 2 });
}
// Clicks a button of the row as soon as it stands elsewhere in the window.
function clickMoved(who, one, what) {
  return row(who, one).getByTestId(`callback-${what}`).evaluate((button) => new Promise((done) => {
    const { top } = button.getBoundingClientRect();
    new MutationObserver((_, watch) => {
      if (button.getBoundingClientRect().top === top) return;
      watch.disconnect();
      button.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1, view: window }));
      done();
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  }));
}
const good = async ({ page }, but = 'page-has-heading-one') => assert.deepEqual((await faults(page)).filter((rule) => !rule.startsWith(but)), []);
async function finish(who, one, note = '') {
  await press(who, one, 'done');
  await focused(who.page, 'callback-note');
  await who.the('callback-note').fill(note);
  await press(who, one, 'end');
  await lacks(who, one);
}

test('a promised callback is shown to the queue\'s agents at once: who, in which queue, since when, and how many wait', async () => {
  for (const who of [kim, lea]) assert.equal(await who.the('callbacks').count(), 0, 'nothing is shown while nobody is to be called back');
  const one = await promised();
  for (const who of [kim, lea]) {
    await shows(who, one);
    await eventually(() => who.the('callbacks').getAttribute('data-waiting'), '1');
    await eventually(() => who.the('callbacks').locator('h2').textContent(), /^Callbacks 1 waiting$/);
    await eventually(() => row(who, one).getByTestId('callback-who').textContent(), '+1 202 555 0142');
    await reads(who, 'callback', calls.queue.name);
    assert.equal(await row(who, one).locator('time').getAttribute('datetime'), one.requested_at);
  }
  await eventually(() => kim.the('said-soon').textContent(), /^A callback waits in .*Calls/);
  await good(kim);
  await kim.shot('callbacks-waiting');
});

test('whoever takes it has it: the colleague\'s page loses it, and has it again when it is given back', async () => {
  const [one] = await listed('?state=waiting');
  await press(kim, one, 'take');
  await lacks(lea, one);
  await lea.the('callbacks').waitFor({ state: 'detached' });
  await shows(kim, one, 'taken');
  await focused(kim.page, 'callback-call');
  assert.equal(await row(kim, one).getByTestId('callback-call').getAttribute('href'), `tel:${CALLER}`, 'without a phone in the page the number is there for another one');
  for (const colorScheme of ['dark', 'light']) {
    await kim.page.emulateMedia({ colorScheme });
    await good(kim);
    await kim.shot(`callbacks-taken-${colorScheme}`);
  }
  await kim.page.setViewportSize({ width: 400, height: 900 });
  await press(kim, one, 'done');
  await focused(kim.page, 'callback-note');
  await fits(kim.page);
  await good(kim, 'landmark-one-main'); // a narrow page shows the list alone
  await kim.shot('callbacks-narrow');
  await kim.page.keyboard.press('Escape');
  await focused(kim.page, 'callback-done');
  await kim.page.setViewportSize({ width: 1280, height: 900 });
  await press(kim, one, 'release');
  await shows(lea, one);
  await shows(kim, one, 'waiting');
  await focused(kim.page, 'callback-take');
});

test('of two who take it at the same time one has it; the other is told so', async () => {
  const [one] = await listed('?state=waiting');
  await kim.page.route('**/callbacks/*/take', async (route) => { // hers comes second
    await press(lea, one, 'take');
    await shows(lea, one, 'taken');
    await route.continue();
  });
  await kim.withErrors(['409 /api/v1/callbacks/:id/take'], () => kim.late(async () => {
    await press(kim, one, 'take');
    await lacks(kim, one);
    await reads(kim, 'line', 'Somebody else has taken this callback');
  }));
  await until('its frame', () => kim.told.some(({ id, state }) => id === one.id && state.agent === lea.user.id));
  await drawn(kim.page);
  assert.equal(await row(kim, one).count(), 0);
  await kim.page.unroute('**/callbacks/*/take');
  await kim.the('line-remove').click();
  await press(lea, one, 'release');
  await shows(kim, one);
});

test('it is called by the page\'s phone and done, with what came of it; the page that is loaded again shows what is hers', async () => {
  const [one] = await listed('?state=waiting');
  await phoneOn(kim.the);
  await ready(kim, one);
  const again = clickAgain(kim, one, 'taken', await row(kim, one).getByTestId('callback-take').boundingBox());
  await kim.late(async () => {
    await press(kim, one, 'take');
    assert.equal(await again, `callback-call ${one.id}`);
  });
  await ready(kim, one, 'taken');
  assert.equal(await kim.the('call').count(), 0, 'the second of two clicks calls nobody');
  for (const { page } of [kim, lea]) await page.unroute(READ);
  await kim.page.reload();
  await shows(kim, one, 'taken');
  await kim.the('phone', '[data-state=ready]').waitFor();
  await ready(kim, one);
  const call = row(kim, one).getByTestId('callback-call');
  await call.dblclick();
  await call.evaluate((button) => button.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1, view: window })));
  const leg = await out.called();
  assert.equal(leg.user, CALLER);
  await leg.answer();
  await kim.the('call', '[data-state=talking]').waitFor();
  await leg.hears(20);
  await ready(kim, one);
  await call.click({ force: true });
  await drawn(kim.page);
  assert.equal(await kim.the('call').count(), 1, 'the customer is called once');
  await kim.the('call-end').click();
  await leg.has('BYE');
  await noCall(kim.the);
  await finish(kim, one, 'The parcel is found.');
  await kim.the('callbacks').waitFor({ state: 'detached' });
  assert.deepEqual((await listed('?state=done')).map(({ id, agent, note }) => [id, agent, note]), [[one.id, kim.user.id, 'The parcel is found.']]);
  await lea.the('callbacks').waitFor({ state: 'detached' });
});

test('a known caller has a name and a number; what one has taken stands before what waits', async () => {
  const made = await calls.adam.call('POST', '/api/v1/customers', { name: 'Carla Customer', number: KNOWN, notes: '' });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const first = await promised(), second = await promised({ from: KNOWN });
  await shows(kim, second);
  await eventually(() => row(kim, second).getByTestId('callback-who').textContent(), 'Carla Customer');
  await reads(kim, 'callback', '+1 202 555 0177');
  const order = () => kim.the('callback').evaluateAll((rows) => rows.map(({ dataset }) => dataset.id));
  await eventually(order, [first.id, second.id]);
  await press(kim, second, 'take');
  await eventually(order, [second.id, first.id]);
  await eventually(() => kim.the('callbacks').getAttribute('data-waiting'), '1');
  await kim.shot('callbacks-two');
  await finish(kim, second);
  await press(kim, first, 'take');
  await shows(kim, first, 'taken');
  await finish(kim, first);
});

test('the second click of two takes no other callback: not where the first one made a row move under it', async () => {
  const first = await promised(), second = await promised({ from: KNOWN }), asked = [];
  await ready(kim, first);
  await ready(kim, second);
  kim.page.on('request', (request) => { if (/\/callbacks\/\d+\/(take|release|done)$/.test(request.url())) asked.push(request.url().split('/').slice(-2).join(' ')); });
  const again = clickAgain(kim, second, 'taken', await row(kim, second).getByTestId('callback-take').boundingBox());
  await kim.late(async () => {
    await press(kim, second, 'take');
    assert.equal(await again, `callback-take ${first.id}`, 'the other one has moved there');
  });
  await ready(kim, first, 'waiting');
  await ready(kim, second, 'taken');
  assert.deepEqual(asked, [`${second.id} take`]);
  // By the keyboard one goes to a button before one presses it.
  const other = await promised({ from: '+12025550178' }), theirs = row(kim, other).getByTestId('callback-take');
  await theirs.focus();
  await kim.page.keyboard.down('Enter');
  await focused(kim.page, 'callback-call');
  await ready(kim, other, 'taken');
  await kim.page.keyboard.down('Enter'); // it is still held down
  await kim.page.keyboard.up('Enter');
  await drawn(kim.page);
  assert.equal(await kim.the('call').count(), 0, 'a key that is held down calls nobody');
  await finish(kim, other);
});

test('a click takes no callback that something above the list has just moved under it', async () => {
  const [first, second] = [await listed('?state=waiting'), await listed('?state=taken')].map(([one]) => one), asked = [];
  kim.page.on('request', (request) => { if (request.url().endsWith('/take')) asked.push(request.url()); });
  await ready(kim, first, 'waiting');
  const moved = clickMoved(kim, first, 'take');
  await press(kim, second, 'call');
  await moved; // by the card of the call
  const leg = await out.called();
  await leg.answer();
  await kim.the('call', '[data-state=talking]').waitFor();
  await kim.the('call-end').click();
  await leg.has('BYE');
  await noCall(kim.the);
  await ready(kim, first, 'waiting');
  assert.deepEqual(asked, []);
});

test('a note that is typed stays while others come and go; of a callback that is taken from its agent it is said and can be copied', async () => {
  const [first, second] = [await listed('?state=waiting'), await listed('?state=taken')].map(([one]) => one);
  await press(kim, second, 'done');
  await focused(kim.page, 'callback-note');
  await kim.page.keyboard.type('They want the green');
  await press(lea, first, 'take');
  await lacks(kim, first);
  assert.equal(await kim.the('callback-note').inputValue(), 'They want the green');
  const given = await calls.adam.call('POST', `/api/v1/callbacks/${second.id}/release`, {});
  assert.equal(given.status, 200, JSON.stringify(given.body));
  await reads(kim, 'line', /^The callback of .*Carla Customer.* is not yours any more: it waits again\./);
  assert.equal(await kim.the('line').getByTestId('copy').getAttribute('title'), 'They want the green');
  await focused(kim.page, 'callbacks-title');
  await kim.page.keyboard.type(' chair ');
  await shows(kim, second, 'waiting');
  await good(kim);
  await kim.shot('callbacks-note-kept');
  await kim.the('line-remove').click();
  await finish(lea, first);
  await press(kim, second, 'take');
  await ready(kim, second, 'taken');
  await press(kim, second, 'done');
  assert.equal(await kim.the('callback-note').inputValue(), '', 'it was said once');
  await kim.page.keyboard.type('Half a word');
  await press(kim, second, 'cancel');
  await focused(kim.page, 'callback-done');
  await press(kim, second, 'done');
  assert.equal(await kim.the('callback-note').inputValue(), 'Half a word', 'what was typed is there again');
  // While it is sent nothing takes it back.
  await kim.page.route('**/callbacks/*/done', async (route) => {
    await kim.the('callback-cancel', '[aria-disabled=true]').waitFor();
    await kim.page.keyboard.press('Escape');
    await kim.the('callback-cancel').click({ force: true });
    await drawn(kim.page);
    assert.equal(await kim.the('callback-note').inputValue(), 'Sent.');
    await route.continue();
  });
  await kim.the('callback-note').fill('Sent.');
  await press(kim, second, 'end');
  await lacks(kim, second);
  await kim.page.unroute('**/callbacks/*/done');
  await kim.the('callbacks').waitFor({ state: 'detached' });
  assert.equal(await kim.the('line').count(), 0, 'what one ends oneself is no news');
});

test('who serves the queue no more loses its callbacks at once, and has them again when they serve it', async () => {
  const one = await promised();
  await shows(kim, one);
  await kim.page.route('**/api/v1/workspace', () => {}); // no answer: its snapshots do not tell
  const [its] = (await calls.adam.call('GET', `/api/v1/memberships?queue_id=${calls.queue.id}&agent_id=${kim.user.id}`)).body.data;
  const removed = await calls.adam.call('DELETE', `/api/v1/memberships/${its.id}`, undefined, { headers: { 'if-match': `"${its.version}"` } });
  assert.equal(removed.status, 200, JSON.stringify(removed.body));
  await lacks(kim, one);
  await shows(lea, one);
  await calls.make('memberships', { queue_id: calls.queue.id, agent_id: kim.user.id });
  await shows(kim, one);
  await kim.page.unroute('**/api/v1/workspace');
  await press(kim, one, 'take');
  await ready(kim, one, 'taken');
  await finish(kim, one);
});

test('what another queue or another organisation has promised is not shown', async () => {
  await calls.claim(OTHER);
  const channel = await calls.make('channels', { medium: 'voice', name: 'Second line', number: OTHER });
  const queue = await calls.make('queues', { name: 'Second', medium: 'voice', ...OVERFLOW });
  await calls.make('route-rules', { channel_id: channel.id, position: 1, queue_id: queue.id });
  await calls.make('memberships', { queue_id: queue.id, agent_id: lea.user.id });
  const told = kim.told.length, theirs = await promised({ to: OTHER });
  await shows(lea, theirs);
  const mine = await promised({ from: KNOWN });
  await shows(kim, mine); // the stream is in order: hers came after theirs
  assert.deepEqual(kim.told.slice(told).map(({ id }) => id), [mine.id], 'nor does the stream tell of it');
  const [{ id: tenant }] = await calls.stack.asOwner("INSERT INTO directory.tenant (name) VALUES ('Other') RETURNING id");
  await calls.stack.asOwner(`INSERT INTO routing.callback (tenant, id, interaction, conversation, queue, requested_at)
    SELECT $1, id + 1000, interaction, conversation, queue, requested_at FROM routing.callback WHERE id = $2`, [tenant, mine.id]);
  const read = kim.page.waitForResponse((answer) => answer.url().includes('/me/callbacks'));
  await kim.page.reload();
  assert.deepEqual((await (await read).json()).data.map(({ id }) => id), [mine.id]);
  await shows(kim, mine);
  assert.equal(await kim.the('callback').count(), 1);
  assert.equal(await row(kim, theirs).count(), 0);
});
