// Calls under faults of the relay, of trunks, phones, the database and voiced itself: each ends truthfully in the records within its
// timer, and nothing is left at voiced, at rtpengine, in the database (RL-1, RL-4).
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { latency, stopwatch } from '../lib/patience.mjs';
import { generator } from '../lib/random.mjs';
import { Ua } from '../lib/ua.mjs';
import { until, within } from '../lib/stack.mjs';
import { BEFORE_TIMER_B_MS, CALLED, CALLER, Calls } from '../lib/voice.mjs';
import { Line, carried } from './lib/line.mjs';
import { Wire } from './lib/wire.mjs';

const LOST_S = 10, WAIT_MS = 1500, OUTSIDE = '+12025550188';
let calls, line, kim, ann, annPhone, first, second;
before(async () => {
  calls = await Calls.start({ durable: true, name: 'voicefaults' });
  line = await Line.open(calls.relayPort);
  await settings();
  kim = await calls.agent('kim');
  first = await calls.ua({ host: '127.0.0.3' });
  second = await calls.ua({ host: '127.0.0.4' });
  const trunks = [];
  for (const [name, ua] of [['One', first], ['Two', second]])
    trunks.push(await calls.make('trunks', { name, host: ua.host, port: ua.local, transport: 'udp', sources: [ua.host] }));
  await calls.make('dial-rules', { prefix: '+1', action: 'allow', trunk_ids: trunks.map((t) => t.id) });
  await calls.claim('+12025550301');
  ann = await calls.worker('ann', '301', { work_number: '+12025550301' });
  annPhone = await calls.ua();
  await until('the plan is known', async () => (await calls.adam.call('GET', `/api/v1/dial?number=${encodeURIComponent(OUTSIDE)}`)).body.allowed);
  await until('the phone is known', async () => {
    const call = await dial('399');
    await until('a refusal', () => call.told.some((one) => Number(one) >= 402));
    return /There is no extension/.test(call.last.first);
  });
});
// What one has left is not the next one's: all that runs is there again, by the line, and every call ends.
afterEach(async (t) => {
  if (t.passed) return;
  Object.assign(line, { lose: () => false, late: () => 0 });
  await calls.stack.ensure();
  await settings();
  await calls.clear();
});
after(async () => { await calls?.stop(); line?.close(); });

// To the relay by the line, and limits that are short.
const settings = () => calls.set({ relay_port: line.at, media_lost_s: LOST_S, trunk_wait_ms: WAIT_MS });
const dial = (to) => annPhone.call(to, { from: ann.device.username, login: ann.device });
const next = () => until('a trunk is called', () => first.came.shift() ?? second.came.shift());
const cause = async () => (await calls.stack.query('SELECT cause FROM voice.call_log WHERE owner = $1 ORDER BY id DESC LIMIT 1', [ann.user.id]))[0]?.cause;
const metric = async (name) => (await calls.stack.metrics('voiced'))[name];

// Nothing at voiced, nothing at the relay, nothing open in the database. wait: for what was ended; else `until`, for what goes by itself.
const ended = (what, look) => within(BEFORE_TIMER_B_MS, what, look);
async function nothingLeft(wait = ended) {
  await wait('no call is left at voiced', async () => { const m = await calls.stack.metrics('voiced'); return m.voice_calls === 0 && m.voice_legs === 0; });
  await wait('none at rtpengine', async () => (await carried(calls.relayPort)).length === 0).catch(async (error) => { throw new Error(`${error.message}: ${await carried(calls.relayPort)}`); });
  await wait('none in the database', async () => {
    const [{ n }] = await calls.stack.asOwner(`SELECT (SELECT count(*) FROM voice.out_call WHERE ended_at IS NULL) + (SELECT count(*) FROM voice.call_log WHERE ended_at IS NULL)
      + (SELECT count(*) FROM voice.call WHERE state <> 'over') AS n`);
    return Number(n) === 0;
  });
}

