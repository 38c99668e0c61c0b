// Emergency calls (60-emergency): the phases as an agent, a supervisor and a customer see them. The calls are told as the daemon that
// carries them will (tests/lib/line.mjs); sql/test_emergency.sql walks the whole table.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { accept, assigned, finish, offered, status } from '../lib/desk.mjs';
import { Line } from '../lib/line.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

const MINUTES = 60_000;
let stack, line, channel, adam, rosa, calls = 0;
before(async () => {
  stack = await Stack.start({ name: 'emergency', instances: 'presenced routerd smsgw chatd', testClock: true });
  line = Line.open(stack);
  channel = stack.channel('twilio');
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  rosa = await Client.login(stack, stack.user('supervisor'));
});
after(async () => { await line?.close(); await stack?.stop(); });

const newCall = () => `call-${process.pid}-${++calls}`;
const ok = (answer, code = 200) => { assert.equal(answer.status, code, JSON.stringify(answer.body)); return answer.body; };
const problem = (answer, code, type) => { assert.deepEqual([answer.status, answer.body?.type], [code, type], JSON.stringify(answer.body)); return answer.body; };
const emergency = async (who) => ok(await who.call('GET', '/api/v1/me/emergency'));
const phase = async (who) => (await emergency(who)).phase;
const act = (who, what) => who.call('POST', `/api/v1/me/emergency/${what}`);
const told = async (who, call, step, more) => assert.equal((await line.tell(who.id, call, step, more)).outcome, 'ok', `${step} of ${call}`);
// What an agent's own page shows.
const seen = (who, status, wanted) => who.see('agent', (s) => s.agent === who.id && s.status === status && (s.emergency?.phase ?? 'normal') === wanted);
// As the page of who leads them shows them.
const board = async (who) => ok(await rosa.call('GET', '/api/v1/wallboard')).agents.find((one) => one.agent.id === who.id);
const textsTo = async (number, words) => (await stack.query(`SELECT m.text FROM messaging.message AS m JOIN messaging.conversation AS c
  ON c.tenant = m.tenant AND c.id = m.conversation WHERE c.number = $1 AND m.direction = 'out' AND m.text = $2`, [number, words])).length;
const audited = async (who) => (await stack.asOwner(`SELECT detail ->> 'before' || '>' || (detail ->> 'after') AS step FROM ops.audit
  WHERE action = 'emergency' AND key = $1 ORDER BY id`, [who.id])).map((row) => row.step);
const leave = async (who) => { await who.call('DELETE', '/api/v1/sessions/me?return=true&confirm=true'); who.close(); };

