// The workspace is loaded again in a call, in a real Chromium over the real daemons (SP-17, 60-emergency): its phone takes the call up, both hear each
// other again, and the call ends as any other; also a call that is held, one to an emergency number, and one that ended meanwhile.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { beAvailable, eventually, faults, logIn, openPage } from '../lib/page.mjs';
import { DAEMONS, SOUND, exposeSocket, hold, holdAndResume, inTalk, noCall, pageHears, phoneOn, ringsForOffer, takeCall } from '../lib/pagephone.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const SITE = '+12025550111'; // an emergency service calls back there
const KIM = { username: 'kim', password: 'seven green chairs' };
let calls, page, the, keep, withErrors, close, out;
before(async () => {
  calls = await Calls.start({ name: 'pagereload', instances: DAEMONS, testClock: true });
  (await calls.agent('kim', { phone: 'page', agent_extension: '2612' })).close(); // the page is her one
  const { status } = await calls.adam.call('PATCH', `/api/v1/sites/${calls.site.id}`, { call_back_number: SITE }, { headers: { 'if-match': `"${calls.site.version}"` } });
  assert.equal(status, 200);
  out = await calls.ua({ host: '127.0.0.6' });
  await calls.make('trunks', { name: 'Help', host: out.host, port: out.local, transport: 'udp', sources: [out.host], emergency: true });
  ({ page, the, keep, withErrors, close } = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens', args: SOUND }));
  await exposeSocket(page);
  await page.goto(calls.stack.base + '/');
  await logIn(the, KIM);
  await phoneOn(the);
});
after(async () => { await close?.(); await calls?.stop(); });
afterEach(() => calls.nothingLeft());

// Loaded again, and its phone is back in the call.
async function again() {
  await page.reload();
  await the('workspace', '[data-link=live]').waitFor();
  await the('phone', '[data-state=ready]').waitFor();
  await the('call', '[data-state=talking]').waitFor();
}

test('a customer\'s call: the page is loaded again, twice, and both hear each other as before; hold, keypad and its end work', async () => {
  const caller = await inTalk(the, calls);
  for (let n = 0; n < 2; n++) {
    await again();
    await pageHears(the);
    await caller.hears(50);
    await eventually(() => the('call').count(), 1);
  }
  await the('call-quality').waitFor();
  await keep('77-call-loaded-again');
  assert.deepEqual(await faults(page), []);
  await holdAndResume(the, caller);
  await pageHears(the);
  await the('call-end').click();
  await caller.has('BYE');
  await noCall(the);
  await calls.state('ended');
});

test('a call that is muted and held stays so; its caller hangs up and the page knows', async () => {
  const caller = await inTalk(the, calls);
  await the('call-mute').click();
  await the('call', '[data-muted=true]').waitFor();
  await again();
  let loud = 0; // packets with more than silence in mu-law
  caller.end.socket.on('message', (packet) => { loud += packet.length === 172 && packet.subarray(12).some((byte) => (byte & 0x7f) < 0x70); });
  await caller.hears(100);
  assert.equal(loud, 0, 'who was muted is not heard');
  await hold(the, true);
  await until('the caller hears music', () => loud > 0); // the other end has taken it, not the page alone
  await again();
  await the('call', '[data-held=true][data-muted=true]').waitFor();
  await hold(the, false);
  await pageHears(the);
  await caller.hears(25); // the music is over
  loud = 0;
  await the('call-mute').click();
  await until('the agent is heard', () => loud > 0);
  await caller.bye();
  await noCall(the);
  await calls.state('ended');
});

test('a page reloaded before it receives the answer to its hold keeps the call, on hold', async () => {
  const worker = await calls.worker('eva', '2619'), eva = await calls.register(worker); // no customer: they are held by the contact center
  const caller = await eva.call('2612', { from: worker.device.username, login: worker.device });
  await the('call-answer').click();
  await the('call', '[data-state=talking]').waitFor();
  await page.evaluate(() => {
    const socket = window.phoneSocket, hear = socket.onmessage;
    socket.onmessage = (event) => {
      if (/^SIP\/2\.0 200 /.test(event.data) && /^CSeq: \d+ INVITE/im.test(event.data)) window.swallowed = true; else hear(event);
    };
  });
  await the('call-hold').click();
  await page.waitForFunction(() => window.swallowed);
  await again();
  await the('call', '[data-held=true]').waitFor();
  await hold(the, false);
  await pageHears(the);
  await caller.hears(25);
  await caller.bye();
  await noCall(the);
});

test('a call that rings: loaded again the page rings on, answers it, and both hear each other; taken back meanwhile, it rings no more (SP-9)', async () => {
  const worker = await calls.worker('wim', '2611'), wim = await calls.register(worker);
  const ring = async () => {
    const call = await wim.call('2612', { from: worker.device.username, login: worker.device });
    await the('call', '[data-state=ringing]').waitFor();
    return call;
  };
  const call = await ring();
  await reload();
  await the('call', '[data-state=ringing]').waitFor();
  await the('call-answer').click();
  await call.has(200);
  await the('call', '[data-state=talking]').waitFor();
  await pageHears(the);
  await call.hears(20);
  await call.bye();
  await noCall(the);
  const other = await ring();
  await page.goto('about:blank');
  other.cancel();
  await other.has(487);
  await page.goBack();
  await the('phone', '[data-state=ready]').waitFor();
  await noCall(the);
});

async function dial(number) {
  await the('phone-open').click();
  await the('phone-number').fill(number);
  await the('phone-call').click();
  await the('call', '[data-state=calling]').waitFor();
}
async function reload() {
  await page.reload();
  await the('phone', '[data-state=ready]').waitFor();
}

test('a call that was dialled: loaded again the page goes on calling; answered, both hear each other; refused, it says so; hung up, it ends', async () => {
  const wim = await calls.register(await calls.worker('pim', '2613', { forward_then: 'end' }));
  await dial('2613');
  const leg = await wim.called();
  leg.ring();
  await reload();
  await the('call', '[data-state=calling]').waitFor();
  await leg.answer();
  await the('call', '[data-state=talking]').waitFor();
  await pageHears(the);
  await leg.hears(20);
  await the('call-end').click();
  await leg.has('BYE');
  await noCall(the);
  await dial('2613');
  const busy = await wim.called();
  busy.ring();
  await reload();
  busy.refuse(486);
  await the('phone-ended').waitFor();
  await noCall(the);
  await dial('2613');
  const given = await wim.called();
  given.ring();
  await reload();
  await the('call-end').click();
  await given.has('CANCEL');
  await noCall(the);
  // Answered while the page is away.
  await dial('2613');
  const quick = await wim.called();
  quick.ring();
  await page.goto('about:blank');
  await quick.answer();
  await page.goBack();
  await the('call', '[data-state=talking]').waitFor();
  await pageHears(the);
  await quick.bye();
  await noCall(the);
});

test('a call that was dialled and whose connection is gone when the page is back: it says so, and the next one goes through', async () => {
  const wim = await calls.register(await calls.worker('tim', '2614', { forward_then: 'end' }));
  await dial('2614');
  const lost = await wim.called();
  lost.ring();
  // voiced knows nobody of this name.
  await page.addInitScript(() => { const left = location.protocol !== 'about:' && sessionStorage.getItem('trunkline.phone'); if (left && left.includes('2614')) sessionStorage.setItem('trunkline.phone', left.replace(/"page":"[^"]+"/, '"page":"nobody"')); });
  await page.reload();
  await eventually(() => the('phone-ended').textContent(), 'The connection was lost.');
  await noCall(the);
  await the('phone', '[data-state=ready]').waitFor();
  lost.refuse(486);
  await dial('2614');
  await (await wim.called()).answer();
  await the('call', '[data-state=talking]').waitFor();
  await the('call-end').click();
  await noCall(the);
});

test('an offer that rings: loaded again it is accepted, and its call is answered', async () => {
  await beAvailable(the);
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  await caller.has(200);
  await ringsForOffer(the);
  await page.reload();
  await ringsForOffer(the);
  await takeCall(the);
  await the('call', '[data-state=talking]').waitFor();
  await pageHears(the);
  await caller.hears(20);
  await caller.bye();
  await noCall(the);
  await calls.state('ended');
});

test('a call that ends while the page is away is over when it is back', async () => {
  const caller = await inTalk(the, calls);
  await page.goto('about:blank');
  await caller.bye();
  await calls.state('ended');
  await page.goBack();
  await the('phone', '[data-state=ready]').waitFor();
  await noCall(the);
});

test('an emergency call: loaded again, the page says stay on the line and the sound is back; hanging up begins the lock', async () => {
  await page.route(/\/api\/v1\/dial\?/, (route) => route.fulfill({ status: 503, json: { type: 'unavailable', title: 'Away', status: 503 } })); // it does not hang by that
  const leg = await withErrors(['503 /api/v1/dial'], async () => {
    await the('phone-open').click();
    await the('phone-number').fill('911');
    await the('phone-call').click();
    const answered = await out.called();
    await answered.answer();
    await the('emergency', '[data-phase=in_call]').waitFor();
    await the('call', '[data-state=talking]').waitFor();
    await the('call-hold').waitFor({ state: 'detached' }); // voiced has said what it is
    await answered.hears(20);
    return answered;
  });
  await again();
  await the('emergency', '[data-phase=in_call]').waitFor();
  await the('call-hold').waitFor({ state: 'detached' });
  await pageHears(the);
  await leg.hears(50);
  await keep('75-emergency-loaded-again');
  assert.deepEqual(await faults(page), []);
  await leg.bye();
  await noCall(the);
  await the('emergency', '[data-phase=lock]').waitFor();
  const back = await out.call(SITE, { from: 'anonymous' });
  await the('call', '[data-state=ringing]').filter({ hasText: 'Emergency service (call back)' }).waitFor();
  await keep('75-emergency-call-back');
  assert.deepEqual(await faults(page), []);
  await the('call-answer').click();
  await back.has(200);
  await the('emergency', '[data-phase=in_call]').waitFor();
  await back.bye();
  await noCall(the);
  await the('emergency', '[data-phase=lock]').waitFor();
  await calls.stack.passAll(5 * 60_000);
  const api = await Client.login(calls.stack, KIM);
  await until('the lock has ended', async () => (await api.call('GET', '/api/v1/me/emergency')).body.phase === 'held');
  assert.equal((await api.call('POST', '/api/v1/me/emergency/exit')).status, 200);
});