async function talk() {
  await calls.available(kim);
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  await caller.has(200);
  const leg = await kim.phone.called();
  leg.ring();
  await leg.answer();
  const { id } = await calls.state('assigned');
  await leg.hears(10);
  await caller.hears(10);
  return { caller, leg, id };
}
async function over(wanted) {
  assert.equal((await calls.state('ended')).outcome, wanted);
  await kim.call('PUT', '/api/v1/me/status', { status: 'on_break' });
  await nothingLeft();
}

test('each third message between voiced and the relay is lost, each way: calls go on, nothing is left', async () => {
  let n = 0;
  line.lose = () => n++ % 3 === 0;
  try {
    const { caller, leg } = await talk();
    await leg.offer('sendonly');
    await leg.offer('sendrecv');
    await leg.hears(10);
    await caller.bye();
    await leg.has('BYE');
    assert.ok(line.lost > 5);
  } finally { line.lose = () => false; }
  await over('ended');
});

test('the relay says nothing: a caller is told 503 within its tries, and what may be left of it is deleted', async () => {
  line.lose = (text, toward) => toward === 'voiced' && !/pong/.test(text);
  const took = stopwatch();
  try {
    const caller = await calls.carrier.call(CALLED);
    await caller.has(503, 8000);
    latency('the refusal', took(), 6000);
    await until('it was tried and given up', async () => await metric('voiced_relay_commands_total{result="lost"}') > 0);
  } finally { line.lose = () => false; }
  await nothingLeft();
});

test('the relay dies in talk and comes back: the call ends as media that were lost, and a new one is carried', async () => {
  const { caller, leg } = await talk();
  await calls.stack.kill('rtpengine');
  await until('it is missed', async () => await metric('voiced_relay_up') === 0);
  await calls.stack.ensure(); // voiced runs on; its settings are written anew for its next start
  await caller.has('BYE', (LOST_S + 15) * 1000);
  await leg.has('BYE');
  await over('media_timeout').catch(async (error) => { throw new Error(`${error.message} ${JSON.stringify(await calls.interaction())}`); });
  const again = await talk();
  await again.caller.bye();
  await over('ended');
  await settings(); // the next start has them again
});

test('the relay dies in talk, and of the agent\'s phone that is known first: the call ends all the same, nobody waits in a queue without sound', async () => {
  const { caller, leg } = await talk();
  const ids = await carried(calls.relayPort), idIn = (text) => /query/.test(text) && ids.find((id) => text.includes(id));
  let asked = 0, first;
  line.late = (text, toward) => { // each round asks of the caller first: what it says comes when the other's has
    const id = toward === 'relay' && idIn(text);
    if (!id) return 0;
    if (performance.now() - asked > 2000) first = id;
    asked = performance.now();
    return id === first ? 500 : 0;
  };
  try {
    await until('a round', () => first, 15000);
    const { heard } = leg.end;
    await until('one round more', () => leg.end.heard > heard + 300, 15000);
    await calls.stack.kill('rtpengine');
    line.late = (text, toward) => (toward === 'relay' && idIn(text) && idIn(text) !== first ? 100 : 0);
    await calls.stack.ensure();
    await caller.has('BYE', (LOST_S + 15) * 1000);
    await leg.has('BYE');
  } finally { line.late = () => 0; }
  await over('media_timeout');
  await settings();
});

