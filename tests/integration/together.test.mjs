// More than two on a call: somebody is asked while the caller waits, all three talk, the caller is left with whom was asked, or given away
// blind (SP-12). Each says a tone of their own, and after each step it is counted who hears whom.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { hear, loudness, sing, talkInTones } from '../lib/tones.mjs';
import { until } from '../lib/stack.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const OUTSIDE = '+12025550188', RINGING = 425, TONES = { caller: 1300, agent: 1700, target: 2100, more: 2500 };
let calls, gate, kim, lee, sue, wim, wimPhone;
before(async () => {
  calls = await Calls.start({ name: 'together' });
  gate = await calls.ua({ host: '127.0.0.3' });
  const trunk = await calls.make('trunks', { name: 'Out', host: gate.host, port: gate.local, transport: 'udp', sources: [gate.host] });
  await calls.make('dial-rules', { prefix: '+1', action: 'allow', trunk_ids: [trunk.id] });
  kim = await calls.agent('kim', { agent_extension: '8101' });
  lee = await calls.agent('lee', { agent_extension: '8102' });
  sue = await calls.agent('sue', { role: 'supervisor', supervises: [calls.group.id] });
  await calls.claim('+12025550151');
  wim = await calls.worker('wim', '5101', { work_number: '+12025550151' }); // who has one can block callers
  wimPhone = await calls.register(wim);
  for (const number of ['8101', '8102', OUTSIDE])
    await until(`${number} can be dialled`, async () => ['extension', 'number'].includes((await kim.call('GET', `/api/v1/dial?number=${encodeURIComponent(number)}`)).body.kind));
});
after(() => calls?.stop());

const act = (agent, id, what, body = {}) => agent.call('POST', `/api/v1/interactions/${id}/call/${what}`, body);
const ok = async (answer) => { const { status, body } = await answer; assert.equal(status, 202, JSON.stringify(body)); };
const consult = (agent, id, wanted) => agent.see('interaction', (s, f) => f.id === String(id) && (s.call?.consult?.state ?? null) === wanted);

const talk = (agent = kim) => talkInTones(calls, agent, TONES, CALLED, { from: CALLER });

async function answered(ua, tone = TONES.target) {
  const leg = await ua.called();
  leg.ring();
  await leg.answer();
  sing(leg.end, tone);
  return leg;
}

// Kim has asked whoever is at `ua`, who has picked up.
async function asked(number, ua) {
  const it = await talk();
  await ok(act(kim, it.id, 'consult', { number }));
  const target = await answered(ua);
  const all = [it.caller, it.leg, target];
  await hear(all, new Map([[it.caller, []], [it.leg, [target]], [target, [it.leg]]]));
  return { ...it, target, all };
}

// What is heard and what the database is told are no one order.
const has = (agent) => until(`${agent.user.username} has it`, async () => { const i = await calls.interaction(); return i.state === 'assigned' && String(i.agent) === agent.id; });

async function over(wanted, { atLast = false } = {}) {
  const ended = await calls.state('ended');
  assert.equal(ended.outcome, wanted);
  await (atLast ? calls.nothingLeftAtLast() : calls.nothingLeft());
  for (const agent of [kim, lee]) await agent.call('PUT', '/api/v1/me/status', { status: 'on_break' });
}

test('a colleague is asked: the caller hears music, agent and colleague talk; then the caller is back, alone with the agent', async () => {
  const { caller, leg, id } = await talk();
  await ok(act(kim, id, 'consult', { number: '5101' }));
  const shown = (await consult(kim, id, 'ringing')).state.call.consult;
  assert.deepEqual(shown, { number: '5101', name: 'wim Caller', state: 'ringing' });
  const target = await wimPhone.called();
  assert.match(target.invite.get('from'), /^"kim Caller" <sip:8101@/, 'who talks to them first is who asks');
  target.ring();
  assert.equal((await act(kim, id, 'consult', { number: '5101' })).body.type.endsWith('consult_there'), true);
  assert.equal((await act(kim, id, 'hold')).status, 409, 'held by its consult');
  await caller.hears(20);
  await target.answer();
  sing(target.end, TONES.target);
  await consult(kim, id, 'talking');
  const all = [caller, leg, target];
  await hear(all, new Map([[caller, []], [leg, [target]], [target, [leg]]]));
  await ok(act(kim, id, 'consult/end'));
  await target.has('BYE');
  await consult(kim, id, null);
  await hear([caller, leg], new Map([[caller, [leg]], [leg, [caller]]]));
  assert.equal((await act(kim, id, 'consult/end')).status, 409);
  assert.equal((await act(kim, id, 'consult/complete')).status, 409);
  await ok(act(kim, id, 'hold'));
  await hear([caller, leg], new Map([[caller, []]]));
  await ok(act(kim, id, 'resume'));
  await hear([caller, leg], new Map([[caller, [leg]], [leg, [caller]]]));
  await leg.bye();
  await caller.has('BYE');
  await over('ended_by_agent_phone');
});

