// The keypad of a customer's call in the workspace (SP-12), in a real Chromium over the real daemons: of an agent whose phone is no page, by the
// contact center; a page that is the phone has its own keys alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { beAvailable, eventually, faults, logIn, openPage, reads, takeOffer } from '../lib/page.mjs';
import { DAEMONS, SOUND, inTalk, noCall, pageHears, phoneOn } from '../lib/pagephone.mjs';
import { Keys } from '../lib/keys.mjs';
import { until } from '../lib/stack.mjs';
import { hear, sing } from '../lib/tones.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

let calls, kim, lee;
const pages = [];
before(async () => {
  calls = await Calls.start({ name: 'keypadpage', instances: DAEMONS });
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
const received = (keys, wanted) => until(`${wanted} is received`, () => keys.pressed === wanted).catch((error) => { throw new Error(`${error.message}, but ${keys.pressed}`); });

test('a phone that is no page: the caller receives what is clicked and typed, in order; what is refused is said', async () => {
  const { page, the, withErrors, keep } = await pageOf('lee');
  await beAvailable(the);
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  sing(caller.end, 1300);
  await takeOffer(the);
  const leg = await lee.phone.called();
  await leg.answer();
  sing(leg.end, 1700);
  await hear([caller, leg], new Map([[caller, [leg]], [leg, [caller]]]));
  const keys = new Keys(caller.end);
  await the('customer-keys').waitFor();
  assert.equal(await the('keypad').count(), 0);
  await the('customer-keys').click();
  assert.equal(await the('customer-keys').getAttribute('aria-expanded'), 'true');
  await the('key-1').click();
  await received(keys, '1');
  await reads({ the }, 'tones-sent', 'Pressed: 1');
  await the('key-2').focus();
  await page.keyboard.type('4711#*0', { delay: 1 }); // faster than requests are
  await the('key-hash').click();
  await received(keys, '14711#*0#');
  await reads({ the }, 'tones-sent', 'Pressed: 14711#*0#');
  assert.deepEqual(await faults(page), [], 'the keypad');
  await keep('72-call-keypad');
  await the('customer-hold').click();
  await reads({ the }, 'call-words', 'On hold');
  await withErrors(['409 /api/v1/interactions/:id/call/digits'], async () => {
    await the('key-5').click();
    await reads({ the }, 'tones-problem', 'This call is on hold');
  });
  await the('customer-hold').click();
  await reads({ the }, 'call-words', 'In the call');
  await the('key-6').click();
  await received(keys, '14711#*0#6');
  await eventually(() => the('tones-problem').textContent(), '');
  await the('customer-keys').click();
  await the('keypad').waitFor({ state: 'detached' });
  await leg.bye();
  await calls.wrapped();
});

test('a page that is the phone has its own keys alone, which reach the caller also behind those of the API', async () => {
  const { the } = await pageOf('kim');
  await phoneOn(the);
  const caller = await inTalk(the, calls);
  await the('conversation', '[data-state=assigned]').click();
  await the('call-tools').waitFor();
  await the('call-keys').waitFor();
  assert.equal(await the('customer-keys').count(), 0);
  const keys = new Keys(caller.end), { id } = await calls.interaction();
  assert.equal((await kim.call('POST', `/api/v1/interactions/${id}/call/digits`, { digits: '12' })).status, 202);
  await received(keys, '12');
  const hearsPage = async () => { caller.end.listen(); await caller.hears(60); return caller.end.sounds.some((sound) => sound.some((byte) => byte !== 0xff)); };
  await until('the page is heard', hearsPage);
  await pageHears(the);
  await the('call-keys').click();
  await the('key-3').click();
  await received(keys, '123');
  await caller.bye();
  await calls.wrapped();
  await noCall(the);
});