// Not by the line, which takes what nobody hears: that nobody listens is how voiced knows of a relay that is gone.
test('the relay dies and stays away: who talks and who waits are told within their time; an offer that could ring no phone costs its agent nothing', async () => {
  await calls.set({ relay_port: calls.relayPort });
  const lea = await calls.agent('lea'), { caller, leg } = await talk(), waits = await calls.carrier.call(CALLED, { from: '+12025550177' });
  await waits.has(200);
  await calls.stack.kill('rtpengine');
  await calls.available(lea);
  const offers = () => calls.stack.query('SELECT state, cause FROM routing.offer WHERE agent = $1', [lea.user.id]);
  await until('the caller who waits is offered to her', async () => (await offers()).length > 0);
  for (const one of [caller, leg, waits]) await one.has('BYE', (LOST_S + 15) * 1000);
  for (const { state, cause: why } of await offers()) assert.ok(!['rejected', 'missed'].includes(state), `${state}: ${why}`);
  assert.equal((await lea.call('GET', '/api/v1/me/status')).body.state.status, 'available');
  assert.equal(lea.phone.came.length, 0);
  await lea.call('PUT', '/api/v1/me/status', { status: 'on_break' });
  await calls.stack.ensure();
  await settings();
  const outcomes = () => calls.stack.query('SELECT outcome FROM routing.v_interaction ORDER BY id DESC LIMIT 2');
  await until('both have ended', async () => (await outcomes()).every(({ outcome }) => outcome));
  assert.deepEqual((await outcomes()).map(({ outcome }) => outcome), ['customer_left', 'media_timeout']);
  await kim.call('PUT', '/api/v1/me/status', { status: 'on_break' });
  await nothingLeft();
});

test('no port is left at the relay: callers are refused, who talks goes on, and ports come back', async () => {
  const { caller, leg } = await talk();
  const more = [];
  for (let i = 0; i < 60; i++) more.push(await calls.carrier.call(CALLED, { from: `+1202555${1000 + i}` }));
  const done = () => more.every((call) => call.told.some((word) => Number(word) >= 200));
  await until('all are answered', done, 30000);
  const refused = more.filter((call) => call.told.includes('503'));
  assert.ok(refused.length > 0 && refused.length < more.length, `${refused.length} of ${more.length}`);
  await leg.hears(10);
  await caller.hears(10);
  for (const call of more) if (call.state === 'talking') await call.bye();
  await caller.bye();
  await leg.has('BYE');
  await kim.call('PUT', '/api/v1/me/status', { status: 'on_break' });
  await nothingLeft(until);
  const after = await calls.carrier.call(CALLED);
  await after.has(200);
  await after.bye();
  await nothingLeft();
});

test('a trunk that answers 503, and one that says nothing at all: the next one is called within the wait', async () => {
  const call = await dial(OUTSIDE);
  (await next()).refuse(503);
  const leg = await next();
  await leg.answer();
  await call.has(200);
  await call.bye();
  await nothingLeft();
  const silent = leg.ua === first ? first : second, other = silent === first ? second : first;
  await until('both are tried again', async () => { // for 30 s who failed is tried last: then both fail once more
    const both = await dial(OUTSIDE);
    (await next()).refuse(503);
    (await next()).refuse(503);
    return both.has(503);
  });
  silent.deaf = true;
  try {
    const again = await dial(OUTSIDE);
    const took = stopwatch();
    const taken = await until('the other trunk is called', () => other.came.shift());
    await taken.answer();
    await again.has(200);
    latency('the answer by the other trunk', took(), WAIT_MS + 3000);
    await again.bye();
  } finally { silent.deaf = false; }
  await nothingLeft(until); // what was sent to the silent one is taken back when it is heard again, or its time is up
});

test('a trunk that has the call and rings long after the wait is waited for: 100 says that it is there', async () => {
  const call = await dial(OUTSIDE), leg = await next(), began = Date.now();
  leg.reply(leg.invite, 100);
  await until('longer than the wait', () => Date.now() - began > WAIT_MS + 1500);
  assert.ok(!leg.told.includes('CANCEL') && first.came.length + second.came.length === 0, 'nobody else is called');
  leg.ring();
  await call.has(180);
  await leg.answer();
  await call.has(200);
  await call.bye();
  await nothingLeft();
});