test('an agent who has no extension is shown by name to whom they ask', async () => {
  const nora = await calls.agent('nora');
  await kim.call('PUT', '/api/v1/me/status', { status: 'on_break' });
  const { caller, leg, id } = await talk(nora);
  await ok(act(nora, id, 'consult', { number: '5101' }));
  const target = await wimPhone.called();
  assert.match(target.invite.get('from'), /^"nora Caller" <sip:anonymous@anonymous\.invalid>/);
  await consult(nora, id, 'ringing'); // before that none is shown, either
  target.refuse(486);
  await consult(nora, id, null);
  await nora.call('PUT', '/api/v1/me/status', { status: 'on_break' });
  await leg.bye();
  await caller.has('BYE');
  await over('ended_by_agent_phone');
});

test('left with a colleague: they talk on, the agent is in wrap-up, the interaction is over as transferred', async () => {
  const { caller, leg, id, target, all } = await asked('5101', wimPhone);
  await ok(act(kim, id, 'consult/complete'));
  await leg.has('BYE');
  await hear(all, new Map([[caller, [target]], [target, [caller]]]));
  await until('transferred', async () => (await calls.interaction()).outcome === 'transferred');
  await calls.state('ended'); // wrap-up is over too, and they still talk
  await hear(all, new Map([[caller, [target]], [target, [caller]]]));
  await target.bye();
  await caller.has('BYE');
  await over('transferred');
});

test('left with an agent of the contact center: they have the interaction, hold it and end it', async () => {
  await calls.available(lee);
  await kim.call('PUT', '/api/v1/me/status', { status: 'on_break' });
  await lee.call('PUT', '/api/v1/me/status', { status: 'work_offline' });
  const { caller, leg, id, target, all } = await asked('8102', lee.phone);
  await ok(act(kim, id, 'consult/complete'));
  await leg.has('BYE');
  await hear(all, new Map([[caller, [target]], [target, [caller]]]));
  await has(lee);
  await lee.see('interaction', (s, f) => f.id === id && s.call?.state === 'talking' && s.call.consult === null);
  await ok(act(lee, id, 'hold'));
  await hear(all, new Map([[caller, []], [target, []]]));
  await ok(act(lee, id, 'resume'));
  await hear(all, new Map([[caller, [target]], [target, [caller]]]));
  await caller.bye();
  await target.has('BYE');
  await over('ended');
});

test('a number outside is asked, counts in the limits, and talks on with the caller', async () => {
  const { caller, leg, id, target, all } = await asked(OUTSIDE, gate);
  assert.equal((await calls.stack.query(`SELECT count(*)::int AS n FROM voice.out_call WHERE number = $1 AND ended_at IS NULL`, [OUTSIDE]))[0].n, 1);
  await ok(act(kim, id, 'consult/complete'));
  await leg.has('BYE');
  await hear(all, new Map([[caller, [target]], [target, [caller]]]));
  await caller.bye();
  await target.has('BYE');
  await over('transferred');
  await until('the call outside has ended', async () => (await calls.stack.query(`SELECT count(*)::int AS n FROM voice.out_call WHERE ended_at IS NULL`))[0].n === 0);
});

test('transferred outside until the day\'s minutes are used up: both are told, and the call says why it ended', async () => {
  const undo = await calls.secondsLeft(kim.user, 4);
  try {
    const { id, caller, leg } = await talk();
    await ok(act(kim, id, 'transfer', { number: OUTSIDE }));
    const target = await answered(gate);
    await leg.has('BYE');
    await Promise.all([caller.has('BYE'), target.has('BYE')]);
    const ended = async () => (await calls.stack.asOwner('SELECT state, "by", cause FROM voice.call WHERE interaction = $1', [id]))[0];
    await until('the call says why', async () => (await ended()).state === 'over');
    assert.deepEqual(await ended(), { state: 'over', by: 'system', cause: 'minutes_used' });
    await over('transferred');
  } finally { await undo(); }
});

test('an agent whose phone is a number outside is asked there, and has the call there', async () => {
  const { version } = (await calls.adam.call('GET', `/api/v1/users/${lee.user.id}`)).body;
  const changed = await calls.adam.call('PATCH', `/api/v1/users/${lee.user.id}`, { phone_mode: 'forward', workplace_phone: OUTSIDE }, { headers: { 'if-match': String(version) } });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  await lee.call('PUT', '/api/v1/me/status', { status: 'work_offline' });
  const { caller, leg, id, all, target } = await asked('8102', gate);
  await ok(act(kim, id, 'consult/complete'));
  await leg.has('BYE');
  await hear(all, new Map([[caller, [target]], [target, [caller]]]));
  await has(lee);
  await ok(act(lee, id, 'hold'));
  await hear(all, new Map([[caller, []], [target, []]]));
  await ok(act(lee, id, 'resume'));
  await hear(all, new Map([[caller, [target]], [target, [caller]]]));
  await target.bye();
  await caller.has('BYE');
  await over('ended_by_agent_phone');
  await until('the call outside has ended', async () => (await calls.stack.query(`SELECT count(*)::int AS n FROM voice.out_call WHERE ended_at IS NULL`))[0].n === 0);
});

