// Mute and hold of a customer's call in the workspace, by button and by key (SP-12), in a real Chromium over the real daemons: of an agent whose phone is
// no page, by the contact center; of one whose page is the phone, by that phone, whose button is the only one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { beAvailable, eventually, faults, logIn, openPage, reads, takeOffer } from '../lib/page.mjs';
import { DAEMONS, SOUND, inTalk, noCall, phoneOn } from '../lib/pagephone.mjs';
import { until } from '../lib/stack.mjs';
import { hearOn, sing } from '../lib/tones.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

let calls, kim, lee;
const pages = [];
before(async () => {
  calls = await Calls.start({ name: 'callmute', instances: DAEMONS });
  kim = await calls.agent('kim', { phone: 'page' });
  lee = await calls.agent('lee');
  for (const one of [kim, lee]) one.close(); // the page is their one
});
after(async () => { for (const { close } of pages) await close(); await calls?.stop(); });

async function pageOf(username) {
  const opened = await openPage({ size: { width: 1280, height: 800 }, screens: process.env.WRITE_SCREENS ? 'docs/screens' : 'build/screens', args: SOUND });
  pages.push(opened);
  await opened.page.goto(calls.stack.base + '/');
  await logIn(opened.the, { username, password: 'seven green chairs' });
  return opened;
}
const act = (agent, id, what) => agent.call('POST', `/api/v1/interactions/${id}/call/${what}`, {});

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
  await deaf();
  assert.deepEqual(await faults(page), [], 'muted');
  await keep('72-call-muted');
  await page.reload();
  await the('call-tools').waitFor();
  await button('Unmute');
  await page.keyboard.press('Control+Shift+H');
  await reads({ the }, 'call-words', 'On hold');
  await hearOn([caller, leg], new Map([[caller, []]]));
  await button('Unmute');
  await page.keyboard.press('Control+Shift+H');
  await reads({ the }, 'call-words', 'In the call');
  await deaf();
  await page.keyboard.press('Control+Shift+M');
  await button('Mute');
  await reads({ the }, 'customer-muted', /^$/);
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
  await page.keyboard.press('Control+Shift+M'); // a dialog is open
  await page.keyboard.press('Escape');
  await the('keys-dialog').waitFor({ state: 'detached' });
  await button('Unmute');
  await leg.bye();
  await calls.wrapped();
});

test('a page that is the phone has its own mute alone, which the key turns; who is muted by the contact center besides can end that', async () => {
  const { page, the } = await pageOf('kim');
  await phoneOn(the);
  const caller = await inTalk(the, calls), { id } = await calls.interaction();
  await the('conversation', '[data-state=assigned]').click();
  await the('call-tools').waitFor();
  assert.equal(await page.getByRole('button', { name: /^(Mute|Unmute)/ }).count(), 1);
  assert.equal(await the('customer-mute').count(), 0);
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
  await page.keyboard.press('Control+Shift+H');
  await reads({ the }, 'call-words', 'In the call');
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
  await the('call-hold').click();
  await reads({ the }, 'call-words', 'On hold, by the phone');
  await page.keyboard.press('Control+Shift+H');
  await reads({ the }, 'call-words', 'In the call');
  await caller.bye();
  await calls.wrapped();
  await noCall(the);
  await calls.nothingLeft();
});

test('a call of the page\'s own, without a customer\'s: muted and held by the keys', async () => {
  const { page, the } = pages[1];
  await calls.worker('wim', '2611').then((worker) => calls.register(worker)).then((phone) => { calls.wim = phone; });
  await the('phone-open').click();
  await the('phone-number').fill('2611');
  await the('phone-call').click();
  const leg = await calls.wim.called();
  await leg.answer();
  const own = (what) => the('call', `[data-state=talking]${what}`).waitFor();
  await own('');
  if (await the('dialog-close').count()) await the('dialog-close').click();
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