test('the caller\'s phone vanishes in talk: the call ends as lost media within its time', async () => {
  const { caller, leg } = await talk();
  caller.vanish();
  await leg.has('BYE', (LOST_S + 15) * 1000);
  await over('media_timeout');
});

test('the agent\'s phone vanishes in talk, or while the page holds the call: the caller is put to the next agent; a phone that goes on is left alone', async () => {
  for (const held of [false, true]) {
    const { caller, leg, id } = await talk();
    if (held) {
      assert.equal((await kim.call('POST', `/api/v1/interactions/${id}/call/hold`, {})).status, 202);
      const { heard } = caller.end;
      await until('music for longer than media may be missing', () => caller.end.heard > heard + (LOST_S + 8) * 50, 60000);
      assert.ok(!leg.told.includes('BYE'));
    }
    leg.vanish();
    const began = Date.now();
    await until('the caller waits', async () => (await calls.interaction()).state === 'waiting', (LOST_S + 15) * 1000);
    assert.ok(Date.now() - began > LOST_S * 500);
    await calls.available(kim);
    const again = await kim.phone.called();
    await again.answer();
    await again.hears(10);
    await again.bye();
    await caller.has('BYE');
    await over('ended_by_agent_phone');
  }
});

test('both ends offer at once: both are answered, and both hear each other', async () => {
  const { caller, leg } = await talk();
  const answers = await Promise.all([caller.offer('sendrecv'), leg.offer('sendrecv')]);
  for (const { status } of answers) assert.ok([200, 491].includes(status), String(status));
  const holds = await Promise.all([caller.offer('sendonly'), leg.offer('sendonly')]);
  for (const { status } of holds) assert.ok([200, 491].includes(status), String(status));
  await Promise.all([caller.offer('sendrecv'), leg.offer('sendrecv')]);
  await leg.hears(10);
  await caller.hears(10);
  await caller.bye();
  await leg.has('BYE');
  await over('ended');
});

test('four hundred callers take their call back as it is answered: none is left over anywhere', async () => {
  const crowd = await Ua.open(calls.port, { host: '127.0.0.2' });
  calls.uas.push(crowd);
  const { next } = generator(), all = [], began = Date.now(), probe = await crowd.call(CALLED);
  await probe.has(200);
  let wait = Date.now() - began; // sooner after each that was answered, later after each that was not: so they cross
  await probe.bye();
  const open = () => {
    for (const one of all) if (one.state === 'talking' && !one.ending) one.ending = one.bye();
    return all.filter((one) => one.state !== 'over').length;
  };
  for (let i = 0; i < 400; i++) {
    const call = await crowd.call(CALLED, { from: `+1202556${1000 + i}` });
    all.push(call);
    setTimeout(() => {
      wait = Math.min(5000, Math.max(2, wait * (call.state === 'new' ? 1.1 : 0.9)));
      if (call.state === 'new') call.cancel();
    }, wait * (0.7 + 0.6 * next()));
    await until('twenty at most are open', () => open() < 20, 30000, 5);
  }
  await until('each is over', () => open() === 0, 60000);
  await Promise.all(all.map((one) => one.ending));
  const answered = all.filter((one) => one.told.includes('200') && one.ending).length, taken = all.filter((one) => one.told.includes('487')).length;
  console.log(`# of 400: ${answered} answered, ${taken} taken back, ${all.length - answered - taken} refused`);
  assert.ok(taken > 20 && answered > 20, `${answered} answered, ${taken} taken back`);
  await nothingLeft(until);
  await until('voiced knows that the relay\'s ports are free again, without which it takes no call', async () => {
    const { voiced_relay_ports: all, voiced_relay_ports_free: free } = await calls.stack.metrics('voiced');
    return free === all;
  });
});

