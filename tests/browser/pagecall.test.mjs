// A customer's call from a carrier's trunk to an agent whose phone is the workspace page, in a real Chromium (SP-8, SP-10, SP-12): music, an offer,
// accepted in the page, talk with sound both ways over the relay, hold, end, wrap-up.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { beAvailable, eventually, faults, logIn, openPage, reads } from '../lib/page.mjs';
import { DAEMONS, SOUND, holdAndResume, inTalk, noCall, phoneOn, ringsForOffer, takeCall } from '../lib/pagephone.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

let calls, page, the, shot, withErrors, withOutage, close;
before(async () => {
  calls = await Calls.start({ name: 'pagecall', instances: DAEMONS });
  const kim = await calls.agent('kim', { phone: 'page' });
  kim.close(); // the page is her one
  ({ page, the, shot, withErrors, withOutage, close } = await openPage({ size: { width: 1280, height: 800 }, screens: process.env.WRITE_SCREENS ? 'docs/screens' : 'build/screens', args: SOUND }));
  await page.goto(calls.stack.base + '/');
  await logIn(the, { username: 'kim', password: 'seven green chairs' });
  await phoneOn(the);
});
after(async () => { await close?.(); await calls?.stop(); });

async function rings() {
  await beAvailable(the);
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  await caller.has(200);
  await caller.hears(10);
  await the('offer').waitFor();
  await ringsForOffer(the);
  return caller;
}
async function talks(caller) {
  await the('call', '[data-state=talking]').waitFor();
  await calls.state('assigned');
  await caller.hears(20);
}

// The cards that stand for a call: those of offers, and of the phone.
const cards = async () => [await the('offer').count(), await the('call').count()];

test('the offer is accepted in the page: its phone answers by itself, and both hear each other', async () => {
  const caller = await rings();
  assert.deepEqual(await cards(), [1, 0], 'one card while it rings: the offer\'s');
  await shot('71-call-offer');
  await takeCall(the);
  await talks(caller);
  assert.deepEqual(await cards(), [0, 1], 'one card in talk: the phone\'s');
  await eventually(() => the('call-who').textContent(), /./);
  await the('call-quality').waitFor();
  await shot('71-call-talk');
  assert.deepEqual(await faults(page), []);
  await holdAndResume(the, caller);
  await the('bring-in').click();
  await the('bring-in-who').fill('+1 900 555 0100');
  await reads({ the }, 'phone-judged', /^Your organisation does not allow calls of this price class\./);
  await the('bring-in-who').fill('4711');
  await withErrors(['422 /api/v1/interactions/:id/call/consult'], async () => {
    await the('bring-in-ask').click();
    await reads({ the }, 'call-problem', 'There is no extension 4711.');
  });
  await the('call-end').click();
  await caller.has('BYE');
  await noCall(the);
  await calls.wrapped();
  await calls.nothingLeft();
});

test('a call is rejected by its offer\'s card: it rings here no more; the caller hangs up', async () => {
  const caller = await rings();
  await the('offer', '[data-ready=true]').waitFor();
  await page.evaluate(() => { window.shown = 0; new MutationObserver(() => { window.shown += document.querySelectorAll('[data-testid=call]').length; }).observe(document.body, { childList: true, subtree: true }); });
  await the('offer-reject').click();
  await the('phone', '[data-offered="0"]').waitFor();
  await noCall(the);
  assert.deepEqual(await cards(), [0, 0]);
  assert.equal(await page.evaluate(() => window.shown), 0, 'nor is there another card for a moment');
  await caller.bye();
  await noCall(the);
  await calls.state('ended');
  await calls.nothingLeft();
});

test('the page is cut off in talk and comes back: the call goes on', async () => {
  const caller = await inTalk(the, calls);
  // The edge ends and comes again, and with it every socket of the page.
  await withOutage(async () => {
    await calls.stack.kill('edge', 'SIGTERM');
    await the('phone', '[data-state=lost]').waitFor();
    await calls.stack.ensure();
    await the('phone', '[data-state=ready]').waitFor();
    await the('workspace', '[data-link=live]').waitFor();
  });
  await caller.hears(20);
  await caller.bye();
  await noCall(the); // its end is told over the new socket
  await calls.state('ended');
  await calls.nothingLeft();
});

test('a number is called under the queue\'s own: chosen where it is typed, seen by the other end; what the plan forbids is told before', async () => {
  const out = await calls.ua({ host: '127.0.0.6' });
  const trunk = await calls.make('trunks', { name: 'Out', host: out.host, port: out.local, transport: 'udp', sources: [out.host] });
  await calls.make('dial-rules', { prefix: '+1202555', action: 'allow', trunk_ids: [trunk.id] });
  const [number] = (await calls.adam.call('GET', `/api/v1/numbers?number=${encodeURIComponent(CALLED)}`)).body.data;
  await calls.make('caller-ids', { phone_number_id: number.id, group_id: calls.group.id });
  await until('the plan is known', async () => (await calls.adam.call('GET', '/api/v1/dial?number=%2B12025550177')).body.allowed);
  const other = '+12025550188';
  await calls.claim(other);
  const [second] = (await calls.adam.call('GET', `/api/v1/numbers?number=${encodeURIComponent(other)}`)).body.data;
  await calls.make('caller-ids', { phone_number_id: second.id, group_id: calls.group.id });
  await the('status').click();
  await the('status-work_offline').click();
  await the('status-code-none').click();
  await the('status', '[data-status=work_offline]').waitFor();
  await the('phone-open').click();
  await the('phone-number').fill('+1 202 555 0177');
  const choices = () => the('phone-shown').locator('option').evaluateAll((all) => all.map((one) => [one.value, one.disabled]));
  await eventually(choices, [['', false], [other, false], [CALLED, true]]);
  await page.keyboard.press('Escape');
  await beAvailable(the);
  await the('phone-open').click();
  await the('phone-number').fill('+1 900 555 0100');
  await reads({ the }, 'phone-judged', /^Your organisation does not allow calls of this price class\. Ask your administrator/);
  await the('phone-call').click();
  await reads({ the }, 'phone-ended', /Your organisation does not allow calls of this price class\./);
  await the('phone-open').click();
  await the('phone-number').fill('4711');
  await the('phone-call').click();
  await reads({ the }, 'phone-ended', 'There is no extension 4711.');
  await the('phone-open').click();
  await the('phone-number').fill('+1 202 555 0177');
  await eventually(choices, [['', false], [other, false], [CALLED, false]]);
  await the('phone-shown').selectOption(CALLED);
  assert.deepEqual(await faults(page), []);
  await shot('phone-shown');
  await the('phone-call').click();
  const leg = await out.called();
  assert.match(leg.invite.get('from'), new RegExp(`sip:\\${CALLED}@`));
  await leg.answer();
  await the('call', '[data-state=talking]').waitFor();
  await leg.hears(20);
  await the('call-end').click();
  await leg.has('BYE');
  await noCall(the);
});
