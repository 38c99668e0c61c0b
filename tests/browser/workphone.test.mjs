// The Work page as the user's own phone (SP-9, SP-13), two real Chromiums over the real daemons: found by name and called, rung, talked to with
// sound both ways, missed and called back; the same person's workspace rings for queues and not for the extension; forwarding is set on the page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { beAvailable, eventually, faults, fits, focused, logIn, openPage, reads } from '../lib/page.mjs';
import { DAEMONS, SOUND, noCall, pageHears, ringsForOffer, takeCall } from '../lib/pagephone.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const password = 'seven green chairs', screens = process.env.WRITE_SCREENS ? 'docs/screens' : 'build/screens';
let calls, ann, wim, desk, user;

const open = () => openPage({ size: { width: 1200, height: 800 }, screens, args: SOUND });
// In the page: notes are counted, and the window is away when the test says so.
function listen() {
  Object.assign(window, { notes: [], away: false });
  localStorage['trunkline.settings'] ??= JSON.stringify({ notifications: true });
  window.Notification = class { static permission = 'granted'; constructor(title, { body }) { window.notes.push(`${title}: ${body}`); } close() {} };
  document.hasFocus = () => !window.away;
}
async function phoneOn({ page, the }, path, user, view) {
  await page.goto(calls.stack.base + path);
  await logIn(the, { username: user, password }, view);
  await the('open-phone').click();
  await the('phone-on').click();
  await the('phone', '[data-state=ready]').waitFor();
}
const heard = (who) => pageHears(who.the), none = (who) => noCall(who.the);
const section = async (who, name) => { await who.the(`section-${name}`).click(); await who.the(name).waitFor({ state: 'attached' }); };
const good = async (who, what) => assert.deepEqual((await faults(who.page)).filter((one) => !one.startsWith('page-has-heading-one')), [], what);

before(async () => {
  calls = await Calls.start({ name: 'workphone', instances: DAEMONS });
  await calls.worker('wim', '2611', { first_name: 'Wim', last_name: 'de Vries', name: 'Wim de Vries' });
  const both = await calls.agent('ann', { phone: 'page', has_work: true, work_extension: '2612', agent_extension: '8612', first_name: 'Ann', last_name: 'Ångström', name: 'Ann Ångström' });
  ({ user } = both);
  both.close(); // the page is her one
  [ann, wim] = [await open(), await open()];
  await wim.page.addInitScript(listen);
  await ann.page.addInitScript(listen);
  await phoneOn(wim, '/work', 'wim', 'work');
  await phoneOn(ann, '/work', 'ann', 'work');
  desk = { ...ann, page: await ann.page.context().newPage() };
  desk.the = (id, more = '') => desk.page.locator(`[data-testid=${id}]${more}`);
});
after(async () => { await ann?.close(); await wim?.close(); await calls?.stop(); });

test('a colleague is found by name and called: their Work page rings, is answered, both hear each other (SP-9, SP-13)', async () => {
  await ann.the('dialog-close').click();
  await good(ann, 'the page with its phone');
  await ann.page.evaluate(() => { window.away = true; });
  await wim.the('phone-number').fill('ang');
  await wim.the('dial-way', '[data-number="2612"]').waitFor();
  await good(wim, 'the dialog with who was found');
  await wim.shot('73-work-phone-dial');
  await wim.the('phone-call', '[aria-disabled=true]').waitFor(); // a name is no number
  await wim.the('dial-way', '[data-number="2612"]').click();
  await ann.the('call', '[data-state=ringing]').waitFor();
  await until('who is away is told', () => ann.page.evaluate(() => window.notes.some((note) => note.startsWith('A call: From'))));
  await eventually(() => ann.page.title(), /^Call: /);
  await good(ann, 'a call that rings');
  await ann.shot('73-work-phone-rings');
  await ann.the('call-answer').click();
  for (const who of [ann, wim]) {
    await who.the('call', '[data-state=talking]').waitFor();
    await heard(who);
  }
  await wim.the('call-quality').waitFor();
  await good(wim, 'a call in talk');
  await wim.shot('73-work-phone-talk');
  await wim.the('call-end').click();
  for (const who of [ann, wim]) await none(who);
  await section(wim, 'calls');
  await reads(wim, 'calls', /Ann Ångström.*Answered, outgoing/s);
});