test('all three talk; the agent leaves by phone, the others talk on', async () => {
  const { caller, leg, id, target, all } = await asked('5101', wimPhone);
  await ok(act(kim, id, 'consult/conference'));
  await consult(kim, id, 'conference');
  await hear(all, new Map([[caller, [leg, target]], [leg, [caller, target]], [target, [caller, leg]]]));
  await leg.bye();
  await hear(all, new Map([[caller, [target]], [target, [caller]]]));
  await until('transferred', async () => (await calls.interaction()).outcome === 'transferred');
  await caller.bye();
  await target.has('BYE');
  await over('transferred');
});

test('all three talk; the one who was asked hangs up: agent and caller go on; then the agent ends it in the page', async () => {
  const { caller, leg, id, target, all } = await asked('5101', wimPhone);
  await ok(act(kim, id, 'consult/conference'));
  await hear(all, new Map([[caller, [leg, target]]]));
  await target.bye();
  await consult(kim, id, null);
  await hear(all.slice(0, 2), new Map([[caller, [leg]], [leg, [caller]]]));
  await ok(act(kim, id, 'hang-up'));
  await caller.has('BYE');
  await over('ended');
});

test('all three talk; the caller hangs up: both are told', async () => {
  const { caller, leg, id, target } = await asked('5101', wimPhone);
  await ok(act(kim, id, 'consult/conference'));
  await caller.bye();
  await leg.has('BYE');
  await target.has('BYE');
  await over('ended');
});

test('keys are heard by those who hear each other: who is asked has a menu, the caller who waits hears none of it; then all three', async () => {
  const { caller, leg, id, target } = await asked(OUTSIDE, gate);
  const got = (wanted) => until(`digits ${wanted}`, () => [caller, leg, target].map(({ end }) => end.digits).join(' ') === wanted, 5000)
    .catch((error) => { throw new Error(`${error.message}, but ${JSON.stringify([caller, leg, target].map(({ end }) => end.digits))}`); });
  for (const key of '42#') { leg.end.press(key); await target.hears(10); }
  await got('  42#');
  target.end.press('7');
  await got(' 7 42#');
  await ok(act(kim, id, 'consult/conference'));
  await consult(kim, id, 'conference');
  await hear([caller, leg, target], new Map([[target, [caller, leg]]]));
  caller.end.press('9');
  await got(' 79 42#9');
  await caller.bye();
  await target.has('BYE');
  await over('ended');
});

// The newest entry of somebody's call log, once it is as wanted.
const FIELDS = { direction: 'in', number: CALLER };
async function logged(client, wanted) {
  let row;
  return until(`the log of ${client.user.username} says ${JSON.stringify(wanted)}`, async () => {
    [row] = (await client.call('GET', '/api/v1/me/calls')).body.data;
    const said = row && { ...row, given_by: row.given_by?.id ?? null };
    return said && Object.entries({ ...FIELDS, ...wanted }).every(([name, value]) => said[name] === value) && row;
  }).catch((error) => { throw new Error(`${error.message}, but ${JSON.stringify({ ...row, card: undefined })}`); });
}

test('whom an agent gives a call to, or asks, has it in their log: who called, that it was given, by whom, and missed if they did not pick up (CT-14)', async () => {
  const work = Object.assign(await Client.login(calls.stack, { username: 'wim', password: 'seven green chairs' }, 'work'), { user: wim.user });
  const { caller, leg, id } = await talk();
  const by = { given_by: kim.user.id };
  await ok(act(kim, id, 'transfer', { number: '5101' }));
  const busy = await wimPhone.called();
  await consult(kim, id, 'ringing');
  busy.refuse(486);
  await logged(work, { ...by, given: 'transfer', state: 'missed', cause: 'busy' });
  await consult(kim, id, null);
  await ok(act(kim, id, 'consult', { number: '5101' }));
  const ringing = await wimPhone.called();
  ringing.ring();
  await consult(kim, id, 'ringing');
  const rung = await logged(work, { ...by, given: 'consult', state: 'ringing' });
  assert.equal(rung.card.numbers[0].number, CALLER, 'the card is the caller\'s');
  assert.equal(rung.given_by.name, 'kim Caller');
  await ok(act(kim, id, 'consult/end'));
  await ringing.has('CANCEL');
  await logged(work, { ...by, given: 'consult', state: 'missed', cause: 'cancelled' });
  await consult(kim, id, null);
  await ok(act(kim, id, 'consult', { number: '5101' }));
  const target = await answered(wimPhone);
  await logged(work, { ...by, given: 'consult', state: 'talking' });
  await consult(kim, id, 'talking');
  await ok(act(kim, id, 'consult/end'));
  await target.has('BYE');
  await logged(work, { ...by, given: 'consult', state: 'answered', cause: 'normal' });
  await consult(kim, id, null);
  await ok(act(kim, id, 'consult', { number: '5101' }));
  const taking = await answered(wimPhone);
  await consult(kim, id, 'talking');
  await ok(act(kim, id, 'consult/complete'));
  await leg.has('BYE');
  await logged(work, { ...by, given: 'transfer', state: 'talking' });
  await taking.bye();
  await caller.has('BYE');
  const { duration_ms } = await logged(work, { ...by, given: 'transfer', state: 'answered', cause: 'normal' });
  assert.ok(duration_ms > 0);
  work.close();
  await over('transferred');
});

