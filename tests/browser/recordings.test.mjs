// Recordings in the pages (SP-15, CT-14): a real call that was recorded is heard in Chromium, both sides, from any place in it; a supervisor and an
// administrator find it; when its customer is erased (AD-7) it is there no more.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { eventually, faults, fits, focused, logIn, openPage, reads } from '../lib/page.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const password = 'seven green chairs';
const OTHER = '+12025550177';
let calls, kim, ann, row, other, open, boss, stranger;
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
  // Another that each filter leaves out: another agent, queue, number and day. It has no sound.
  ann = await calls.agent('ann', { first_name: 'Kimberly' });
  const letters = await calls.make('queues', { name: 'Letters', medium: 'voice' });
  [other] = await calls.stack.asOwner(`INSERT INTO voice.recording (tenant, agent, call, queue, number, at, duration_ms) VALUES (1, $1, 'other', $2, $3, ops.clock() - interval '2 days', 1000) RETURNING id::text`, [ann.id, letters.id, OTHER]);
  open = await openPage({ size: { width: 1200, height: 800 }, screens: process.env.SCREENS ?? 'build/screens' });
  await open.page.goto(`${calls.stack.base}/work`);
  await logIn(open.the, { username: 'kim', password: 'seven green chairs' }, 'work');
});
after(async () => { await open?.close(); await boss?.close(); await stranger?.close(); await calls?.stop(); });

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

/** The agent as the list of names has it, chosen there: letters first. */
async function choose(who, letters, label) {
  const asked = [], note = (request) => { if (/\/users\?/.test(request.url())) asked.push(request.url()); };
  who.page.on('request', note);
  await who.the('recordings-agent').fill('');
  await who.the('recordings-agent').pressSequentially(letters);
  await eventually(() => who.page.locator('datalist option').evaluateAll((all) => all.map((one) => one.value).filter((one) => one)).then((all) => all.includes(label)), true, `${label} is in the list`);
  await who.the('recordings-agent').fill(label);
  who.page.off('request', note);
  return asked.length;
}
const pageOf = async (size = { width: 1200, height: 800 }) => openPage({ size, screens: process.env.SCREENS ?? 'build/screens' });
const found = (who) => who.the('recording').evaluateAll((all) => all.map((one) => one.dataset.id));
const finds = (who, wanted, what) => eventually(() => found(who), wanted, what);
async function look(who, fields) {
  await who.the('recordings-clear').click();
  for (const [name, value] of Object.entries(fields)) {
    const at = who.the(`recordings-${name}`);
    if (name === 'queue') await at.selectOption({ label: value });
    else await at.fill(value);
  }
  await who.the('recordings-find').click();
}
const right = async (who) => assert.deepEqual(await who.page.locator('[data-testid^="recordings-wrong-"]').allTextContents(), ['', '', '', '', ''], 'no field is marked');
const count = (who, words) => reads(who, 'recordings-count', words);
// By the keyboard; the place in it moves on.
async function hears(who) {
  const audio = who.the('recording').locator('audio').first();
  await audio.evaluate((one) => { one.muted = true; });
  assert.equal(await audio.evaluate((one) => one.readyState), 0, 'nothing is read before somebody plays it');
  await audio.focus();
  await who.page.keyboard.press('Space');
  await eventually(() => audio.evaluate((one) => one.currentTime > 0.3 && one.error === null), true, 'the recording is heard');
  await audio.evaluate((one) => one.pause());
}
const listened = async (client) => (await calls.stack.asOwner(`SELECT count(*)::integer AS n FROM ops.audit WHERE action = 'recording_listen' AND actor = $1 AND detail ->> 'recording' = $2`, [client.id, row.id]))[0].n;
const inBoth = async (who, name) => {
  for (const colorScheme of ['dark', 'light']) {
    await who.page.emulateMedia({ colorScheme });
    assert.deepEqual(await faults(who.page), [], `${name}, ${colorScheme}`);
    await who.shot(`${name}-${colorScheme}`);
  }
  await who.page.setViewportSize({ width: 400, height: 800 });
  await fits(who.page, name);
  assert.deepEqual(await faults(who.page), [], `${name}, narrow`);
  await who.shot(`${name}-narrow`);
  await who.page.setViewportSize({ width: 1200, height: 800 });
};
// The recording's own day, and the one before it: the clock may have passed midnight since.
const today = (before = 0) => { const day = new Date(row.at); day.setDate(day.getDate() - before); return day.toLocaleDateString('sv'); };
const yesterday = () => today(1);

