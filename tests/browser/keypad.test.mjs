// The keypad of a customer's call in the workspace (SP-12), in a real Chromium over the real daemons: of an agent whose phone is no page, by the
// contact center; a page that is the phone has its own keys alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { beAvailable, catchNext, eventually, faults, focused, reads, takeOffer } from '../lib/page.mjs';
import { DAEMONS, inTalk, noCall, pageHears, phoneOn, workspaceOf } from '../lib/pagephone.mjs';
import { Keys } from '../lib/keys.mjs';
import { until } from '../lib/stack.mjs';
import { hear, sing } from '../lib/tones.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

let calls, kim, lee, wim;
const pages = [];
before(async () => {
  calls = await Calls.start({ name: 'keypadpage', instances: DAEMONS });
  kim = await calls.agent('kim', { phone: 'page' });
  lee = await calls.agent('lee');
  for (const one of [kim, lee]) one.close(); // the page is their one
  wim = await calls.register(await calls.worker('wim', '2611'));
});
after(async () => { for (const { close } of pages) await close(); await calls?.stop(); });

async function pageOf(username) {
  const opened = await workspaceOf(calls, username);
  pages.push(opened);
  return opened;
}
const received = (keys, wanted) => until(`${wanted} is received`, () => keys.pressed === wanted).catch((error) => { throw new Error(`${error.message}, but ${keys.pressed}`); });

const sent = ({ the }, words) => eventually(() => the('tones-sent').textContent(), words);
const problem = ({ the }, words) => eventually(() => the('tones-problem').textContent(), words);
const about = ({ the }, label, more = '') => the('keypad', `[aria-label="${label}"]${more}`).waitFor();
const act = (agent, id, what, body = {}) => agent.call('POST', `/api/v1/interactions/${id}/call/${what}`, body);
// The next request of keys waits until it is let, or is answered by `answer`. asked: what each one from now on asks for, and with which key.
async function requests(page, answer) {
  const asked = [], go = await catchNext(page, '**/call/digits', answer);
  const note = (request) => { if (/\/call\/digits$/.test(request.url())) asked.push({ ...request.postDataJSON(), key: request.headers()['idempotency-key'] }); };
  page.on('request', note);
  return { asked, go, end: () => page.off('request', note), under: (n = 1) => until(`${n} requests of keys`, () => asked.length === n) };
}
const digitsOf = ({ asked }) => asked.map(({ digits }) => digits);

let caller, leg, keys, id, all = '', earlier = 0; // of the first call; all: what the caller has received, earlier: how many as the keypad was opened
// And the page knows it: no request is under way.
async function receives(more) {
  await received(keys, all += more);
  const n = all.length - earlier;
  await sent(pages[0], `${n} key${n === 1 ? '' : 's'}, last ${all.at(-1)}`);
}