test('an agent who is given a call has it in their log until it leaves them; a call that their queue offered is in none (CT-14)', async () => {
  await lee.call('PUT', '/api/v1/me/status', { status: 'work_offline' });
  const before = (await lee.call('GET', '/api/v1/me/calls')).body.data.length;
  const { caller, leg, id } = await talk();
  await ok(act(kim, id, 'transfer', { number: '8102' }));
  const target = await answered(gate); // her calls go to a number outside
  await leg.has('BYE');
  await has(lee);
  await logged(lee, { given: 'transfer', given_by: kim.user.id, state: 'talking' });
  await ok(act(lee, id, 'transfer', { number: '5101' }));
  const last = await answered(wimPhone);
  await target.has('BYE');
  await logged(lee, { given: 'transfer', given_by: kim.user.id, state: 'answered', cause: 'normal' });
  assert.equal((await lee.call('GET', '/api/v1/me/calls')).body.data.length, before + 1);
  assert.equal((await kim.call('GET', '/api/v1/me/calls')).body.data.length, 0, 'whom the queue offered it to has an interaction');
  await caller.bye();
  await last.has('BYE');
  await over('transferred');
});

test('crossings: the caller, or the agent, hangs up while somebody rings or is asked; nothing is left', async () => {
  const one = await talk();
  await ok(act(kim, one.id, 'consult', { number: '5101' }));
  const ringing = await wimPhone.called();
  ringing.ring();
  await one.caller.bye();
  await ringing.has('CANCEL');
  await one.leg.has('BYE');
  await over('ended');
  const two = await asked('5101', wimPhone);
  await two.leg.bye();
  await two.target.has('BYE');
  await two.caller.has('BYE');
  await over('ended_by_agent_phone');
  const three = await talk();
  await ok(act(kim, three.id, 'consult', { number: '5101' }));
  (await wimPhone.called()).refuse(486);
  await consult(kim, three.id, null);
  await hear([three.caller, three.leg], new Map([[three.caller, [three.leg]], [three.leg, [three.caller]]]));
  await three.caller.bye();
  await over('ended');
});

test('crossings of a hand-over: asked for twice, the colleague or the caller hangs up at the same moment; nothing is left and the end is true', async () => {
  const twice = await asked('5101', wimPhone);
  const answers = await Promise.all([act(kim, twice.id, 'consult/complete'), act(kim, twice.id, 'consult/complete')]);
  assert.deepEqual(answers.map((one) => one.status).sort(), [202, 409]);
  await hear(twice.all, new Map([[twice.caller, [twice.target]], [twice.target, [twice.caller]]]));
  await twice.caller.bye();
  await over('transferred');
  const gone = await asked('5101', wimPhone);
  await Promise.all([act(kim, gone.id, 'consult/complete'), gone.target.bye()]);
  // Either they were left together and it is over, or the agent has the caller back.
  await until('one or the other', async () => gone.caller.told.includes('BYE') || (await calls.interaction()).state === 'assigned');
  if (!gone.caller.told.includes('BYE')) await gone.caller.bye();
  assert.match((await calls.state('ended')).outcome, /^(transferred|ended)$/);
  await calls.nothingLeft();
  const left = await asked('5101', wimPhone);
  await Promise.all([act(kim, left.id, 'consult/complete'), left.caller.bye()]);
  await left.leg.has('BYE');
  await left.target.has('BYE');
  assert.match((await calls.state('ended')).outcome, /^(transferred|ended)$/);
  await calls.nothingLeft();
});

test('given away blind: the caller hears it ring, then whoever picks up; the agent is free', async () => {
  const { caller, leg, id } = await talk();
  await ok(act(kim, id, 'transfer', { number: '5101' }));
  const target = await wimPhone.called();
  assert.match(target.invite.get('from'), new RegExp(`<sip:\\${CALLER}@`), 'the customer is shown, whom they will talk to');
  target.ring();
  await caller.hears(20);
  await target.answer();
  sing(target.end, TONES.target);
  await leg.has('BYE');
  const all = [caller, leg, target];
  await hear(all, new Map([[caller, [target]], [target, [caller]]]));
  await target.bye();
  await caller.has('BYE');
  await over('transferred');
});

