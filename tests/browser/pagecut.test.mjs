// The socket of the page's phone breaks, in a real Chromium over the real daemons (SP-17, 60-emergency): whatever is dialled or rings goes on, and
// is answered after it with sound both ways; what is dialled meanwhile goes out; without its connection the page says that the call is lost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, logIn, openPage, reads } from '../lib/page.mjs';
import { DAEMONS, SOUND, exposeSocket, noCall, pageHears, phoneOn } from '../lib/pagephone.mjs';
import { until } from '../lib/stack.mjs';
import { Calls } from '../lib/voice.mjs';

let calls, page, the, withOutage, close, wim, worker;
before(async () => {
  calls = await Calls.start({ name: 'pagecut', instances: DAEMONS });
  (await calls.agent('kim', { phone: 'page', agent_extension: '2612' })).close(); // the page is her one
  worker = await calls.worker('wim', '2611', { forward_then: 'end' });
  wim = await calls.register(worker);
  ({ page, the, withOutage, close } = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens', args: SOUND }));
  await exposeSocket(page);
  await page.addInitScript(() => {
    // The page alone learns that it broke, as when its network is another one from now on.
    window.cut = () => { const one = window.phoneSocket; one.close = () => {}; one.onclose(new CloseEvent('close', { code: 1006 })); };
  });
  await page.goto(calls.stack.base + '/');
  await logIn(the, { username: 'kim', password: 'seven green chairs' });
  await phoneOn(the);
});
after(async () => { await close?.(); await calls?.stop(); });

const state = (name) => the('phone', `[data-state=${name}]`).waitFor();
async function cut() {
  const before = await page.evaluateHandle(() => window.phoneSocket);
  await page.evaluate(() => window.cut());
  await until('another socket', () => page.evaluate((one) => window.phoneSocket !== one && window.phoneSocket.readyState === 1, before));
  await state('ready');
}
async function dial(number) {
  await the('phone-open').click();
  await the('phone-number').fill(number);
  await the('phone-call').click();
  await the('call', '[data-state=calling]').waitFor();
}
async function both(leg) {
  await the('call', '[data-state=talking]').waitFor();
  await pageHears(the);
  await leg.hears(20);
}

test('a call that was dialled goes on when the socket breaks: answered after it, both hear each other', async () => {
  await dial('2611');
  const leg = await wim.called();
  leg.ring();
  await cut();
  await eventually(() => the('call', '[data-state=calling]').count(), 1);
  await leg.answer();
  await both(leg);
  await the('call-end').click();
  await leg.has('BYE');
  await noCall(the);
  assert.equal(await the('phone-ended').count(), 0);
  await calls.nothingLeft();
});

test('a call that rings goes on ringing: it is answered after it, and both hear each other', async () => {
  const call = await wim.call('2612', { from: worker.device.username, login: worker.device });
  await the('call', '[data-state=ringing]').waitFor();
  await cut();
  await the('call-answer').click();
  await call.has(200);
  await both(call);
  await call.bye();
  await noCall(the);
  await calls.nothingLeft();
});

test('what is dialled while the socket is away goes out when it is back', async () => {
  let go;
  const held = new Promise((later) => { go = later; });
  await page.route(/\/phone\/token/, async (route) => { await held; await route.continue(); });
  await page.evaluate(() => window.cut());
  await state('lost');
  await dial('2611');
  go();
  const leg = await wim.called();
  await page.unroute(/\/phone\/token/);
  await leg.answer();
  await both(leg);
  await leg.bye();
  await noCall(the);
  await state('ready');
  await calls.nothingLeft();
});

test('with the connection the call is gone: the page says so, and is a phone again', async () => {
  await dial('2611');
  const leg = await wim.called();
  leg.ring();
  await withOutage(async () => {
    await calls.stack.kill('voiced');
    calls.stack.spawn('voiced');
    await reads({ the }, 'phone-ended', 'connection was lost');
    await noCall(the);
    await state('ready');
  });
});