test('an agent with work: from the number dialled to the end of the lock', async () => {
  const words = `Please wait ${process.pid}`;
  const queue = ok(await adam.call('GET', '/api/v1/queues?limit=100')).data;
  for (const one of queue) ok(await adam.call('PATCH', `/api/v1/queues/${one.id}`, { emergency_text: words }, { headers: { 'if-match': `"${one.version}"` } }));
  const maya = await Client.ready(stack, stack.user('agent', 0));
  const [first, second, third] = [newNumber(), newNumber(), newNumber()];
  const held = await assigned(maya, channel, first);
  const offer = await offered(maya, channel, second);
  const call = newCall();

  await told(maya, call, 'began');
  await seen(maya, 'available', 'dialling');
  await until('her supervisor sees it', async () => (await board(maya))?.emergency === 'dialling');
  const gone = await maya.see('offer', (s, f) => f.id === offer.id && s.state === 'withdrawn');
  assert.equal(gone.state.cause, 'emergency');
  await text(channel, third, 'is anybody there');
  await until('the customer is told to wait', async () => await textsTo(first, words) === 1);
  assert.equal(problem(await status(maya, 'on_break'), 409, 'locked').locked_until, null);
  const why = ok(await maya.call('GET', '/api/v1/me/why'));
  assert.ok(why.words.includes('Is held back by an emergency.'), JSON.stringify(why.words));

  await told(maya, call, 'answered');
  await seen(maya, 'busy', 'in_call');
  assert.equal((await emergency(maya)).had_interactions, true);
  problem(await rosa.call('PUT', `/api/v1/agents/${maya.id}/status`, { status: 'available' }), 409, 'locked');
  problem(await act(maya, 'exit'), 409, 'locked');
  problem(await act(maya, 'remain'), 409, 'locked');
  await told(maya, call, 'ended');
  const lock = (await seen(maya, 'busy', 'lock')).state.emergency;
  assert.equal(Date.parse(lock.lock_ends_at) - Date.parse(lock.since), 5 * MINUTES);
  assert.equal(problem(await status(maya, 'available'), 409, 'locked').locked_until, lock.lock_ends_at);
  assert.equal(problem(await rosa.call('PUT', `/api/v1/agents/${maya.id}/status`, { status: 'logged_out' }), 409, 'emergency_runs').phase, 'lock');
  problem(await maya.call('DELETE', '/api/v1/sessions/me?return=true'), 409, 'emergency_runs');
  assert.deepEqual([...maya.things.values()].filter((f) => f.kind === 'offer' && f.state?.state === 'made'), [], 'nothing is offered');

  await finish(maya, held);
  await seen(maya, 'available', 'lock');
  const again = await Promise.any([maya.offerOf(second), maya.offerOf(third)]);
  ok(await maya.call('POST', `/api/v1/offers/${again.id}/reject`));
  const next = await maya.see('offer', (s, f) => s.state === 'made' && f.id !== again.id);
  assert.equal((await seen(maya, 'available', 'lock')).state.status, 'available', 'a reject has no penalty (EM-1)');
  await finish(maya, await accept(maya, next));

  await stack.pass(5 * MINUTES);
  await seen(maya, 'available', 'held');
  ok(await act(maya, 'exit'));
  assert.equal((await seen(maya, 'available', 'normal')).state.emergency, null);
  assert.equal(await textsTo(first, words), 1, 'told once');
  assert.deepEqual(await audited(maya), ['normal>dialling', 'dialling>in_call', 'in_call>lock', 'lock>lock', 'lock>held', 'held>normal']);
  await leave(maya);
});

test('five minutes to the second, presenced killed between any two steps, and while the lock ends', async () => {
  const tomas = await Client.ready(stack, stack.user('agent', 1));
  const call = newCall();
  const through = async (step) => { // what happens while no presenced runs is so when it is back
    await stack.kill('presenced');
    await step();
    stack.spawn('presenced');
    await stack.untilReady('presenced');
  };
  await through(() => told(tomas, call, 'began'));
  assert.equal(await phase(tomas), 'dialling');
  await through(() => told(tomas, call, 'answered'));
  await seen(tomas, 'work_offline', 'in_call');
  await through(() => told(tomas, call, 'ended'));
  const { lock_ends_at: ends, since } = await emergency(tomas);
  assert.equal(Date.parse(ends) - Date.parse(since), 5 * MINUTES);
  await through(() => stack.pass(3 * MINUTES));
  assert.equal(problem(await status(tomas, 'on_break'), 409, 'locked').locked_until, ends, 'a restart prolongs nothing');
  // Shortly before its end, and from the very moment of its end on.
  const clock = async () => Number((await stack.query('SELECT extract(epoch FROM ops.clock()) * 1000 AS ms'))[0].ms);
  await stack.pass(Date.parse(ends) - await clock() - 30_000);
  problem(await status(tomas, 'on_break'), 409, 'locked');
  await through(async () => { await stack.pass(Math.max(0, Date.parse(ends) - await clock())); });
  await seen(tomas, 'work_offline', 'held');
  assert.equal((await emergency(tomas)).since, ends);
  await through(async () => {});
  problem(await status(tomas, 'available'), 409, 'exit_or_remain');
  ok(await act(tomas, 'remain'));
  await seen(tomas, 'available', 'remaining');
  await through(async () => {});
  assert.equal(await phase(tomas), 'remaining');
  ok(await status(tomas, 'on_break'));
  ok(await status(tomas, 'available'), 200);
  ok(await act(tomas, 'exit'));
  assert.equal(await phase(tomas), 'normal');
  ok(await act(tomas, 'exit'));
  ok(await act(tomas, 'remain'));
  assert.equal(await phase(tomas), 'normal', 'there is nothing to remain in');
  await leave(tomas);
});