test('given away blind, but nobody picks up: the caller is back with the agent, or first in line if the agent has left', async () => {
  const { caller, leg, id } = await talk();
  await ok(act(kim, id, 'transfer', { number: '5101' }));
  const busy = await wimPhone.called();
  await consult(kim, id, 'ringing');
  busy.refuse(486);
  await consult(kim, id, null);
  await hear([caller, leg], new Map([[caller, [leg]], [leg, [caller]]]));
  await ok(act(kim, id, 'transfer', { number: '5101' }));
  const ringing = await wimPhone.called();
  ringing.ring();
  await leg.bye();
  await kim.call('PUT', '/api/v1/me/status', { status: 'on_break' });
  ringing.refuse(480);
  await calls.state('waiting');
  await caller.hears(20);
  await caller.bye();
  await over('customer_left');
  assert.deepEqual(kim.phone.came, [], 'her phone did not ring again');
});

test('a colleague who wants no calls on their Work account, or has blocked the customer, is not rung: the caller is back with the agent (SP-9, CT-12)', async () => {
  const work = Object.assign(await Client.login(calls.stack, { username: 'wim', password: 'seven green chairs' }, 'work'), { user: wim.user });
  const { caller, leg, id } = await talk();
  const entries = async () => (await work.call('GET', '/api/v1/me/calls')).body.data.length;
  const notRung = async (what) => {
    await ok(act(kim, id, what, { number: '5101' }));
    await until('whom she asked for is not rung any more, so the customer can be held', async () => (await act(kim, id, 'hold')).status === 202);
    await ok(act(kim, id, 'resume'));
    await hear([caller, leg], new Map([[caller, [leg]], [leg, [caller]]]));
    assert.deepEqual(wimPhone.came, [], 'no phone of theirs rang');
  };
  await work.call('PUT', '/api/v1/work/status', { status: 'dnd' });
  for (const what of ['consult', 'transfer']) {
    await notRung(what);
    await logged(work, { given_by: kim.user.id, given: what, state: 'missed' });
  }
  await work.call('PUT', '/api/v1/work/status', { status: 'available' });
  const blocks = `/api/v1/me/blocks/caller/${encodeURIComponent(CALLER)}`;
  assert.ok((await work.call('PUT', blocks, {})).status < 300);
  const before = await entries();
  await notRung('transfer');
  assert.equal(await entries(), before, 'who is blocked is not logged');
  await ok(act(kim, id, 'consult', { number: '5101' }));
  const rung = await wimPhone.called(); // it is the agent who calls
  await consult(kim, id, 'ringing');
  rung.refuse(486);
  await consult(kim, id, null);
  assert.ok((await work.call('DELETE', blocks)).status < 300);
  work.close();
  await leg.bye();
  await caller.has('BYE');
  await over('ended_by_agent_phone');
});

test('given away blind, and to a queue before anybody picks up: the caller hears music there, not the ringing', async () => {
  const second = await calls.make('queues', { name: 'Second line', medium: 'voice', wrap_ms: 1000 });
  const { caller, id } = await talk();
  await kim.call('PUT', '/api/v1/me/status', { status: 'on_break' });
  caller.end.listen();
  await ok(act(kim, id, 'transfer', { number: '5101' }));
  const target = await wimPhone.called();
  target.ring();
  await until('it rings', () => caller.end.toneAt(RINGING) > 0);
  const given = await kim.call('POST', `/api/v1/interactions/${id}/transfer`, { queue: second.id });
  assert.equal(given.status, 200, JSON.stringify(given.body));
  await target.has('CANCEL');
  await calls.state('waiting');
  await caller.hears(20);
  caller.end.listen();
  await caller.hears(300); // the ringing is a second of five
  assert.ok(caller.end.toneAt(RINGING) < 0, 'it rings no more');
  await caller.bye();
  await over('customer_left');
});

test('who cannot be asked is told why', async () => {
  const { caller, leg, id } = await talk();
  assert.equal((await act(kim, id, 'transfer', { number: '9999' })).status, 422);
  for (const [number, status, type] of [['8101', 422, 'invalid'], ['9999', 422, 'invalid'], ['911', 422, 'invalid'], ['abc', 422, 'invalid'], ['8102', 409, 'cannot_take']]) {
    const answer = await act(kim, id, 'consult', { number });
    assert.equal(answer.status, status, `${number}: ${JSON.stringify(answer.body)}`);
    assert.match(answer.body.type, new RegExp(`${type}$`));
  }
  for (const what of ['transfer', 'consult', 'consult/end', 'consult/complete', 'consult/conference']) {
    const body = what.includes('/') ? {} : { number: '5101' };
    assert.equal((await act(lee, id, what, body)).status, 403, what);
    assert.equal((await act(kim, 999999, what, body)).status, 404, what);
    if (what.includes('/')) assert.equal((await act(kim, id, what)).status, 409, what);
  }
  await ok(act(kim, id, 'consult', { number: '5101' }));
  assert.equal((await act(kim, id, 'transfer', { number: '5101' })).status, 409);
  assert.equal((await act(kim, id, 'consult/complete')).status, 409, 'nobody has picked up');
  const ringing = await wimPhone.called();
  ringing.ring();
  await ok(act(kim, id, 'consult/end'));
  await ringing.has('CANCEL');
  await hear([caller, leg], new Map([[caller, [leg]], [leg, [caller]]]));
  await caller.bye();
  await over('ended');
});

