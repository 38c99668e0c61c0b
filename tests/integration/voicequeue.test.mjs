// Calls in a voice queue (SP-10, SP-12, SP-17, RT-4, RT-6, RT-10, RT-13): a router, agents' real sessions, and callers as a daemon tells of
// them (tests/lib/callers.mjs).
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Callers } from '../lib/callers.mjs';
import { Client } from '../lib/client.mjs';
import { accept, assigned, endAll, status } from '../lib/desk.mjs';
import { pulled } from '../lib/feed.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { claim, newNumber } from '../lib/texts.mjs';

const LINE = '+14155550190', SECOND = '+14155550191';
let stack, callers, adam, maya, tomas, rosa, channel, queue, other, key;
const ok = (answer, wanted = 200) => { assert.equal(answer.status, wanted, JSON.stringify(answer.body)); return answer.body; };
const problem = (answer, status, type, pointer) => {
  assert.deepEqual([answer.status, answer.body?.type], [status, type], JSON.stringify(answer.body));
  if (pointer) assert.ok(answer.body.errors?.some((e) => e.pointer === pointer), JSON.stringify(answer.body));
};
const make = async (path, body) => ok(await adam.call('POST', `/api/v1/${path}`, body), 201);
const ask = (client, it, what, body) => client.call('POST', `/api/v1/interactions/${it.interaction}/${what}`, body);
const offerOf = (client, it) => client.see('offer', (s) => s.state === 'made' && s.interaction === it.interaction && s.agent === client.id);
const own = (client, it, state, call) => client.see('interaction', (s) => s.interaction === it.interaction && s.agent === client.id && s.state === state && s.call?.state === call);
const blends = async (blending) => {
  const { version } = ok(await adam.call('GET', `/api/v1/users/${maya.id}`));
  ok(await adam.call('PATCH', `/api/v1/users/${maya.id}`, { blending }, { headers: { 'if-match': `"${version}"` } }));
};
const calling = (number = newNumber()) => callers.begin(channel.id, number);

before(async () => {
  stack = await Stack.start({ name: 'voicequeue', instances: 'presenced routerd routerd-2 smsgw chatd hookd', testClock: 'noon' });
  await stack.asOwner(`SELECT ops.batch_begin(ARRAY[ops.key('config', 1, '')]);
    UPDATE routing.queue SET schedule_id = NULL, version = version + 1; SELECT routing.config_changed(1); SELECT ops.batch_end()`);
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  [maya, tomas] = await Promise.all([0, 1].map((n) => Client.login(stack, stack.user('agent', n))));
  rosa = await Client.login(stack, stack.user('supervisor'));
  key = new Client(stack, stack.run.api_key);
  for (const agent of [maya, tomas, rosa]) await agent.open();
  await claim(adam, LINE);
  await claim(adam, SECOND);
  queue = await make('queues', { name: 'Hotline', medium: 'voice', wrap_ms: 60000, offer_ms: 20000, record: true, announce_every_s: 30 });
  other = await make('queues', { name: 'Second line', medium: 'voice', wrap_ms: 0 });
  for (const q of [queue, other]) for (const agent of [maya, tomas]) await make('memberships', { queue_id: q.id, agent_id: agent.id });
  channel = await make('channels', { medium: 'voice', name: 'Phone', number: LINE });
  await make('route-rules', { channel_id: channel.id, position: 1, queue_id: queue.id });
  callers = await Callers.start(stack);
});
after(async () => { for (const agent of [maya, tomas, rosa]) agent?.close(); await callers?.close(); await stack?.stop(); });
// Nobody Available, nothing open.
afterEach(async () => {
  for (const { call } of await callers.ask(`SELECT call FROM voice.call WHERE state <> 'over'`)) await callers.over({ call });
  for (const agent of [maya, tomas]) await endAll(agent);
  await stack.asOwner('DELETE FROM routing.cooldown');
});