test('a call that is taken back is a missed one: counted on the page until its list is looked at, and called back from there', async () => {
  await ann.the('phone-open').click();
  await ann.the('phone-number').fill('2611');
  await ann.the('phone-call').click();
  await wim.the('call', '[data-state=ringing]').waitFor();
  await section(wim, 'chats');
  await ann.the('call-end').click();
  await none(wim);
  await eventually(() => wim.the('section-calls').textContent(), /1/);
  await wim.shot('73-work-phone-missed');
  await section(wim, 'calls');
  await eventually(() => wim.the('section-calls').textContent(), /^\D*$/);
  await wim.the('calls-row').filter({ hasText: 'Missed' }).getByTestId('call-back').click();
  await ann.the('call', '[data-state=ringing]').waitFor();
  await wim.the('call-end').click();
  for (const who of [ann, wim]) await none(who);
});

test('a call that nobody answered stands in the log of who made it, and is made again from there', async () => {
  await ann.the('phone-open').click();
  await ann.the('phone-number').fill('2611');
  await ann.the('phone-call').click();
  await wim.the('call', '[data-state=ringing]').waitFor();
  await section(ann, 'calls');
  await ann.the('call-end').click();
  await none(wim);
  await ann.the('calls-row').filter({ hasText: 'Not answered, outgoing' }).first().getByTestId('call-back').click();
  await wim.the('call', '[data-state=ringing]').waitFor();
  await ann.the('call-end').click();
  for (const who of [ann, wim]) await none(who);
});

test('why a call came to nothing stands there until another section is opened', async () => {
  await ann.the('phone-open').click();
  await ann.the('phone-number').fill('4711');
  await ann.the('phone-call').click();
  await ann.the('phone-ended').waitFor();
  await section(ann, 'contacts');
  await ann.the('phone-ended').waitFor({ state: 'detached' });
  await section(ann, 'calls');
});

test('one person\'s two pages are two phones: the extension rings Work alone, a queue\'s offer the workspace alone', async () => {
  await desk.page.goto(calls.stack.base + '/');
  await logIn(desk.the, { username: 'ann', password });
  assert.equal(await desk.the('phone').count(), 0, 'what was turned on at Work is not on here');
  await desk.the('open-phone').click();
  await desk.the('phone-on').click();
  await desk.the('phone', '[data-state=ready]').waitFor();
  await desk.the('dialog-close').click();
  await beAvailable(desk.the);
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  await caller.has(200);
  await ringsForOffer(desk.the);
  assert.equal(await ann.the('call').count(), 0, 'Work is silent');
  await takeCall(desk.the);
  await desk.the('call', '[data-state=talking]').waitFor();
  await section(wim, 'contacts');
  await wim.the('phone-open').click();
  await wim.the('phone-number').fill('2612');
  await wim.the('phone-call').click();
  await ann.the('call', '[data-state=ringing]').waitFor();
  assert.equal(await desk.the('call').count(), 1, 'the workspace has the customer alone');
  await wim.the('call-end').click();
  await caller.bye();
  for (const who of [ann, wim, desk]) await none(who);
});