test('a REFER from the agent\'s phone is declined and the call goes on', async () => {
  const { caller, leg } = await talk();
  leg.request('REFER', { headers: ['Refer-To: <sip:+12025550188@example.com>'] });
  await until('an answer', () => leg.answers.some((a) => a.method === 'REFER' && a.status === 603));
  await hear([caller, leg], new Map([[caller, [leg]], [leg, [caller]]]));
  await caller.bye();
  await over('ended');
});

const heard = (agent, id, wanted) => agent.see('interaction', (s, f) => f.id === String(id) && JSON.stringify((s.call?.heard ?? []).map((one) => one.mode)) === JSON.stringify(wanted));
const audited = async (id) => (await calls.stack.query(`SELECT action FROM ops.audit WHERE key = $1 AND action LIKE 'call_%' ORDER BY id`, [id])).map((row) => row.action);

test('a supervisor listens, whispers to the agent, joins, and leaves: each is heard by whom they may be, and nobody notices them come and go (SP-16)', async () => {
  const { caller, leg, id } = await talk();
  await ok(act(sue, id, 'listen', { mode: 'listen' }));
  const third = await answered(sue.phone, TONES.more);
  const all = [caller, leg, third];
  await hear(all, new Map([[caller, [leg]], [leg, [caller]], [third, [caller, leg]]]));
  await heard(kim, id, []);
  await ok(act(sue, id, 'listen', { mode: 'whisper' }));
  await hear(all, new Map([[caller, [leg]], [leg, [caller, third]], [third, [caller, leg]]]));
  await heard(kim, id, ['whisper']);
  await ok(act(kim, id, 'hold'));
  await hear(all, new Map([[caller, []], [leg, [third]], [third, [leg]]]));
  await ok(act(kim, id, 'resume'));
  await ok(act(sue, id, 'listen', { mode: 'join' }));
  await hear(all, new Map([[caller, [leg, third]], [leg, [caller, third]], [third, [caller, leg]]]));
  await heard(kim, id, ['join']);
  await ok(act(sue, id, 'listen/end'));
  await third.has('BYE');
  await hear([caller, leg], new Map([[caller, [leg]], [leg, [caller]]]));
  await heard(kim, id, []);
  assert.equal((await act(sue, id, 'listen/end')).status, 409);
  assert.deepEqual(await audited(id), ['call_listen', 'call_whisper', 'call_join', 'call_listen_end']);
  await caller.bye();
  await leg.has('BYE');
  await over('ended');
});

test('who listens to an agent hears nobody that the call is given to (SP-16)', async () => {
  const { caller, leg, id } = await talk();
  await ok(act(sue, id, 'listen', { mode: 'join' }));
  const third = await answered(sue.phone, TONES.more);
  await lee.call('PUT', '/api/v1/me/status', { status: 'work_offline' });
  await ok(act(kim, id, 'consult', { number: '8102' }));
  const target = await answered(gate); // her calls go to a number outside
  await consult(kim, id, 'talking');
  await ok(act(kim, id, 'consult/complete'));
  await leg.has('BYE');
  await third.has('BYE');
  await hear([caller, target], new Map([[caller, [target]], [target, [caller]]]));
  await until('she is not there', async () => await listeners() === 0);
  await caller.bye();
  await over('ended');
});

const monitoring = async (agent) => { const { status, body } = await agent.call('GET', '/api/v1/me/monitoring'); assert.equal(status, 200, JSON.stringify(body)); return body.data; };

test('a supervisor is told whether they are on the call: while their phone rings, once it is picked up, when it says no, hangs up, or is not there; nobody else is told (SP-16)', async () => {
  const { caller, leg, id } = await talk();
  const is = (mode, answers) => until(`${mode}, ${answers}`, async () => JSON.stringify(await monitoring(sue)) === JSON.stringify(mode ? [{ interaction: id, mode, answered: answers }] : []));
  await is(null);
  await ok(act(sue, id, 'listen', { mode: 'listen' }));
  const refusing = await sue.phone.called();
  await is('listen', false);
  refusing.refuse(486);
  await is(null);
  await until('she may again', async () => (await act(sue, id, 'listen', { mode: 'join' })).status === 202);
  const third = await answered(sue.phone, TONES.more);
  await is('join', true);
  assert.deepEqual(await monitoring(calls.adam), []);
  assert.equal((await kim.call('GET', '/api/v1/me/monitoring')).status, 403);
  await third.bye();
  await is(null);
  await caller.bye();
  await leg.has('BYE');
  await over('ended');
});

const listeners = async () => (await calls.stack.query('SELECT count(*)::int AS n FROM voice.v_listener'))[0].n;