test('a supervisor finds a recording of their agents by day, queue, agent and number, and hears it; a supervisor of others finds none', async () => {
  boss = await pageOf();
  await calls.make('queues', { name: 'Parcels', medium: 'voice' });
  const sue = (await calls.agent('sue', { role: 'supervisor', supervises: [calls.group.id] }));
  const others = await calls.make('agent-groups', { name: 'Others' });
  const ruth = await calls.agent('ruth', { role: 'supervisor', supervises: [others.id], group_id: others.id });
  await boss.page.goto(`${calls.stack.base}/supervise`);
  await logIn(boss.the, { username: 'sue', password }, 'supervise');
  await boss.the('open-recordings').click();
  await count(boss, '2 recordings');
  await finds(boss, [row.id, other.id], 'all that there are');
  await reads(boss, 'recording', '+1 202 555 0142');
  await reads(boss, 'recording', 'kim Caller');
  for (const fields of [{ number: '+1 (202) 555-0142' }, { queue: 'Calls' }, { agent: 'kim Caller' }, { since: today(), until: today() }, { queue: 'Calls', agent: 'kim C', number: CALLER, since: today() }]) {
    await look(boss, fields);
    await finds(boss, [row.id], JSON.stringify(fields));
    await right(boss);
  }
  for (const fields of [{ number: OTHER }, { queue: 'Letters' }, { agent: 'Kimberly Caller' }, { until: yesterday() }]) {
    await look(boss, fields);
    await finds(boss, [other.id], JSON.stringify(fields));
  }
  for (const fields of [{ number: CALLED }, { queue: 'Parcels' }, { agent: 'sue Caller' }, { until: '2026-01-01' }]) {
    await look(boss, fields);
    await count(boss, 'No recordings found');
    await finds(boss, [], JSON.stringify(fields));
  }
  for (const [name, fields, words] of [['agent', { agent: 'Nobody' }, 'There is no such agent'], ['agent', { agent: 'Caller' }, 'choose one of the list'], ['until', { since: '2026-02-02', until: '2026-02-01' }, 'before the first one']]) {
    await look(boss, fields);
    await reads(boss, `recordings-wrong-${name}`, words);
    await focused(boss.page, `recordings-${name}`);
  }
  await boss.withErrors(['422 /api/v1/recordings'], async () => {
    await look(boss, { number: '+1' });
    await reads(boss, 'recordings-problem', 'Check the marked field');
    await focused(boss.page, 'recordings-number');
  });
  assert.notEqual(await boss.the('recordings-wrong-number').textContent(), '');
  await inBoth(boss, 'recordings-wrong');
  await look(boss, { number: CALLER });
  await finds(boss, [row.id], 'again');
  assert.equal(await listened(sue), 0);
  await hears(boss);
  await eventually(() => listened(sue), 1, 'the audit log has the hearing');
  await inBoth(boss, 'recordings-supervise');

  stranger = await pageOf();
  await stranger.page.goto(`${calls.stack.base}/supervise`);
  await logIn(stranger.the, { username: 'ruth', password }, 'supervise');
  await stranger.the('open-recordings').click();
  await count(stranger, 'No recordings.');
  await look(stranger, { number: CALLER });
  await count(stranger, 'No recordings found');
  assert.equal((await ruth.call('GET', `/api/v1/recordings/${row.id}/sound`)).status, 404);
  assert.equal(await listened(ruth), 0, 'what is refused is no hearing');
});