test('the workspace shows the calls of an agent: out, in, missed; counts missed ones on all of their pages until one shows the log, and calls back from there (SP-13, CT-14)', async () => {
  const missed = (who, n) => eventually(() => who.the('open-calls').getAttribute('data-missed'), String(n));
  const rows = (who) => who.the('calls-row');
  const second = await open();
  await second.page.goto(calls.stack.base + '/');
  await logIn(second.the, { username: 'ann', password });
  await beAvailable(second.the);
  await missed(desk, 0); // what the queue offered is an interaction
  await desk.the('open-calls').click();
  await reads(desk, 'calls', /No calls yet/);
  await desk.the('dialog-close').click();
  await section(ann, 'calls');
  await eventually(() => ann.the('section-calls').textContent(), /^\D*$/);
  await ann.the('section-chats').click();
  // A colleague calls the agent, who does not answer.
  await section(wim, 'contacts');
  await wim.the('phone-open').click();
  await wim.the('phone-number').fill('8612');
  await wim.the('phone-call').click();
  await desk.the('call', '[data-state=ringing]').waitFor();
  assert.equal(await ann.the('call').count(), 0, 'Work is silent');
  await wim.the('call-end').click();
  for (const who of [wim, desk]) await none(who);
  for (const who of [desk, second]) await missed(who, 1);
  assert.match(await ann.the('section-calls').textContent(), /^\D*$/, 'the other account has missed nothing');
  await good(desk, 'the workspace with a missed call');
  await desk.page.screenshot({ path: 'build/screens/92-calls-entry.png' });
  await desk.the('open-calls').click();
  await reads(desk, 'calls', /Wim de Vries.*Missed, incoming/s);
  for (const who of [desk, second]) await missed(who, 0);
  await good(desk, 'the calls of the workspace');
  await desk.page.screenshot({ path: 'build/screens/92-calls-light.png' });
  await rows(desk).first().getByTestId('party').click();
  await reads(desk, 'card', /Wim de Vries/);
  await desk.the('card-dialog').getByTestId('dialog-close').click();
  await desk.page.emulateMedia({ colorScheme: 'dark' });
  await good(desk, 'dark');
  await desk.page.screenshot({ path: 'build/screens/92-calls-dark.png' });
  await desk.page.setViewportSize({ width: 400, height: 800 });
  await fits(desk.page, 'the calls of the workspace, 400 px');
  await good(desk, 'dark, 400 px');
  await desk.page.screenshot({ path: 'build/screens/92-calls-400.png' });
  await desk.page.setViewportSize({ width: 1200, height: 800 });
  await desk.page.emulateMedia({ colorScheme: 'light' });
  // Called back from there: the dialog goes, the call is made, and stands in the log.
  await rows(desk).first().getByTestId('call-back').click();
  await wim.the('call', '[data-state=ringing]').waitFor();
  assert.equal(await desk.the('calls').count(), 0);
  await wim.the('call-answer').click();
  await desk.the('call', '[data-state=talking]').waitFor();
  await desk.the('call-end').click();
  for (const who of [wim, desk]) await none(who);
  await desk.the('open-calls').click();
  await eventually(() => rows(desk).allTextContents().then((all) => all.map((text) => /Missed, incoming|Answered, outgoing/.exec(text)?.[0])), ['Answered, outgoing', 'Missed, incoming']);
  await desk.the('dialog-close').click();
  await second.close();
});

test('what becomes of calls that are not answered is set in the page: judged at the server, kept (SP-9)', async () => {
  await wim.the('phone-open').click();
  await wim.the('forward-delay').selectOption('20');
  await wim.the('forward-then').selectOption('number');
  await wim.withErrors(['422 /api/v1/me/forwarding'], async () => {
    await wim.the('forward-save').click();
    await reads(wim, 'forward-problem', /Is needed/);
    await wim.the('forward-number').fill('12');
    await wim.the('forward-save').click();
    await reads(wim, 'forward-problem', /short|number/i);
  });
  await good(wim, 'a number that is none');
  await wim.the('forward-then').selectOption('end');
  await wim.the('forward-save').click();
  await until('kept', async () => (await calls.stack.query(`SELECT forward_delay_s, forward_then FROM directory.v_user WHERE work_extension = '2611'`)).every((row) => row.forward_delay_s === 20 && row.forward_then === 'end'));
  await wim.the('phone-dnd').click();
  await wim.the('own-status', '[data-status=dnd]').waitFor();
  await reads(wim, 'phone-words', 'voicemail at once');
  await good(wim, 'forwarding');
  await wim.shot('73-work-phone-unanswered');
  await wim.the('phone-dnd').click();
  await wim.the('own-status', '[data-status=available]').waitFor();
  await wim.the('dialog-close').click();
});