test('who leaves while the database is slow does not come back before it knows: shown and audited each time (SP-16)', async () => {
  const { caller, leg, id } = await talk();
  await ok(act(sue, id, 'listen', { mode: 'join' }));
  const third = await answered(sue.phone, TONES.more);
  await heard(kim, id, ['join']);
  const slow = await calls.slow(id);
  await ok(act(sue, id, 'listen/end'));
  await third.has('BYE');
  const early = await act(sue, id, 'listen', { mode: 'join' });
  assert.equal(early.status, 409, JSON.stringify(early.body));
  assert.ok(early.body.type.endsWith('too_many'));
  await slow.end();
  await until('she may again', async () => (await act(sue, id, 'listen', { mode: 'join' })).status === 202);
  const again = await answered(sue.phone, TONES.more);
  await heard(kim, id, ['join']);
  assert.equal(await listeners(), 1);
  assert.deepEqual(await audited(id), ['call_join', 'call_listen_end', 'call_join']);
  await again.bye();
  await until('she is not there', async () => await listeners() === 0);
  await caller.bye();
  await leg.has('BYE');
  await over('ended');
});

test('the agent hangs up while it is asked whether she may listen: nobody rings, nothing is left (SP-16)', async () => {
  const { caller, leg, id } = await talk();
  const slow = await calls.slow(id), asking = act(sue, id, 'listen', { mode: 'listen' });
  await until('it is asked', async () => (await slow.waiting()) > 0);
  await leg.bye();
  await caller.has('BYE');
  await slow.end();
  assert.equal((await asking).status, 409);
  await over('ended_by_agent_phone');
  assert.equal(await listeners(), 0);
  assert.deepEqual(sue.phone.came, []);
});

test('who listens to a consult hears agent and colleague, not the caller; who hangs up leaves; who does not lead it may not (SP-16)', async () => {
  const { caller, leg, id, target, all } = await asked('5101', wimPhone);
  await ok(act(sue, id, 'listen', { mode: 'whisper' }));
  const third = await answered(sue.phone, TONES.more);
  await hear([...all, third], new Map([[caller, []], [leg, [target, third]], [target, [leg]], [third, [leg, target]]]));
  await ok(act(kim, id, 'consult/conference'));
  await hear([...all, third], new Map([[caller, [leg, target]], [leg, [caller, target, third]], [target, [caller, leg]], [third, [caller, leg, target]]]));
  await third.bye();
  await hear(all, new Map([[caller, [leg, target]], [leg, [caller, target]], [target, [caller, leg]]]));
  assert.equal((await act(lee, id, 'listen', { mode: 'listen' })).status, 403);
  assert.equal((await act(sue, 999999, 'listen/end')).status, 404);
  assert.equal((await act(sue, 999999, 'listen', { mode: 'listen' })).status, 404);
  await until('she may again', async () => (await act(sue, id, 'listen', { mode: 'listen' })).status === 202);
  (await sue.phone.called()).refuse(486);
  await until('she is not there', async () => (await act(sue, id, 'listen/end')).status === 409);
  await caller.bye();
  await over('ended');
  const alone = await calls.carrier.call(CALLED);
  await alone.has(200);
  const waiting = await calls.state('waiting');
  assert.equal((await act(sue, waiting.id, 'listen', { mode: 'join' })).status, 409, 'nobody talks');
  await alone.bye();
  await over('customer_left');
});

const change = async (path, fields) => {
  const { body: { version } } = await calls.adam.call('GET', `/api/v1/${path}`);
  const { status, body } = await calls.adam.call('PATCH', `/api/v1/${path}`, fields, { headers: { 'if-match': `"${version}"` } });
  assert.equal(status, 200, JSON.stringify(body));
};
const queueSet = (fields) => change(`queues/${calls.queue.id}`, fields);

test('who was listened to before, and is recorded from their next agent on, is told so before that one hears them (SP-15)', async () => {
  const mia = await calls.agent('mia'), { caller, leg, id } = await talk();
  await ok(act(sue, id, 'listen', { mode: 'listen' }));
  const third = await answered(sue.phone, TONES.more);
  await hear([caller, leg, third], new Map([[caller, [leg]], [leg, [caller]], [third, [caller, leg]]]));
  await ok(act(sue, id, 'listen/end'));
  await third.has('BYE');
  await queueSet({ record: true, record_announce: true });
  try {
    await calls.available(mia);
    const answer = await kim.call('POST', `/api/v1/interactions/${id}/transfer`, { agent: mia.id });
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    const second = await mia.phone.called();
    await second.answer();
    sing(second.end, TONES.target);
    await mia.see('interaction', (s, f) => f.id === id && s.state === 'assigned' && s.call?.state === 'talking');
    const before = caller.end.heard;
    while (caller.end.heard < before + 60) { // 1.2 s of the announcement
      const had = caller.end.heard;
      await until('a packet', () => caller.end.heard > had, 5000, 5);
      if (caller.end.heard > before + 26)
        assert.ok(loudness(second.end, TONES.caller) < 400 && loudness(caller.end, TONES.target) < 400, `after ${caller.end.heard - before} packets they hear each other`);
    }
    await hear([caller, second], new Map([[caller, [second]], [second, [caller]]]));
    await until('it is recorded', async () => (await calls.stack.query('SELECT recording FROM voice.v_call WHERE interaction = $1', [id]))[0].recording === 'on');
    await caller.bye();
    await second.has('BYE');
    await over('ended');
  } finally {
    await queueSet({ record: false });
    await mia.call('PUT', '/api/v1/me/status', { status: 'on_break' });
  }
});

