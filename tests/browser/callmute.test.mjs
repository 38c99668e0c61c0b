// Mute and hold of a customer's call in the workspace, by button and by key (SP-12), in a real Chromium over the real daemons: of an agent whose phone is
// no page, by the contact center; of one whose page is the phone, by that phone, whose button is the only one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { beAvailable, catchNext, eventually, faults, focused, reads, takeOffer } from '../lib/page.mjs';
import { DAEMONS, inTalk, noCall, phoneOn, workspaceOf } from '../lib/pagephone.mjs';
import { until } from '../lib/stack.mjs';
import { hearOn, sing } from '../lib/tones.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

let calls, kim, lee, wim;
const pages = [];
before(async () => {
  calls = await Calls.start({ name: 'callmute', instances: DAEMONS });
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
const said = (the, words) => eventually(() => the('said-soon').textContent(), words);
// Who asks for their microphone in this page waits until window.allow() is called, once it has been loaded again with `wait` in its session.
const microphoneWaits = (page) => page.addInitScript(() => {
  const { mediaDevices } = navigator, ask = mediaDevices?.getUserMedia.bind(mediaDevices);
  if (ask && sessionStorage.getItem('wait')) mediaDevices.getUserMedia = (...all) => new Promise((done) => { window.allow = () => { mediaDevices.getUserMedia = ask; done(ask(...all)); }; });
});
// What the page asks for from now on: mute and unmute, in turn. `first` goes out when it is let.
async function orders(page, first) {
  const asked = [], go = await catchNext(page, `**/call/${first}`);
  page.on('request', (request) => { const [, what] = /\/call\/(\w+)$/.exec(request.url()) ?? []; if (what) asked.push(what); });
  return { asked, go };
}
const act = (agent, id, what, body = {}) => agent.call('POST', `/api/v1/interactions/${id}/call/${what}`, body);

test('a phone that is no page: muted and heard again by the button and by the key, held by the key; a page that is loaded again shows it', async () => {
  const { page, the, keep } = await pageOf('lee');
  await beAvailable(the);
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  sing(caller.end, 1300);
  await takeOffer(the);
  const leg = await lee.phone.called();
  await leg.answer();
  sing(leg.end, 1700);
  const both = () => hearOn([caller, leg], new Map([[caller, [leg]], [leg, [caller]]]));
  const deaf = () => hearOn([caller, leg], new Map([[caller, []], [leg, [caller]]]));
  const button = (words) => eventually(() => the('customer-mute').textContent(), words);
  await the('call-tools').waitFor();
  await button('Mute');
  await both();
  assert.equal(await the('customer-mute').getAttribute('aria-keyshortcuts'), 'Control+Shift+M');
  await the('customer-mute').click();
  await button('Unmute');
  await reads({ the }, 'customer-muted', 'You are muted: nobody hears you');
  await eventually(() => the('call-words').textContent(), 'In the call, muted');
  await reads({ the }, 'conversation', 'In the call, muted');
  assert.match(await the('customer-mute').getAttribute('title'), /^Be heard again/);
  await said(the, /You are muted\./);
  await deaf();
  assert.deepEqual(await faults(page), [], 'muted');
  await keep('72-call-muted');
  await page.reload();
  await the('call-tools').waitFor();
  await button('Unmute');
  await page.keyboard.press('Control+Shift+H');
  await reads({ the }, 'call-words', 'On hold');
  await said(the, /The customer is on hold\./);
  assert.match(await the('customer-hold').getAttribute('title'), /^Talk with the customer again/);
  await hearOn([caller, leg], new Map([[caller, []]]));
  await button('Unmute');
  await page.keyboard.press('Control+Shift+H');
  await reads({ the }, 'call-words', 'In the call');
  await deaf();
  await page.keyboard.press('Control+Shift+M');
  await button('Mute');
  await reads({ the }, 'customer-muted', /^$/);
  await said(the, /You are heard again\./);
  await both();
  await page.keyboard.press('Control+Shift+M');
  await button('Unmute');
  await deaf();
  await leg.offer('sendonly');
  await reads({ the }, 'call-words', 'On hold, by the phone');
  await page.keyboard.press('Control+Shift+H');
  await until('it says where', async () => /take it back there/.test(await the('said-soon').textContent()));
  await leg.offer('sendrecv');
  await reads({ the }, 'call-words', 'In the call');
  await page.keyboard.press('?');
  await the('keys-dialog').waitFor();
  for (const words of [/Hold the call, or take it back\s*Ctrl ⇧ H/, /Mute yourself in the call, or be heard again\s*Ctrl ⇧ M/]) assert.match(await the('keys-dialog').innerText(), words);
  const over = await orders(page, 'none');
  await page.keyboard.press('Control+Shift+H'); // a dialog is open: it holds nothing
  await page.keyboard.press('Control+Shift+M');
  await button('Mute');
  await page.keyboard.press('Control+Shift+M');
  await button('Unmute');
  assert.deepEqual(over.asked, ['unmute', 'mute']);
  await page.keyboard.press('Escape');
  await the('keys-dialog').waitFor({ state: 'detached' });
  // Whatever is under way, the last wish is what stays.
  const quick = await orders(page, 'unmute');
  for (let n = 0; n < 4; n++) await page.keyboard.press('Control+Shift+M'); // heard, muted, heard, muted
  await page.keyboard.press('Control+Shift+M');
  await page.keyboard.press('Control+Shift+M');
  await page.keyboard.press('Control+Shift+M'); // heard
  quick.go();
  await button('Mute');
  await both();
  const again = await orders(page, 'mute');
  await the('customer-mute').click();
  await the('customer-mute').click(); // it still says Mute
  await page.keyboard.press('Control+Shift+M');
  again.go();
  await until('both are done', () => again.asked.join() === 'mute,unmute');
  await button('Mute');
  await both();
  const holding = await orders(page, 'hold');
  await page.keyboard.press('Control+Shift+H');
  await until('the hold is under way', () => holding.asked.join() === 'hold');
  await page.keyboard.press('Control+Shift+M');
  await button('Unmute');
  holding.go();
  await reads({ the }, 'call-words', 'On hold');
  await page.keyboard.press('Control+Shift+H');
  await reads({ the }, 'call-words', 'In the call, muted');
  assert.equal((await act(lee, await the('conversation', '[aria-current=true]').getAttribute('data-interaction'), 'consult', { number: '2611' })).status, 202);
  const asked = await wim.called();
  await the('call-tools', '[data-consult=ringing]').waitFor();
  await page.keyboard.press('Control+Shift+H');
  await said(the, /No hold while somebody is brought in\./);
  asked.refuse(486);
  await the('call-tools', '[data-consult=none]').waitFor();
  await leg.bye();
  await calls.wrapped();
});

test('a page that is the phone has its own mute alone, which the key turns; who is muted by the contact center besides can end that', async () => {
  const { page, the } = await pageOf('kim');
  await microphoneWaits(page);
  await phoneOn(the);
  const caller = await inTalk(the, calls), { id } = await calls.interaction();
  await the('conversation', '[data-state=assigned]').click();
  await the('call-tools').waitFor();
  assert.equal(await page.getByRole('button', { name: /^(Mute|Unmute)/ }).count(), 1);
  assert.equal(await the('customer-mute').count(), 0);
  assert.equal(await page.getByRole('button', { name: /^(Hold|Take the customer back)/ }).count(), 1, 'and one hold: the card\'s');
  const own = (what) => the('call', `[data-state=talking]${what}`).waitFor();
  await page.keyboard.press('Control+Shift+M');
  await own('[data-muted=true]');
  await until('it is said', async () => /You are muted/.test(await the('said-soon').textContent()));
  assert.equal((await kim.call('GET', `/api/v1/interactions/${id}`)).body.state.call.muted, false);
  await page.keyboard.press('Control+Shift+M');
  await own('[data-muted=false]');
  await page.keyboard.press('Control+Shift+H');
  await reads({ the }, 'call-words', 'On hold');
  assert.equal((await kim.call('GET', `/api/v1/interactions/${id}`)).body.state.call.held_by, 'agent', 'the contact center\'s');
  await own('[data-held=true]');
  await reads({ the }, 'call-facts', /^the customer is on hold and hears music$/);
  await the('call-hold', '[aria-pressed=true]').waitFor();
  await page.keyboard.press('Control+Shift+H');
  await reads({ the }, 'call-words', 'In the call');
  await own('[data-held=false]');
  await caller.hears(20);
  const silent = async () => { caller.end.listen(); await caller.hears(60); return caller.end.sounds.every((sound) => sound.every((byte) => byte === 0xff)); };
  await until('the page is heard', async () => !(await silent()));
  assert.equal((await act(kim, id, 'mute')).status, 202);
  await eventually(() => the('customer-mute').textContent(), 'Unmute');
  await until('the caller hears silence alone', silent);
  await page.keyboard.press('Control+Shift+M');
  await the('customer-mute').waitFor({ state: 'detached' });
  await own('[data-muted=false]');
  await until('the page is heard', async () => !(await silent()));
  assert.equal((await act(kim, id, 'mute')).status, 202);
  await the('call-mute').click();
  await own('[data-muted=true]');
  await the('customer-mute').focus();
  await page.keyboard.press('Enter');
  await the('customer-mute').waitFor({ state: 'detached' });
  await focused(page, 'bring-in');
  await said(the, /Your phone is still muted\./);
  await page.keyboard.press('Control+Shift+M');
  await own('[data-muted=false]');
  await said(the, /You are heard again\./);
  // Loaded again, it is neither muted nor held by a key before its sound is back.
  await page.evaluate(() => sessionStorage.setItem('wait', 'yes'));
  await page.reload();
  await the('call', '[data-state=again]').waitFor();
  await the('call-tools').waitFor();
  await until('the microphone is asked for', () => page.evaluate(() => 'allow' in window));
  await page.keyboard.press('Control+Shift+M');
  await said(the, /Its sound is not back yet\./);
  await page.evaluate(() => { sessionStorage.removeItem('wait'); window.allow(); });
  await own('[data-muted=false]');
  await until('the page is heard', async () => !(await silent()));
  await page.keyboard.press('Control+Shift+M');
  await own('[data-muted=true]');
  await until('the caller hears silence alone', silent);
  await page.keyboard.press('Control+Shift+M');
  await own('[data-muted=false]');
  await the('call-hold').click();
  await eventually(() => the('call-words').textContent(), 'On hold');
  assert.equal((await kim.call('GET', `/api/v1/interactions/${id}`)).body.state.call.held_by, 'agent', 'by the card, too, it is the contact center\'s');
  await page.keyboard.press('Control+Shift+H');
  await reads({ the }, 'call-words', 'In the call');
  await the('end').click();
  await reads({ the }, 'end-call', /hangs up/);
  await the('end-cancel').click();
  await caller.bye();
  await calls.wrapped();
  await noCall(the);
  await calls.nothingLeft();
});

async function callWim(the) {
  await the('phone-open').click();
  await the('phone-number').fill('2611');
  await the('phone-call').click();
  const leg = await wim.called();
  leg.ring();
  return leg;
}

test('a customer on hold and a colleague in talk: the keys are for the colleague\'s call, and for the customer\'s when nobody is talked with', async () => {
  const { page, the } = pages[1];
  const caller = await inTalk(the, calls), { id } = await calls.interaction();
  const call = async () => (await kim.call('GET', `/api/v1/interactions/${id}`)).body.state.call;
  const card = (who, what) => the('call', what).filter({ hasText: who }).waitFor();
  await the('conversation', '[data-state=assigned]').click();
  await page.keyboard.press('Control+Shift+H');
  await reads({ the }, 'call-words', 'On hold');
  const leg = await callWim(the), colleague = /2611/, customer = /555/;
  await card(colleague, '[data-state=calling]');
  await page.keyboard.press('Control+Shift+M');
  await said(the, /The call is not answered yet\./);
  await leg.answer();
  await card(colleague, '[data-state=talking][data-held=false]');
  await page.keyboard.press('Control+Shift+M');
  await card(colleague, '[data-muted=true]');
  await said(the, /You are muted\./);
  await card(customer, '[data-muted=false]');
  assert.equal((await call()).muted, false);
  await page.keyboard.press('Control+Shift+M');
  await card(colleague, '[data-muted=false]');
  await page.keyboard.press('Control+Shift+H');
  await card(colleague, '[data-held=true]');
  assert.equal((await call()).state, 'held');
  await page.keyboard.press('Control+Shift+H'); // nobody is talked with: the customer's, which is open
  await reads({ the }, 'call-words', 'In the call');
  await card(customer, '[data-held=false]');
  await card(colleague, '[data-held=true]');
  await leg.bye();
  // Another call has the phone hold the customer; the card takes them back.
  const again = await callWim(the);
  await again.answer();
  await reads({ the }, 'call-words', 'On hold, by the phone');
  await again.bye();
  await until('one call is left', async () => (await the('call').count()) === 1);
  await the('call-hold', '[aria-pressed=true]').click();
  await reads({ the }, 'call-words', 'In the call');
  await card(customer, '[data-held=false]');
  await caller.bye();
  await calls.wrapped();
  await noCall(the);
});

test('a call of the page\'s own, without a customer\'s: muted and held by the keys', async () => {
  const { page, the } = pages[1];
  const leg = await callWim(the);
  await leg.answer();
  const own = (what) => the('call', `[data-state=talking]${what}`).waitFor();
  await own('');
  await page.keyboard.press('Control+Shift+M');
  await own('[data-muted=true]');
  await page.keyboard.press('Control+Shift+H');
  await own('[data-held=true]');
  await page.keyboard.press('Control+Shift+H');
  await own('[data-held=false][data-muted=true]');
  await page.keyboard.press('Control+Shift+M');
  await own('[data-muted=false]');
  await leg.bye();
  await noCall(the);
});