test('the database is away for 20 s in talk: the call goes on, its holds and its end are told afterwards', async () => {
  const { caller, leg } = await talk();
  await calls.stack.killPostgres();
  await leg.offer('sendonly');
  await caller.hears(20);
  await leg.offer('sendrecv');
  await leg.offer('sendonly');
  await leg.offer('sendrecv');
  const { heard } = caller.end;
  await until('a thousand packets: 20 s', () => caller.end.heard > heard + 900, 40000);
  await leg.bye();
  await caller.has('BYE');
  await calls.stack.startPostgres();
  await calls.stack.untilAllReady(30000);
  await over('ended_by_agent_phone');
  const [{ held }] = await calls.stack.asOwner('SELECT held_by AS held FROM voice.call ORDER BY id DESC LIMIT 1').catch(() => [{ held: null }]);
  assert.equal(held, null);
});

// A way to the database that can be cut; voiced goes by it after point(through), and as before after point(null).
async function throughWire() {
  const path = join(calls.stack.dir, 'trunkline.conf'), was = /^database = (.*)$/m.exec(readFileSync(path, 'utf8'))[1];
  const way = await Wire.open(Number(/port=(\d+)/.exec(was)[1]));
  const through = was.replace(/port=\d+/, `port=${way.at}`);
  const point = async (database) => {
    await calls.stack.kill('voiced', 'SIGTERM');
    writeFileSync(path, `${readFileSync(path, 'utf8').split('\n').filter((row) => row !== `database = ${through}`).join('\n')}\n${database ? `[voiced]\ndatabase = ${database}\n` : ''}`);
    calls.stack.spawn('voiced');
    await calls.stack.untilAllReady(15000);
  };
  return { way, point, through };
}

test('the answer to a call\'s beginning is lost, and it is offered before it is told again: the agent\'s phone rings', async () => {
  const { way, point, through } = await throughWire();
  await point(through);
  try {
    await calls.available(kim);
    way.cuts = /created.*"conversation"/s;
    const caller = await calls.carrier.call(CALLED, { from: CALLER });
    await until('the answer is lost', () => way.cut);
    await calls.state('offered');
    await calls.newsHeard({ beats: 0, quiet: 1500 }); // its connections to the database are cut
    way.unshut();
    const leg = await kim.phone.called();
    leg.ring();
    await leg.answer();
    await calls.state('assigned');
    await caller.has(200);
    await leg.hears(10);
    await caller.bye();
    await leg.has('BYE');
    await over('ended');
  } finally {
    way.unshut();
    await point(null);
    way.close();
  }
});

test('voiced is killed in talk: media go on, the interaction ends as voice_lost within 10 s of its restart, the relay is cleared', async () => {
  await calls.set({ media_lost_s: LOST_S });
  const { caller, leg } = await talk();
  await calls.stack.kill('voiced');
  await leg.hears(100);
  await caller.hears(100);
  calls.stack.spawn('voiced');
  await calls.stack.untilAllReady(15000);
  await until('voice_lost', async () => (await calls.interaction()).outcome === 'voice_lost', 10000);
  await leg.hears(50);
  assert.ok((await carried(calls.relayPort)).length > 0, 'who still talks is not cut off');
  caller.vanish();
  leg.vanish();
  await until('the relay is cleared', async () => (await carried(calls.relayPort)).length === 0, (LOST_S + 20) * 1000, 200);
  await over('voice_lost');
});

test('voiced is stopped in talk: both are told, and nothing is left at the relay', async () => {
  const { caller, leg } = await talk();
  await calls.stack.kill('voiced', 'SIGTERM');
  await caller.has('BYE');
  await leg.has('BYE');
  await until('none at rtpengine', async () => (await carried(calls.relayPort)).length === 0);
  calls.stack.spawn('voiced');
  await calls.stack.untilAllReady(15000);
  await over('voice_lost');
});