test('a daemon that dies with three on a call leaves nothing, once nobody speaks any more (SP-17)', async () => {
  await calls.set({ media_lost_s: 10 });
  const { id, all } = await asked('5101', wimPhone);
  await ok(act(kim, id, 'consult/conference'));
  await calls.stack.kill('voiced');
  calls.stack.spawn('voiced');
  await calls.stack.untilAllReady(15000);
  await until('voice_lost', async () => (await calls.interaction()).outcome === 'voice_lost');
  for (const one of all) one.vanish();
  await over('voice_lost', { atLast: true }); // as long as media may be silent, and two looks
});

test('what a number outside says before it answers is heard by the agent, not by the caller', async () => {
  const { caller, leg, id } = await talk();
  await ok(act(kim, id, 'consult', { number: OUTSIDE }));
  const target = await gate.called();
  await target.sound();
  target.speakTo(target.invite.body);
  target.reply(target.invite, 183, { sdp: target.end.sdp });
  sing(target.end, TONES.target);
  await hear([caller, leg, target], new Map([[leg, [target]], [caller, []]]));
  assert.equal((await consult(kim, id, 'ringing')).state.call.consult.number, OUTSIDE);
  target.refuse(404);
  await hear([caller, leg], new Map([[caller, [leg]], [leg, [caller]]]));
  await caller.bye();
  await over('ended');
});

test('a supervisor whose phone is a number outside is rung there, listens and whispers; busy there, and put down there, changes nothing (SP-16)', async () => {
  const number = '+12025550187', counted = async () => (await calls.stack.query(`SELECT count(*)::int AS n FROM voice.out_call WHERE number = $1 AND ended_at IS NULL`, [number]))[0].n;
  const sal = await calls.agent('sal', { role: 'supervisor', supervises: [calls.group.id], phone: null, phone_mode: 'forward', workplace_phone: number });
  await until('the number can be dialled', async () => (await sal.call('GET', `/api/v1/dial?number=${encodeURIComponent(number)}`)).body.kind === 'number');
  const { caller, leg, id } = await talk();
  await ok(act(sal, id, 'listen', { mode: 'listen' }));
  const busy = await gate.called();
  assert.equal(busy.user, number);
  busy.refuse(486);
  await until('nobody listens', async () => await listeners() === 0 && await counted() === 0);
  await ok(act(sal, id, 'listen', { mode: 'listen' }));
  const third = await answered(gate, TONES.more), all = [caller, leg, third];
  assert.equal(await counted(), 1, 'it counts in her limits');
  await hear(all, new Map([[caller, [leg]], [leg, [caller]], [third, [caller, leg]]]));
  await ok(act(sal, id, 'listen', { mode: 'whisper' }));
  await hear(all, new Map([[caller, [leg]], [leg, [caller, third]], [third, [caller, leg]]]));
  await third.bye();
  await hear([caller, leg], new Map([[caller, [leg]], [leg, [caller]]]));
  await until('nobody listens', async () => await listeners() === 0 && await counted() === 0);
  await ok(act(sal, id, 'listen', { mode: 'join' }));
  const again = await answered(gate, TONES.more);
  await caller.bye();
  await again.has('BYE');
  await over('ended');
});

test('who may listen no more is put down at once: another role, disabled, monitoring switched off (SP-16)', async () => {
  const number = '+12025550186', sol = await calls.agent('sol', { role: 'supervisor', supervises: [calls.group.id], phone: null, phone_mode: 'forward', workplace_phone: number });
  await until('the number can be dialled', async () => (await sol.call('GET', `/api/v1/dial?number=${encodeURIComponent(number)}`)).body.kind === 'number');
  const { caller, leg, id } = await talk();
  for (const taken of [{ role: 'agent' }, { disabled: true }]) {
    await until('she may', async () => (await act(sol, id, 'listen', { mode: 'listen' })).status === 202);
    const third = await answered(gate, TONES.more);
    await hear([caller, leg, third], new Map([[caller, [leg]], [leg, [caller]], [third, [caller, leg]]]));
    await change(`users/${sol.user.id}`, taken);
    await third.has('BYE');
    await until('she is not there', async () => await listeners() === 0);
    await change(`users/${sol.user.id}`, { role: 'supervisor', supervises: [calls.group.id] });
  }
  await ok(act(sue, id, 'listen', { mode: 'listen' }));
  const other = await answered(sue.phone, TONES.more);
  await queueSet({ monitor: false });
  await other.has('BYE');
  await until('it is refused', async () => (await act(sue, id, 'listen', { mode: 'whisper' })).body.type === 'monitoring_off');
  await until('nobody listens', async () => await listeners() === 0);
  await queueSet({ monitor: null });
  await hear([caller, leg], new Map([[caller, [leg]], [leg, [caller]]]));
  assert.deepEqual(sue.phone.came, [], 'her phone did not ring');
  await caller.bye();
  await leg.has('BYE');
  await over('ended');
});
