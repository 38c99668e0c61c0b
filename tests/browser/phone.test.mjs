// The agents' page as a phone in a real Chromium (SP-8, SP-18): turned on, registered, back by itself, gone with the login.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { faults, logIn, openPage, reads } from '../lib/page.mjs';
import { SOUND } from '../lib/pagephone.mjs';
import { Stack, until } from '../lib/stack.mjs';

let stack, agent, page, the, shot, withOutage, close;
before(async () => {
  stack = await Stack.start({ name: 'phone', instances: 'presenced routerd smsgw chatd voiced' });
  agent = stack.user('agent', 0);
  agent.id = (await Client.login(stack, agent)).id;
  ({ page, the, shot, withOutage, close } = await openPage({ size: { width: 1280, height: 800 }, screens: process.env.WRITE_SCREENS ? 'docs/screens' : 'build/screens', args: SOUND }));
});
after(async () => { await close?.(); await stack?.stop(); });

const reached = () => stack.query("SELECT * FROM voice.v_device_binding WHERE owner = $1 AND transport = 'ws'", [agent.id]);
const ready = () => the('phone', '[data-state=ready]').waitFor();

test('an agent turns the phone on: no user, password or server is asked for, and it is reached', async () => {
  await page.goto(stack.base + '/');
  await logIn(the, agent);
  assert.equal(await the('phone').count(), 0, 'it is off until somebody wants it');
  await the('open-phone').click();
  await the('phone-on').waitFor();
  assert.equal(await the('phone-dialog').locator('input').count(), 0, 'nothing is to be typed in');
  await the('phone-on').click();
  await ready();
  await until('it is found by whoever rings', async () => (await reached()).length === 1);
  assert.deepEqual((await reached()).map((one) => [one.side, one.username, one.agent]), [['agent', `agent-${agent.id}`, 'Trunkline page']]);
  assert.deepEqual(await faults(page), []);
  await shot('70-phone');
});

test('it shows that the microphone is heard, and which devices there are', async () => {
  await the('phone-try').click();
  await until('the fake device\'s tone', async () => Number(await the('phone-level').getAttribute('data-level')) > 20);
  await until('the devices', async () => await the('phone-microphone').locator('option').count() > 1);
  await the('phone-microphone').selectOption({ index: 1 });
  await until('the choice is kept', () => page.evaluate(() => JSON.parse(localStorage['trunkline.settings']).microphone));
  assert.deepEqual(await faults(page), []);
  await the('dialog-close').click();
  await shot('phone-bar');
  // Without work in hand the page has no heading of its own.
  assert.deepEqual((await faults(page)).filter((one) => !one.startsWith('page-has-heading-one')), []);
});

test('the check names what is good and what is not, with what helps, and stands in the record', async () => {
  await the('open-phone').click();
  // Its own call is nobody's: no card, nothing to hang up, nothing said of it.
  await page.evaluate(() => {
    window.leaks = new Set();
    window.watchesLeaks = new MutationObserver(() => {
      if (document.querySelector('[data-testid=call]')) window.leaks.add('a card');
      for (const id of ['said-now', 'said-soon', 'phone-off', 'phone-ended']) {
        const words = document.querySelector(`[data-testid=${id}]`)?.textContent ?? '';
        if (/\*43|call has ended|Hang up/.test(words)) window.leaks.add(words);
      }
    });
    window.watchesLeaks.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await the('phone-check-run').click();
  for (const step of ['browser', 'microphone', 'socket']) await the(`check-${step}`, '[data-state=good]').waitFor();
  await the('check-media', '[data-state=good]').waitFor();
  await the('phone-check', '[data-running=false]').waitFor();
  assert.deepEqual(await page.evaluate(() => { window.watchesLeaks.disconnect(); return [...window.leaks]; }), []);
  const me = await Client.login(stack, agent);
  const { body } = await me.call('GET', '/api/v1/phone/check');
  assert.deepEqual([body.last.good, body.last.state, body.pages, body.last.steps.map((step) => step.state)], [true, 'good', 1, ['good', 'good', 'good', 'good']]);
  await reads({ the }, 'check-whole', 'all of it is good');
  const [figures] = await stack.query('SELECT round_trip_ms, jitter_ms, loss_percent FROM voice.phone_check WHERE owner = $1', [agent.id]);
  const { round_trip_ms: roundTrip, jitter_ms: jitter, loss_percent: loss } = figures;
  assert.ok([roundTrip, jitter, loss].every((figure) => typeof figure === 'number' && figure >= 0) && loss < 100, `measured through the relay and back: ${JSON.stringify(figures)}`);
  await until('nothing of the test call is left', async () => (await stack.metrics('voiced')).voice_legs === 0);
  assert.deepEqual((await me.call('GET', '/api/v1/me/calls')).body.data, [], 'it stands in no log');
  assert.match(body.last.agent, /Chrome/);
  // A server without a number to try sound with.
  await page.route('**/api/v1/phone/check', async (route) => {
    if (route.request().method() !== 'GET') return route.continue();
    const response = await route.fetch();
    return route.fulfill({ response, json: { ...await response.json(), number: null } });
  });
  await the('phone-check-run').click();
  await the('check-media', '[data-state=untested]').waitFor();
  await the('phone-check', '[data-running=false]').waitFor();
  await reads({ the }, 'check-media', 'not tested');
  await reads({ the }, 'check-remedy', 'then check again');
  await reads({ the }, 'check-whole', 'not all of it was tested');
  const { last: untested } = (await me.call('GET', '/api/v1/phone/check')).body;
  assert.deepEqual([untested.good, untested.state], [false, 'untested']);
  await page.unroute('**/api/v1/phone/check');
  // A browser that gives no microphone.
  await page.evaluate(() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError')); });
  await the('phone-check-run').click();
  await the('check-microphone', '[data-state=bad]').waitFor();
  await reads({ the }, 'check-microphone', 'Allow the microphone');
  await reads({ the }, 'check-whole', 'not all of it is good');
  await the('phone-check', '[data-running=false]').waitFor();
  assert.deepEqual(await faults(page), []);
  await the('check-microphone').scrollIntoViewIfNeeded();
  await shot('70-phone-check');
  assert.equal((await me.call('GET', '/api/v1/phone/check')).body.last.good, false);
});

test('the page loaded again is a phone again, by itself', async () => {
  const [before] = await reached();
  await page.reload();
  await ready();
  await until('another socket, and one alone', async () => { const all = await reached(); return all.length === 1 && all[0].device !== before.device; });
});

test('SIGKILL of voiced: the page registers again by itself', async () => {
  await withOutage(async () => {
    await stack.kill('voiced');
    await the('phone', '[data-state=lost]').waitFor();
    await reads({ the }, 'phone-words', 'tries again');
    stack.spawn('voiced');
    await ready();
  });
  await until('it is reached', async () => (await reached()).length === 1);
});

test('logging out ends it', async () => {
  await page.evaluate(() => fetch('/api/v1/sessions/me?return=true', { method: 'DELETE', headers: { 'X-Trunkline-App': 'workspace' } }));
  assert.deepEqual(await reached(), []);
  await the('login').waitFor();
  await until('the socket is gone', async () => (await stack.metrics('voiced')).voice_browsers === 0);
});