test('a phone that is no page: the caller receives what is clicked, typed and pasted, in order and each once; a key held down is one', async () => {
  const opened = await pageOf('lee'), { page, the, keep } = opened;
  await beAvailable(the);
  caller = await calls.carrier.call(CALLED, { from: CALLER });
  sing(caller.end, 1300);
  await takeOffer(the);
  leg = await lee.phone.called();
  await leg.answer();
  sing(leg.end, 1700);
  await hear([caller, leg], new Map([[caller, [leg]], [leg, [caller]]]));
  keys = new Keys(caller.end);
  ({ id } = await calls.interaction());
  await the('customer-keys').waitFor();
  assert.equal(await the('keypad').count(), 0);
  await the('customer-keys').click();
  await the('customer-keys', '[aria-expanded=true]').waitFor();
  await about(opened, 'Keys for the customer');
  await focused(page, 'keypad');
  await page.keyboard.type('1'); // without a click before
  await receives('1');
  const quick = await requests(page);
  await page.keyboard.type('4711#*0', { delay: 1 });
  await the('key-hash').click();
  await quick.under();
  assert.deepEqual(digitsOf(quick), ['4'], 'one at a time');
  quick.go();
  await receives('4711#*0#');
  assert.deepEqual(quick.asked, [{ digits: '4', key: undefined }, { digits: '711#*0#', key: undefined }], 'the rest in one, without what would be kept of it');
  await until('how many is said', async () => /9 keys pressed/.test(await the('said-soon').textContent()));
  quick.end();
  await page.keyboard.down('2');
  for (let n = 0; n < 5; n++) await page.keyboard.down('2');
  await page.keyboard.up('2');
  await the('key-3').focus();
  await page.keyboard.down('Enter');
  for (let n = 0; n < 5; n++) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await receives('23');
  await the('keypad').evaluate((group) => { for (const altGr of [true, false]) group.dispatchEvent(new KeyboardEvent('keydown', { key: '#', ctrlKey: true, altKey: true, modifierAltGraph: altGr, bubbles: true })); });
  await receives('#');
  const paste = (text) => the('keypad').evaluate((group, what) => { const data = new DataTransfer(); data.setData('text', what); group.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true })); }, text);
  const pasted = await requests(page);
  pasted.go();
  await paste('12-34 (56)');
  await receives('123456');
  assert.deepEqual(digitsOf(pasted), ['123456']);
  await paste('5'.repeat(33));
  await problem(opened, '33 keys were not sent. They are more than 32 at once.');
  await the('tones-on').click();
  pasted.end();
  assert.deepEqual(await faults(page), [], 'the keypad');
  await keep('72-call-keypad');
  await page.setViewportSize({ width: 600, height: 800 });
  await until('keys for a finger', async () => (await the('key-5').boundingBox())?.height >= 40);
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('what was not sent stops the keypad, until its agent goes on; what waits is never sent behind it', async () => {
  const [opened] = pages, { page, the, withErrors } = opened;
  const stopped = async (answer, errors, words) => {
    const asked = await requests(page, answer);
    await withErrors(errors, async () => {
      await page.keyboard.type('12');
      await asked.under();
      asked.go();
      await problem(opened, words);
    });
    await about(opened, 'Keys for the customer', '[aria-disabled=true]');
    await page.keyboard.type('34');
    await the('key-5').click({ force: true });
    await the('tones-on').click();
    await problem(opened, '');
    await focused(page, 'keypad');
    await page.keyboard.type('6');
    await receives('6');
    assert.deepEqual(digitsOf(asked), ['1', '6']);
    asked.end();
  };
  const answers = (status) => (route) => route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify({ type: 'unavailable', title: 'Not at the moment.', status }) });
  await stopped(answers(503), ['503 /api/v1/interactions/:id/call/digits'], '2 keys were not sent. Not at the moment.');
  await stopped(answers(504), ['504 /api/v1/interactions/:id/call/digits'], '1 key may have been pressed, 1 key was not sent. No answer from the server.');
  await stopped((route) => route.abort(), ['ERR_FAILED /api/v1/interactions/:id/call/digits'], '1 key may have been pressed, 1 key was not sent. No answer from the server.');
});

test('closed, left or opened again under way: no request beside the first, what waited is dropped and told, and nothing stays', async () => {
  const [opened] = pages, { page, the } = opened;
  const closing = await requests(page);
  await page.keyboard.type('789');
  await closing.under();
  await page.keyboard.press('Escape');
  await the('keypad').waitFor({ state: 'detached' });
  await focused(page, 'customer-keys');
  await reads(opened, 'line', '2 keys were not sent. The keypad was closed.');
  await page.keyboard.press('Enter');
  await focused(page, 'keypad');
  await sent(opened, new RegExp(`^${all.length} keys pressed, last at `));
  await page.keyboard.type('12');
  assert.deepEqual(digitsOf(closing), ['7']);
  earlier = all.length + 1; // 7 was for the keypad that was closed
  closing.go();
  await receives('712');
  assert.deepEqual(digitsOf(closing), ['7', '12']);
  closing.end();
  await the('customer-keys').click();
  await the('keypad').waitFor({ state: 'detached' });
  assert.doesNotMatch(await the('call-tools').textContent(), /[0-9]/, 'no key stays');
  await page.reload();
  await the('customer-keys').click();
  earlier = all.length;
  await sent(opened, new RegExp(`^${all.length} keys pressed, last at `));
});