test('a sound that does not come says so, and one tries again', async () => {
  const sound = '**/api/v1/recordings/*/sound*', audio = boss.the('recording').locator('audio').first();
  await boss.page.reload();
  await boss.the('open-recordings').click();
  await finds(boss, [row.id, other.id], 'after the page was loaded again');
  await boss.page.route(sound, (route) => route.abort());
  await boss.withErrors(['ERR_FAILED /api/v1/recordings/:id/sound'], async () => {
    await audio.evaluate((one) => { one.muted = true; one.play().catch(() => {}); });
    await reads(boss, 'recording-problem', 'could not be played');
  });
  await inBoth(boss, 'recordings-failed');
  await boss.page.unroute(sound);
  await boss.the('recording-again').click();
  await eventually(() => audio.evaluate((one) => one.currentTime > 0.3), true, 'it is heard then');
  assert.equal(await boss.the('recording-problem').count(), 0);
});

test('queues that cannot be read are said beside the fields, and asked for again; the focus is at the field that is wrong', async () => {
  const queues = '**/api/v1/queues?*';
  await boss.page.reload();
  await boss.page.route(queues, (route) => route.abort());
  await boss.withErrors(['ERR_FAILED /api/v1/queues'], async () => {
    await boss.the('open-recordings').click();
    await reads(boss, 'recordings-queues-problem', 'The queues could not be read');
  });
  await look(boss, { agent: 'Nobody' });
  await reads(boss, 'recordings-wrong-agent', 'There is no such agent');
  await focused(boss.page, 'recordings-agent');
  await inBoth(boss, 'recordings-queues');
  await boss.page.unroute(queues);
  await boss.the('recordings-queues-again').click();
  await until('the queues', async () => (await boss.the('recordings-queue').locator('option').allTextContents()).includes('Parcels'));
  assert.equal(await boss.the('recordings-queues-problem').count(), 0);
  await focused(boss.page, 'recordings-queue');
});

test('one whose agent the supervisor leads no more, or whose sound is gone, is no longer available; the focus stays in its row (SP-15)', async () => {
  const elsewhere = await calls.make('agent-groups', { name: 'Elsewhere' }), group = (id) => calls.stack.asOwner('UPDATE directory.app_user SET group_id = $2 WHERE id = $1', [kim.id, id]);
  const [{ place, file }] = await calls.stack.asOwner('SELECT place, file FROM voice.recording WHERE id = $1', [row.id]);
  const keeps = (...where) => calls.stack.asOwner('UPDATE voice.recording SET place = $2, file = $3 WHERE id = $1', [row.id, ...where]);
  for (const [gone, back] of [[() => group(elsewhere.id), () => group(calls.group.id)], [() => keeps(null, null), () => keeps(place, file)]]) {
    await boss.page.reload();
    await boss.the('open-recordings').click();
    await finds(boss, [row.id, other.id], 'before');
    await gone();
    try {
      await boss.withErrors(['404 /api/v1/recordings/:id/sound'], async () => {
        await boss.the('recording').locator('audio').focus();
        await boss.page.keyboard.press('Space');
        await reads(boss, 'recording-gone', 'no longer available to you');
      });
      await eventually(() => boss.page.evaluate(() => document.activeElement?.dataset.id), row.id, 'the focus is at the row');
    } finally { await back(); }
  }
});