test('a call is placed by its channel\'s rule, offered, answered at the phone, held, ended by the caller, wrapped up (SP-10, SP-12)', async () => {
  const it = await calling();
  const waiting = await callers.shown(it, adam, 'waiting waiting');
  assert.equal(waiting.medium, 'voice');
  assert.deepEqual([waiting.queue.name, waiting.channel.kind, waiting.number], ['Hotline', 'voice', it.number]);
  assert.deepEqual(await callers.place(it), { position: 1, wait_s: null });
  await status(maya, 'available');
  const offer = await offerOf(maya, it);
  for (const { medium, channel_kind: kind, channel: it } of [waiting, offer.state]) assert.deepEqual([medium, kind, it.medium, it.channel_kind], ['voice', 'voice', 'voice', 'voice']);
  assert.deepEqual([offer.state.channel.medium, offer.state.number, offer.state.queue.name], ['voice', it.number, 'Hotline']);
  await callers.shown(it, adam, 'offered ringing');
  assert.equal(await callers.answered(it, offer.id), 'ok');
  const talking = await own(maya, it, 'assigned', 'talking');
  assert.deepEqual([talking.state.call.id, talking.state.call.number, talking.state.call.record], [it.call, it.number, true]);
  assert.equal((await maya.see('offer', (s) => s.offer === offer.id && s.state === 'accepted')).id, offer.id, 'her page sees that it was accepted');
  assert.equal(await callers.held(it, true, 'phone'), 'ok');
  assert.equal((await own(maya, it, 'assigned', 'held')).state.call.held_by, 'phone');
  assert.equal(await callers.held(it, false, 'phone'), 'ok');
  await own(maya, it, 'assigned', 'talking');
  problem(await maya.call('POST', `/api/v1/conversations/${it.conversation}/messages`, { text: 'hello' }), 409, 'channel_cannot_send');
  ok(await maya.call('POST', `/api/v1/conversations/${it.conversation}/notes`, { text: 'wants an invoice' }), 201);
  assert.equal(await callers.over(it), 'ok');
  const wrap = await own(maya, it, 'wrap_up', 'over');
  assert.deepEqual([wrap.state.outcome, wrap.state.call.by, wrap.state.call.cause], ['ended', 'caller', 'normal']);
  ok(await ask(maya, it, 'wrap-up/end', {}));
  const { body } = await maya.call('GET', `/api/v1/conversations/${it.conversation}/messages`);
  assert.deepEqual(body.data.map((m) => m.state.text), ['wants an invoice'], 'what was noted is its transcript');
  const { events } = await pulled(stack, key);
  const types = events.filter((e) => e.data.interaction === it.interaction).map((e) => e.type.replace('trunkline.interaction.', ''));
  assert.deepEqual(types.filter((type) => type !== 'changed'), ['arrived', 'waiting', 'offered', 'assigned', 'wrap_up', 'ended'], 'integrators are told');
});

test('an agent in a call is offered no second one, nor a chat, unless they blend; in wrap-up neither (20-routing)', async () => {
  await status(maya, 'available');
  const first = await calling(), second = await calling();
  assert.equal(await callers.answered(first, (await offerOf(maya, first)).id), 'ok');
  await until('why, and that one waits', async () => {
    const { body } = await maya.call('GET', '/api/v1/me/why');
    return body.words?.some((w) => /Has a call/.test(w)) && body.queues.find((q) => q.name === 'Hotline').waiting === 1;
  });
  assert.equal(await callers.over(first), 'ok');
  await own(maya, first, 'wrap_up', 'over');
  await callers.shown(second, adam, 'waiting waiting');
  ok(await ask(maya, first, 'wrap-up/end', {}));
  const offer = await offerOf(maya, second);
  ok(await maya.call('POST', `/api/v1/offers/${offer.id}/accept`));
  const sms = stack.channel('twilio');
  assert.equal((await own(maya, second, 'assigned', 'ringing')).state.call.state, 'ringing', 'accepted in the page the phone still rings');
  assert.equal(await callers.answered(second, offer.id), 'ok');
  await own(maya, second, 'assigned', 'talking');
  await blends(true);
  const chat = await assigned(maya, sms, newNumber(), 'while you talk');
  assert.equal(chat.state.agent, maya.id, 'who blends has both');
  await blends(false);
});

test('a phone that refuses sends the call to the next agent, with its first waiting time (RT-6)', async () => {
  await status(maya, 'available');
  const it = await calling();
  const offer = await offerOf(maya, it);
  await status(tomas, 'available');
  assert.equal(await callers.refused(it, offer.id, 'not_registered'), 'ok');
  const next = await offerOf(tomas, it);
  assert.equal(next.state.waiting_since, offer.state.waiting_since);
  assert.equal((await maya.call('GET', '/api/v1/me/status')).body.state.status, 'on_break', 'on_miss');
  assert.equal(await callers.answered(it, offer.id), 'offer_ended', 'a late answer is never bridged');
  assert.equal(await callers.answered(it, next.id), 'ok');
  await own(tomas, it, 'assigned', 'talking');
});