test('the answer to the beginning of a consult is lost: it is shown no more, and the call goes on', async () => {
  const { way, point, through } = await throughWire();
  const shown = async (id) => (await calls.stack.asOwner('SELECT consult_state FROM voice.call WHERE interaction = $1', [id]))[0].consult_state;
  await point(through);
  try {
    const { caller, leg, id } = await talk();
    way.cuts = /"consult": \{/s;
    const asked = kim.call('POST', `/api/v1/interactions/${id}/call/consult`, { number: OUTSIDE });
    await until('the answer is lost', () => way.cut);
    await until('it was stored', async () => await shown(id) === 'ringing');
    assert.ok((await asked).status >= 500); // what the database did is asked for as long as the request may last
    way.unshut();
    await until('it is shown no more', async () => await shown(id) === null, 20000);
    await leg.hears(10);
    await caller.bye();
    await leg.has('BYE');
    await over('ended');
  } finally {
    way.unshut();
    await point(null);
    way.close();
  }
});

test('who describes their media late, when the relay can\'t carry them: the call ends, nothing is left', async () => {
  line.lose = (text, toward) => toward === 'relay' && /latching/.test(text);
  try {
    const caller = await calls.carrier.call(CALLED, { late: true });
    await caller.has(200);
    await caller.has('BYE');
    assert.ok(line.lost > 0);
  } finally { line.lose = () => false; }
  await nothingLeft();
});

test('a call outside ends while the database is away: the log has when it ended, not when it was told', async () => {
  const row = async () => (await calls.stack.query('SELECT answered_at, ended_at, extract(epoch FROM ended_at - answered_at)::float8 AS seconds FROM voice.call_log WHERE owner = $1 ORDER BY id DESC LIMIT 1', [ann.user.id]))[0];
  const call = await dial(OUTSIDE), leg = await next();
  const answering = Date.now();
  await leg.answer();
  await call.has(200);
  const answered = Date.now();
  await until('the answer is in the log', async () => (await row())?.answered_at && !(await row()).ended_at);
  await calls.stack.killPostgres();
  const least = (Date.now() - answered) / 1000;
  await call.bye();
  const away = Date.now(), most = (away - answering) / 1000;
  await leg.has('BYE');
  await until('five seconds', () => Date.now() - away > 5000);
  await calls.stack.startPostgres();
  await calls.stack.untilAllReady(30000);
  await until('the end is in the log', async () => (await row()).ended_at);
  const { seconds } = await row();
  assert.ok(seconds > least - 1 && seconds < most + 1, `${seconds} s in the log, ${least} to ${most} s in talk`);
  await nothingLeft();
});

test('voiced is killed in a user\'s call and while one rings: soon after its restart both have ended in the logs, and the one that rang was missed (SP-17)', async () => {
  const ben = await calls.worker('ben', '302', { forward_then: 'end' }), benPhone = await calls.register(ben);
  const call = await dial(OUTSIDE), leg = await next();
  await leg.answer();
  await call.has(200);
  const inside = await dial('302'), ringing = await benPhone.called();
  ringing.ring();
  await inside.has(180);
  const logs = () => calls.stack.query(`SELECT owner = $1 AS out, answered_at IS NOT NULL AS answered, ended_at IS NOT NULL AS ended, cause, missed FROM voice.call_log
    WHERE owner IN ($1, $2) ORDER BY id DESC LIMIT 3`, [ann.user.id, ben.user.id]);
  await until('all are in the logs', async () => { const rows = await logs(); return rows.filter((row) => !row.ended).length === 3 && rows.filter((row) => row.answered).length === 1; });
  await calls.stack.kill('voiced');
  for (const one of [call, leg, inside, ringing]) one.vanish();
  calls.stack.spawn('voiced');
  await calls.stack.untilAllReady(15000);
  await until('all have ended', async () => (await logs()).every((row) => row.ended), 10000);
  const rows = await logs();
  assert.deepEqual(rows.map((row) => row.cause), ['voice_lost', 'voice_lost', 'voice_lost']);
  assert.deepEqual(rows.map((row) => row.missed), rows.map((row) => !row.out), 'who was rung has missed it');
});