test('what waits is for those who heard the agent when it was typed; while nobody hears them no key is taken', async () => {
  const [opened] = pages, { page, the, withErrors } = opened;
  const held = await requests(page);
  await page.keyboard.type('123');
  await held.under();
  assert.equal((await act(lee, id, 'hold')).status, 202);
  await reads(opened, 'call-words', 'On hold');
  await problem(opened, '2 keys were not sent. The call has changed.');
  await withErrors(['409 /api/v1/interactions/:id/call/digits'], async () => {
    held.go();
    await problem(opened, '3 keys were not sent. This call is on hold');
  });
  held.end();
  await eventually(() => the('tones-deaf').textContent(), 'On hold: nobody hears keys');
  await the('tones-on').click();
  await about(opened, 'Keys', '[aria-disabled=true]');
  const none = await requests(page);
  none.go();
  await page.keyboard.type('4');
  await the('key-5').click({ force: true });
  await the('customer-hold').click();
  await about(opened, 'Keys for the customer', '[aria-disabled=false]');
  await the('key-6').click();
  await receives('6');
  assert.deepEqual(digitsOf(none), ['6']);
  none.end();
  assert.equal((await act(lee, id, 'consult', { number: '2611' })).status, 202);
  const asked = await wim.called();
  await eventually(() => the('tones-deaf').textContent(), 'It rings: nobody hears keys');
  await about(opened, 'Keys', '[aria-disabled=true]');
  await asked.answer();
  await the('keypad', '[aria-label^="Keys for wim" i]').waitFor();
  await the('consult-conference').click();
  await about(opened, 'Keys for all');
  await the('consult-end').click();
  await about(opened, 'Keys for the customer');
  await the('key-8').click();
  await receives('8');
  await caller.hears(20);
  assert.equal(keys.pressed, all, 'none once more');
  await the('key-8').focus();
  const over = await requests(page);
  await page.keyboard.type('98');
  await over.under();
  await page.evaluate(() => { window.went = []; document.addEventListener('focusin', ({ target }) => window.went.push(target.dataset.testid)); });
  await withErrors(['404 /api/v1/interactions/:id/call/digits'], async () => {
    await leg.bye();
    await calls.wrapped();
    await reads(opened, 'line', '1 key was not sent. The keypad was closed.');
    over.go();
  });
  over.end();
  await until('the focus went to the note', () => page.evaluate(() => window.went.includes('wrap-note'))); // wrap-up is short here
  assert.equal((await lee.call('PUT', '/api/v1/me/status', { status: 'on_break' })).status, 200);
});

test('a page that is the phone has its own keys alone, which reach the caller also behind those of the API', async () => {
  const { the } = await pageOf('kim');
  await phoneOn(the);
  caller = await inTalk(the, calls);
  await the('conversation', '[data-state=assigned]').click();
  await the('call-tools').waitFor();
  await the('call-keys').waitFor();
  assert.equal(await the('customer-keys').count(), 0);
  keys = new Keys(caller.end);
  ({ id } = await calls.interaction());
  assert.equal((await kim.call('POST', `/api/v1/interactions/${id}/call/digits`, { digits: '12' })).status, 202);
  await received(keys, '12');
  const hearsPage = async () => { caller.end.listen(); await caller.hears(60); return caller.end.sounds.some((sound) => sound.some((byte) => byte !== 0xff)); };
  await until('the page is heard', hearsPage);
  await pageHears(the);
  await the('call-keys').click();
  await the('key-3').click();
  await received(keys, '123');
  await caller.hears(20);
  assert.equal(keys.pressed, '123', 'each once');
  await caller.bye();
  await calls.wrapped();
  await noCall(the);
});