test('who hangs up while waiting or while it rings has left: the offer goes, the agent keeps their place, the report says so (RT-4)', async () => {
  const before = (await adam.call('GET', `/api/v1/reports/queues?queue=${queue.id}`)).body.data[0]?.counters.abandoned ?? 0;
  const waiting = await calling();
  await callers.shown(waiting, adam, 'waiting waiting');
  assert.equal(await callers.over(waiting), 'ok');
  assert.equal((await callers.state(waiting, adam)).outcome, 'customer_left');
  await status(maya, 'available');
  const ringing = await calling();
  const offer = await offerOf(maya, ringing);
  assert.equal(await callers.over(ringing), 'ok');
  assert.equal((await maya.see('offer', (s) => s.offer === offer.id && s.state === 'withdrawn')).state.cause, 'customer_left');
  assert.equal((await maya.call('GET', '/api/v1/me/status')).body.state.status, 'available');
  await until('the report', async () => {
    const { body } = await adam.call('GET', `/api/v1/reports/queues?queue=${queue.id}`);
    return body.data[0]?.counters.abandoned === before + 2;
  });
  const voicemail = await calling();
  await offerOf(maya, voicemail);
  assert.equal(await callers.over(voicemail, 'system', 'to_voicemail'), 'ok');
  await until('left otherwise', async () => {
    const { counters } = (await adam.call('GET', `/api/v1/reports/queues?queue=${queue.id}`)).body.data[0];
    return counters.left_otherwise === 1 && counters.abandoned === before + 2;
  });
});

test('a call goes to another queue of calls, or to an agent who picks up; not among chats (RT-10)', async () => {
  await status(maya, 'available');
  const it = await calling();
  assert.equal(await callers.answered(it, (await offerOf(maya, it)).id), 'ok');
  await status(maya, 'work_offline');
  const chats = (await adam.call('GET', '/api/v1/queues?medium=chat')).body.data[0];
  problem(await ask(maya, it, 'transfer', { queue: chats.id }), 409, 'cannot_take');
  assert.deepEqual(ok(await maya.call('GET', `/api/v1/interactions/${it.interaction}/transfer-targets`)).queues.map((q) => q.name).sort(), ['Hotline', 'Phone', 'Second line']);
  ok(await ask(maya, it, 'transfer', { queue: other.id, note: 'an invoice' }));
  await callers.shown(it, adam, 'waiting waiting');
  await status(tomas, 'available');
  assert.equal(await callers.answered(it, (await offerOf(tomas, it)).id), 'ok');
  await own(tomas, it, 'assigned', 'talking');
  await status(tomas, 'work_offline');
  ok(await ask(tomas, it, 'transfer', { agent: maya.id }), 201);
  const refused = await offerOf(maya, it);
  assert.equal(await callers.refused(it, refused.id, 'declined'), 'ok');
  await tomas.see('offer', (s) => s.offer === refused.id && s.state === 'rejected');
  assert.equal((await callers.state(it, tomas)).call.state, 'talking', 'he talks on');
  ok(await ask(tomas, it, 'transfer', { agent: maya.id }), 201);
  assert.equal(await callers.answered(it, (await offerOf(maya, it)).id), 'ok');
  await own(maya, it, 'assigned', 'talking');
});

test('a phone that is lost sends the caller back to the front; nobody else\'s page that is gone does (RT-13)', async () => {
  await status(maya, 'available');
  const it = await calling();
  const first = await offerOf(maya, it);
  assert.equal(await callers.answered(it, first.id), 'ok');
  const later = await calling();
  await callers.shown(later, adam, 'waiting waiting');
  assert.equal(await callers.returned(it), 'ok');
  assert.equal((await callers.place(it)).position, 1);
  await offerOf(maya, later); // the other one is hers, not this one again
  await status(tomas, 'available');
  const next = await offerOf(tomas, it);
  assert.equal(next.state.waiting_since, first.state.waiting_since);
  assert.equal(await callers.answered(it, next.id), 'ok');
  assert.equal(await callers.over(later), 'ok');
  ok(await tomas.call('DELETE', '/api/v1/sessions/me?return=true'), 204);
  await callers.shown(it, adam, 'wrap_up over');
  tomas.close();
  tomas = await Client.login(stack, stack.user('agent', 1));
  await tomas.open();
});