test('an administrator finds it and hears it; when its customer is erased it is in no list, and its sound is 404 (AD-7)', async () => {
  const { page, the } = open, adam = calls.stack.user('administrator');
  await page.goto(`${calls.stack.base}/admin#recordings`);
  await logIn(the, adam, 'admin');
  await count(open, '2 recordings');
  // A name is looked up a moment after its last letter, and none where there is none.
  assert.ok(await choose(open, 'Caller', 'kim Caller (kim)') < 'Caller'.length, 'no question at each letter');
  await the('recordings-find').click();
  await finds(open, [row.id], 'of the agent who was chosen');
  await right(open);
  await choose(open, 'Kimb', 'Kimberly Caller (ann)');
  await the('recordings-find').click();
  await finds(open, [other.id], 'of another agent');
  await look(open, { queue: 'Calls', number: CALLER, since: today(), until: today() });
  await choose(open, 'kim', 'kim Caller (kim)');
  const sent = page.waitForRequest(/\/recordings\?.*agent=/); // the list is the same before it is answered
  await the('recordings-find').click();
  await (await (await sent).response()).finished();
  await finds(open, [row.id], 'by all that can be said');
  await right(open);
  // An answer that comes when something else is looked for is dropped.
  let slow;
  const users = '**/api/v1/users?*', held = new Promise((done) => { slow = done; }), asked = [];
  page.on('request', (request) => asked.push(request));
  await page.route(users, async (route) => { await held; await route.continue(); });
  await the('recordings-clear').click();
  await the('recordings-agent').fill('Kimberly');
  await the('recordings-find').click();
  await until('the question', () => asked.some((one) => /\/users\?/.test(one.url())));
  await the('recordings-clear').click();
  await finds(open, [row.id, other.id], 'all, again');
  slow();
  await Promise.all(asked.filter((one) => /\/users\?/.test(one.url())).map(async (one) => (await one.response()).finished()));
  await page.unroute(users);
  await look(open, { number: CALLER });
  await finds(open, [row.id], 'what was looked for last');
  assert.ok(!asked.some((one) => /\/recordings\?.*agent=/.test(one.url())), 'what was cleared is not looked for');
  await hears(open);
  await eventually(() => listened(calls.adam), 1, 'the audit log has the hearing');
  await inBoth(open, 'recordings-admin');

  const late = await pageOf(); // has the list, and has not heard it: of what a player has heard it keeps its own copy
  await late.page.goto(`${calls.stack.base}/admin#recordings`);
  await logIn(late.the, adam, 'admin');
  await finds(late, [row.id, other.id], 'before the erasure');
  const customer = await calls.make('customers', { name: 'Nora Quux', number: CALLER, notes: '' });
  const erased = await calls.adam.call('POST', `/api/v1/customers/${customer.id}/erase`, {});
  assert.equal(erased.status, 200, JSON.stringify(erased.body));
  await until('the end of the erasure', async () => (await calls.adam.call('GET', '/api/v1/erasures')).body.data.find((one) => one.customer === customer.id)?.done_at);
  const sound = await calls.adam.call('GET', `/api/v1/recordings/${row.id}/sound`);
  assert.equal(sound.status, 404, 'nothing is heard');
  assert.deepEqual((await calls.adam.call('GET', `/api/v1/recordings?number=${encodeURIComponent(CALLER)}`)).body.data, []);
  // The page that still shows it says what became of it.
  await late.withErrors(['404 /api/v1/recordings/:id/sound'], async () => {
    await late.the('recording').locator('audio').focus();
    await late.page.keyboard.press('Space');
    await reads(late, 'recording-gone', 'no longer available to you: it was erased');
  });
  await inBoth(late, 'recordings-gone');
  await late.the('recordings-find').click();
  await finds(late, [other.id], 'after the erasure');
  await late.close();
});

test('a session that has ended leads from the recordings to the login', async () => {
  const { page, the } = open;
  await page.reload();
  await count(open, '1 recording');
  for (const { id } of (await calls.adam.call('GET', `/api/v1/users/${calls.adam.id}/sessions?limit=200`)).body.data.filter((one) => !one.own)) await calls.adam.call('DELETE', `/api/v1/users/${calls.adam.id}/sessions/${id}`);
  await open.withErrors(['401 /api/v1/recordings'], async () => {
    await the('recordings-find').click();
    await the('login-username').waitFor();
  });
});
