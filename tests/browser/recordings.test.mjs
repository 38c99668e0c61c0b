// Recordings in the pages (SP-15, CT-14): a real call that was recorded is heard in Chromium, both sides, from any place in it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { faults, logIn, openPage } from '../lib/page.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

let calls, kim, row, open;
before(async () => {
  calls = await Calls.start({ name: 'recordingspage', queue: { record: true, record_announce: false } });
  kim = await calls.agent('kim', { has_work: true });
  await calls.available(kim);
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  await caller.has(200);
  const leg = await kim.phone.called();
  await leg.sound();
  leg.end.period = 32;
  await leg.answer();
  const { id } = await calls.state('assigned');
  await kim.see('interaction', (s, f) => f.id === String(id) && s.call?.recording === 'on');
  await leg.hears(200); // four seconds of both
  await caller.bye();
  row = await until('the recording', async () => (await calls.adam.call('GET', `/api/v1/recordings?interaction=${id}`)).body.data[0]);
  open = await openPage({ size: { width: 1200, height: 800 }, screens: process.env.SCREENS ?? 'build/screens' });
  await open.page.goto(`${calls.stack.base}/work`);
  await logIn(open.the, { username: 'kim', password: 'seven green chairs' }, 'work');
});
after(async () => { await open?.close(); await calls?.stop(); });

test('a recording on the Work page is played, and from the middle', async () => {
  const { page, the } = open;
  await the('section-recordings').click();
  await the('recordings-row').waitFor();
  const audio = page.locator('[data-testid="recordings-row"] audio');
  const played = await audio.evaluate(async (one) => {
    one.muted = true;
    await one.play();
    await new Promise((done) => { one.ontimeupdate = () => one.currentTime > 0.3 && done(); });
    one.currentTime = one.duration - 1;
    await new Promise((done) => { one.onended = done; });
    return { duration: one.duration, at: one.currentTime, error: one.error?.message ?? null };
  });
  assert.equal(played.error, null);
  assert.ok(Math.abs(played.duration - row.duration_ms / 1000) < 0.1 && played.at >= played.duration - 0.1, JSON.stringify(played));
  const loud = await page.evaluate(async (url) => {
    const sound = await new AudioContext().decodeAudioData(await (await fetch(url)).arrayBuffer());
    return [...Array(sound.numberOfChannels).keys()].map((n) => sound.getChannelData(n).reduce((sum, x) => sum + Math.abs(x), 0) / sound.length);
  }, await audio.getAttribute('src'));
  assert.ok(loud.length === 2 && loud.every((one) => one > 0.05), `both sides are heard: ${loud}`);
  await open.shot('recordings');
  assert.deepEqual(await faults(page), []);
});