test('a router that is killed between the steps loses no call', async () => {
  const it = await calling();
  await callers.shown(it, adam, 'waiting waiting');
  for (const name of ['routerd', 'routerd-2']) await stack.kill(name);
  await status(maya, 'available');
  const second = await calling();
  for (const name of ['routerd', 'routerd-2']) stack.spawn(name);
  await stack.untilAllReady();
  const offer = await offerOf(maya, it);
  for (const name of ['routerd', 'routerd-2']) await stack.kill(name);
  assert.equal(await callers.answered(it, offer.id), 'ok', 'the phone needs no router');
  assert.equal(await callers.over(it), 'ok');
  for (const name of ['routerd', 'routerd-2']) stack.spawn(name);
  await stack.untilAllReady();
  await callers.shown(it, adam, 'wrap_up over');
  ok(await ask(maya, it, 'wrap-up/end', {}));
  assert.equal(await callers.answered(second, (await offerOf(maya, second)).id), 'ok');
});

test('calls of a daemon that died end, with no other one there (SP-17)', async () => {
  const dying = await Callers.start(stack, 920002, 'voiced-8');
  await status(maya, 'available');
  const talked = await dying.begin(channel.id, newNumber());
  assert.equal(await dying.answered(talked, (await offerOf(maya, talked)).id), 'ok');
  const waiting = await dying.begin(channel.id, newNumber());
  await callers.shown(waiting, adam, 'waiting waiting');
  const kept = await dying.begin(channel.id, newNumber());
  await callers.shown(kept, adam, 'waiting waiting');
  assert.equal((await callers.say('call_begin', kept.call, channel.id, kept.call, (await callers.ask(`SELECT voice.live_begin(${callers.boot}, '{}') AS epoch`))[0].epoch, kept.number, null)).outcome, 'ok', 'another has it');
  await dying.close(); // it beats no more
  const ended = await until('its end', async () => {
    const s = await callers.state(talked, maya);
    return s.state === 'wrap_up' && s;
  });
  assert.deepEqual([ended.outcome, ended.call.state, ended.call.by, ended.call.cause], ['voice_lost', 'over', 'system', 'voice_lost']);
  await until('the other one', async () => (await callers.state(waiting, adam)).outcome === 'voice_lost');
  assert.equal((await callers.state(kept, adam)).state, 'waiting', 'what another daemon has found again goes on');
});

test('voice channels, their rules and queues are judged as they are saved', async () => {
  problem(await adam.call('POST', '/api/v1/channels', { medium: 'voice', name: 'None' }), 422, 'invalid', '/number');
  problem(await adam.call('POST', '/api/v1/channels', { medium: 'voice', name: 'Short', number: '12345' }), 422, 'invalid', '/number');
  problem(await adam.call('POST', '/api/v1/channels', { medium: 'voice', name: 'Foreign', number: '+14155550188' }), 422, 'invalid', '/number');
  problem(await adam.call('POST', '/api/v1/channels', { medium: 'voice', name: 'Twice', number: LINE }), 409, 'value_taken', '/number');
  const chats = (await adam.call('GET', '/api/v1/queues?medium=chat')).body.data[0];
  problem(await adam.call('POST', '/api/v1/route-rules', { channel_id: channel.id, position: 2, queue_id: chats.id }), 422, 'invalid', '/queue_id');
  problem(await adam.call('POST', '/api/v1/route-rules', { channel_id: stack.channel('twilio').id, position: 50, queue_id: queue.id }), 422, 'invalid', '/queue_id');
  problem(await adam.call('POST', '/api/v1/route-rules', { channel_id: channel.id, position: 2, auto_reply: 'hello' }), 422, 'invalid', '/auto_reply');
  problem(await adam.call('POST', '/api/v1/route-rules', { channel_id: channel.id, position: 2, queue_id: queue.id, conditions: { keyword: 'bill' } }), 422, 'invalid', '/conditions/keyword');
  problem(await adam.call('POST', '/api/v1/queues', { name: 'Chats that announce', record: true }), 422, 'invalid', '/record');
  const line = await make('channels', { medium: 'voice', name: 'Second phone', number: SECOND });
  assert.ok(line.warnings.some((f) => f.kind === 'channel_without_default' && f.id === line.id), JSON.stringify(line.warnings));
  const sound = ok(await adam.call('GET', `/api/v1/queues/${queue.id}`));
  assert.deepEqual([sound.announce_every_s, sound.record, sound.answer_at_entry, sound.announce_position, sound.announce_wait], [30, true, true, true, true]);
  const dry = ok(await adam.call('POST', '/api/v1/route-dry-runs', { channel_id: channel.id, number: '+12025550123', text: '' }));
  assert.equal(dry.queue.name, 'Hotline');
});