test('calls make their transitions with router, bus and browser stopped', async () => {
  const tomas = await Client.ready(stack, stack.user('agent', 1));
  for (const name of ['routerd', 'chatd', 'presenced']) await stack.kill(name);
  const call = newCall(), stored = async () => (await stack.asOwner('SELECT e.phase, a.chosen FROM presence.emergency AS e JOIN presence.agent_status AS a USING (tenant, agent) WHERE e.agent = $1', [tomas.id]))[0];
  for (const [step, wanted] of [['began', 'dialling available'], ['answered', 'in_call work_offline'], ['ended', 'lock work_offline']]) {
    await told(tomas, call, step);
    assert.equal(Object.values(await stored()).join(' '), wanted);
  }
  for (const name of ['routerd', 'chatd', 'presenced']) { stack.spawn(name); await stack.untilReady(name); }
  assert.equal(await phase(tomas), 'lock');
  assert.equal((await line.tell(tomas.id, call, 'began')).outcome, 'unchanged', 'what a journal tells again');
  await stack.pass(5 * MINUTES);
  await until('the lock\'s end is stored', async () => (await stored()).phase === 'held');
  await leave(tomas);
});

test('the checker finds an Available that was missed', async () => {
  const maya = await Client.ready(stack, stack.user('agent', 0));
  const held = await assigned(maya, channel, newNumber()), call = newCall();
  for (const step of ['began', 'answered', 'ended']) await told(maya, call, step);
  await seen(maya, 'busy', 'lock');
  // What no function does: the interaction is gone, and nobody looked at its agent.
  await stack.asOwner(`UPDATE routing.interaction SET state = 'ended', load = NULL, ended_at = ops.clock() WHERE id = $1`, [held.id]);
  await seen(maya, 'available', 'lock');
  await leave(maya);
});

test('a logout is confirmed, and a login before its end continues the lock in Work Offline', async () => {
  const user = stack.user('agent', 1);
  let tomas = await Client.ready(stack, user);
  const call = newCall();
  for (const step of ['began', 'answered', 'ended']) await told(tomas, call, step);
  const { lock_ends_at: ends } = await emergency(tomas);
  problem(await tomas.call('DELETE', '/api/v1/sessions/me'), 409, 'emergency_runs');
  ok(await tomas.call('DELETE', '/api/v1/sessions/me?confirm=true'), 204);
  tomas.close();
  tomas = await Client.login(stack, user);
  await tomas.open();
  assert.deepEqual([await phase(tomas), (await emergency(tomas)).lock_ends_at], ['lock', ends]);
  problem(await status(tomas, 'available'), 409, 'locked');
  assert.equal((await seen(tomas, 'work_offline', 'lock')).state.emergency.lock_ends_at, ends);
  ok(await rosa.call('PUT', `/api/v1/agents/${tomas.id}/status`, { status: 'logged_out', confirm: true, reason: 'went home' }));
  tomas.close();
  await stack.pass(5 * MINUTES);
  tomas = await Client.login(stack, user);
  assert.equal(await phase(tomas), 'normal', 'who was not there is not asked');
  ok(await status(tomas, 'available'));
  await leave(tomas);
});

test('who has no seat has no emergency, and no page can tell of a call', async () => {
  problem(await adam.call('GET', '/api/v1/me/emergency'), 404, 'not_found');
  for (const what of ['exit', 'remain']) problem(await act(adam, what), 404, 'not_found');
  const maya = await Client.login(stack, stack.user('agent', 0));
  assert.equal(await phase(maya), 'normal');
  for (const what of ['dialled', 'ended', 'lock_end']) assert.equal((await act(maya, what)).status, 404);
  await assert.rejects(stack.query(`SELECT presence.emergency_step(1, $1, 'dialled', ops.clock())`, [maya.id]), /permission denied/);
  assert.equal((await line.tell(maya.id, newCall(), 'faked')).outcome, 'invalid');
  assert.equal((await line.tell('999999', newCall(), 'began')).outcome, 'not_found');
});