test('a receptionist gives a real call to a colleague by one activation at the front desk (CT-17)', async () => {
  const NUMBER = '+12025550315', at = `/api/v1/users/${user.id}`;
  await calls.claim(NUMBER);
  const { version } = (await calls.adam.call('GET', at)).body;
  assert.equal((await calls.adam.call('PATCH', at, { work_number: NUMBER }, { headers: { 'if-match': `"${version}"` } })).status, 200);
  const worker = await calls.worker('otto', '2613', { first_name: 'Otto', last_name: 'Berg', name: 'Otto Berg' }), otto = await calls.register(worker);
  await calls.make('desk-lines', { user_id: user.id, line_user_id: worker.user.id });
  await calls.newsHeard(); // voiced knows that the line is watched: it tells the steps of a call from then on
  const caller = await calls.carrier.call(NUMBER, { from: CALLER });
  await ann.page.bringToFront();
  await ann.the('call', '[data-state=ringing]').waitFor();
  await ann.the('call-answer').click();
  await caller.has(200);
  await caller.hears(20);
  await section(ann, 'front-desk');
  await ann.the('desk-filter').fill('otto');
  const give = ann.the('desk-row').filter({ hasText: 'Otto Berg' }).getByTestId('desk-give');
  await give.hover();
  await good(ann, 'a call that can be given away');
  await ann.shot('73-work-phone-desk');
  await give.click();
  const leg = await otto.called();
  await good(ann, 'it is being given');
  await leg.answer();
  await none(ann);
  await Promise.all([caller.hears(20), leg.hears(20)]);
  await caller.bye();
  await leg.has('BYE');
  await calls.nothingLeft();
});

test('from a row of the front desk a colleague is called by the page\'s own phone, by mouse and by keyboard (CT-17)', async () => {
  await section(ann, 'front-desk');
  await ann.the('desk-filter').fill('wim');
  const call = ann.the('desk-row').filter({ hasText: 'Wim de Vries' }).getByTestId('desk-dial');
  for (const press of [() => call.click(), async () => { await ann.the('desk-filter').press('ArrowDown'); await ann.page.keyboard.press('Enter'); }]) {
    await press();
    await wim.the('call', '[data-state=ringing]').waitFor();
    await ann.the('call-end').click();
    for (const who of [ann, wim]) await none(who);
  }
});

test('from the card of who was found in the phone\'s search they are called by the page\'s own phone, and no dialog stays over it (CT-9, CT-10)', async () => {
  await wim.page.bringToFront();
  await wim.the('phone-open').click();
  await wim.the('phone-number').fill('ang');
  await wim.the('dial-found').getByTestId('card-of').click();
  const card = wim.the('card-dialog').locator('[data-testid=card]');
  await card.filter({ hasText: 'Ann Ångström' }).waitFor();
  await good(wim, 'a card over the phone');
  await card.getByTestId('act-call').first().click(); // the first one is the extension
  await eventually(() => wim.page.locator('dialog[open]').count(), 0);
  await ann.the('call', '[data-state=ringing]').waitFor();
  await focused(wim.page, 'phone-open');
  await wim.the('call-end').click();
  for (const who of [ann, wim]) await none(who);
});

test('logging out of Work ends its phone, and not the workspace\'s (SP-1)', async () => {
  await ann.page.bringToFront();
  await ann.the('own-status').click();
  await ann.the('logout').click();
  await ann.the('login').waitFor();
  await desk.the('phone', '[data-state=ready]').waitFor();
});
