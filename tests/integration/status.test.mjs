// Statuses, leases, sessions: who may set what, what a closed browser does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { Client } from '../lib/client.mjs';
import { accept, assigned, end, finish, offered, status } from '../lib/desk.mjs';
import { latency, stopwatch } from '../lib/patience.mjs';
import { running, Stack, until, within } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

let stack, channel;
before(async () => {
  stack = await Stack.start({ name: 'status', instances: 'presenced routerd smsgw chatd chatd-2', testClock: true });
  channel = stack.channel('twilio');
});
after(async () => { await stack?.stop(); });

const user = (n) => stack.user('agent', n);
const statusOf = async (id) => (await stack.query('SELECT * FROM presence.agent_status WHERE agent = $1', [id]))[0];

test('login puts Work Offline, the agent chooses, logout with open work needs its return', async () => {
  const maya = await Client.login(stack, user(0));
  assert.equal((await maya.call('GET', '/api/v1/me/status')).body.state.status, 'work_offline');
  await maya.open();
  assert.equal((await status(maya, 'available')).status, 200);
  const open = await assigned(maya, channel, newNumber());
  const refused = await maya.call('DELETE', '/api/v1/sessions/me');
  assert.equal(refused.status, 409);
  assert.equal(refused.body.type, 'open_interactions');
  assert.equal((await maya.call('DELETE', '/api/v1/sessions/me?return=true')).status, 204);
  await until('the stream\'s end', () => maya.closed);
  assert.equal((await maya.call('GET', '/api/v1/workspace')).status, 401);
  const tomas = await Client.ready(stack, user(1));
  const again = await tomas.offerOf(open.state.number);
  assert.equal(again.state.interaction, open.id, 'back first in line, the same interaction (RT-13)');
  await finish(tomas, await accept(tomas, again));
  await tomas.call('DELETE', '/api/v1/sessions/me');
});

test('a session that was left behind without a page keeps nobody logged in; one with a live page does', async () => {
  const left = await Client.login(stack, user(0)), maya = await Client.ready(stack, user(0));
  const open = await assigned(maya, channel, newNumber());
  assert.equal((await maya.call('DELETE', '/api/v1/sessions/me')).body.type, 'open_interactions');
  assert.equal((await maya.call('DELETE', '/api/v1/sessions/me?return=true')).status, 204);
  assert.equal((await statusOf(maya.id)).chosen, 'logged_out');
  assert.equal((await left.call('GET', '/api/v1/workspace')).status, 401, 'it ends with the other');
  // The same where somebody else ends the live one.
  const [behind, live] = [await Client.login(stack, user(0)), await Client.ready(stack, user(0))];
  const adam = await Client.login(stack, stack.user('administrator'), 'admin');
  assert.equal((await adam.call('DELETE', `/api/v1/users/${live.id}/sessions/${live.session.session}`)).status, 200);
  assert.equal((await statusOf(live.id)).chosen, 'logged_out');
  assert.equal((await behind.call('GET', '/api/v1/workspace')).status, 401);
  const tomas = await Client.ready(stack, user(1)), second = await Client.login(stack, user(1));
  await finish(tomas, await accept(tomas, await tomas.offerOf(open.state.number)));
  await second.open();
  assert.equal((await second.call('DELETE', '/api/v1/sessions/me')).status, 204);
  assert.equal((await statusOf(tomas.id)).chosen, 'available', 'the other page is live');
  assert.equal((await tomas.call('DELETE', '/api/v1/sessions/me')).status, 204);
  assert.equal((await statusOf(tomas.id)).chosen, 'logged_out');
});

test('a page that has fallen silent keeps nobody logged in: the logout on the other one gives the chat back', async () => {
  const lid = await Client.ready(stack, user(0)), desk = await Client.ready(stack, user(0));
  const open = await assigned(desk, channel, newNumber());
  const stale = (session) => stack.query('SELECT state FROM presence.stream WHERE session = $1', [session]);
  lid.answerPings = false;
  await until('silent', async () => (await stale(lid.session.session))[0]?.state === 'stale', 20000, 100);
  assert.equal((await desk.call('DELETE', '/api/v1/sessions/me')).body.type, 'open_interactions');
  assert.equal((await desk.call('DELETE', '/api/v1/sessions/me?return=true')).status, 204);
  assert.equal((await statusOf(desk.id)).chosen, 'logged_out');
  assert.equal((await lid.call('GET', '/api/v1/workspace')).status, 401);
  const tomas = await Client.ready(stack, user(1));
  await finish(tomas, await accept(tomas, await tomas.offerOf(open.state.number)));
  assert.equal((await tomas.call('DELETE', '/api/v1/sessions/me')).status, 204);
  for (const client of [lid, desk, tomas]) client.close();
});

test('a login is a command: db may ask it again when the answer to its COMMIT was lost (rule 13)', async () => {
  const maya = await Client.login(stack, user(0));
  const commands = await stack.query("SELECT outcome FROM ops.command WHERE body ->> 'session' = $1", [maya.session.session]);
  assert.deepEqual(commands, [{ outcome: 'created' }]);
  await maya.call('DELETE', '/api/v1/sessions/me');
});

test('Stop New only while handling; busy and logged_out are not an agent\'s to set', async () => {
  const maya = await Client.login(stack, user(0));
  const early = await status(maya, 'available', { stop_new: true });
  assert.equal(early.status, 409, JSON.stringify(early.body));
  assert.equal((await status(maya, 'busy')).status, 422);
  const out = await status(maya, 'logged_out');
  assert.deepEqual([out.status, out.body.type], [403, 'status_not_allowed']);
  await maya.call('DELETE', '/api/v1/sessions/me');
});

test('a supervisor sets those they supervise; every change has who, why and when', async () => {
  const maya = await Client.login(stack, user(0));
  const rosa = await Client.login(stack, stack.user('supervisor'));
  const set = await rosa.call('PUT', `/api/v1/agents/${maya.id}/status`, { status: 'on_break', reason: ' Call Anna ' });
  assert.equal(set.status, 200, JSON.stringify(set.body));
  assert.equal(set.body.state.reason, 'Call Anna', 'the agent is shown why');
  const row = (await rosa.call('GET', '/api/v1/wallboard')).body.agents.find((a) => a.agent.id === maya.id);
  assert.deepEqual([row.set_by, row.set_by_name, row.reason, row.code_name], ['supervisor', 'Rosa Marchetti', 'Call Anna', null], 'the live view says who, too (SV-6)');
  const tomas = await Client.login(stack, user(1));
  const seen = async (who) => (await who.call('GET', '/api/v1/agents?limit=100')).body.data.find((frame) => frame.state.agent === maya.id).state;
  assert.deepEqual([(await seen(maya)).reason, (await seen(rosa)).reason], ['Call Anna', 'Call Anna']);
  assert.deepEqual([(await seen(tomas)).status, (await seen(tomas)).reason], ['on_break', null], 'what she was told is not for a colleague');
  const team = async (who) => (await who.call('GET', '/api/v1/workspace')).body.team.find((mate) => mate.id === maya.id);
  assert.deepEqual([(await team(tomas)).set_by_name, (await team(tomas)).reason], ['Rosa Marchetti', null], 'nor in the team of their workspace');
  assert.equal((await team(rosa)).reason, 'Call Anna');
  await tomas.call('DELETE', '/api/v1/sessions/me');
  assert.equal(set.body.state.set_by, 'supervisor');
  assert.equal(set.body.state.set_by_name, 'Rosa Marchetti');
  const history = await stack.query('SELECT * FROM presence.status_change WHERE agent = $1 ORDER BY at DESC LIMIT 1', [maya.id]);
  assert.equal(history[0].set_by, 'supervisor');
  assert.equal((await rosa.call('PUT', '/api/v1/agents/999/status', { status: 'on_break' })).status, 404);
  const list = await rosa.call('GET', '/api/v1/agents?limit=2');
  assert.equal(list.status, 200, JSON.stringify(list.body));
  assert.equal(list.body.data.length, 2);
  const rest = await rosa.call('GET', `/api/v1/agents?limit=2&cursor=${list.body.next_cursor}`);
  assert.notDeepEqual(rest.body.data[0], list.body.data[0]);
  await maya.call('DELETE', '/api/v1/sessions/me');
});

test('a supervisor\'s reason is never dropped: for the status that the agent has already, for a logout, for one\'s own', async () => {
  const adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const maya = await Client.login(stack, user(0)), rosa = await Client.login(stack, stack.user('supervisor'));
  const set = async (id, body) => { const answer = await rosa.call('PUT', `/api/v1/agents/${id}/status`, body); assert.equal(answer.status, 200, JSON.stringify(answer.body)); return answer.body.state; };
  const kept = async (id, reason) => {
    const [row] = await stack.query('SELECT reason FROM presence.status_change WHERE agent = $1 ORDER BY at DESC LIMIT 1', [id]);
    assert.equal(row.reason, reason, 'in the history');
  };
  const audited = async (id, reason) => {
    await kept(id, reason);
    return (await adam.call('GET', `/api/v1/audit?action=status_set&key=${id}&sort=-id&limit=1`)).body.data[0].detail;
  };
  await status(maya, 'on_break');
  const { since } = (await maya.call('GET', '/api/v1/me/status')).body.state;
  assert.deepEqual((({ reason, set_by, since: began }) => ({ reason, set_by, began }))(await set(maya.id, { status: 'on_break', reason: 'Stay until two' })), { reason: 'Stay until two', set_by: 'supervisor', began: since });
  assert.deepEqual(await audited(maya.id, 'Stay until two'), { before: 'on_break', after: 'on_break', reason: 'Stay until two' });
  const { version } = (await maya.call('GET', '/api/v1/me/status')).body;
  await set(maya.id, { status: 'on_break', reason: 'Stay until two' });
  await set(maya.id, { status: 'on_break' });
  assert.equal((await maya.call('GET', '/api/v1/me/status')).body.version, version, 'what says nothing new changes nothing');
  const coded = await adam.call('POST', '/api/v1/status-codes', { status: 'logged_out', name: 'Sent home' });
  await set(maya.id, { status: 'logged_out', code: coded.body.id, reason: 'session_expired' });
  await set(maya.id, { status: 'logged_out', code: coded.body.id, reason: 'Once more' });
  assert.deepEqual(await audited(maya.id, 'session_expired'), { before: 'on_break', after: 'logged_out', reason: 'session_expired', code: coded.body.id, code_name: 'Sent home' });
  assert.equal((await set(rosa.id, { status: 'on_break', reason: 'In a meeting' })).reason, 'In a meeting', 'nor one\'s own');
  await kept(rosa.id, 'In a meeting');
  const tomas = await Client.login(stack, user(1));
  const shown = (await tomas.call('GET', '/api/v1/agents?limit=100')).body.data.find((frame) => frame.state.agent === rosa.id).state;
  assert.deepEqual([shown.status, shown.reason], ['on_break', null], 'which is not for colleagues either');
  await tomas.call('DELETE', '/api/v1/sessions/me');
  await rosa.call('DELETE', '/api/v1/sessions/me');
});

test('a tab that does not answer is stale after 10 s: no new offers, the status stays (lease table)', async () => {
  const maya = await Client.ready(stack, user(0));
  maya.answerPings = false;
  await until('stale', async () => (await statusOf(maya.id)).lease === 'stale', 20000, 100);
  assert.equal((await statusOf(maya.id)).chosen, 'available');
  maya.answerPings = true;
  await until('live again', async () => (await statusOf(maya.id)).lease === 'live', 10000, 50);
  await maya.call('DELETE', '/api/v1/sessions/me');
  maya.close();
});

test('a tab is stale after the tenant\'s own limit, for sessions that are open too (lease table)', async () => {
  const limit = (ms) => stack.asOwner('SELECT directory.tenant_lease_set(1, $1, 60000, 1800000), ops.batch_close()', [ms]); // told at once, as by a daemon
  const maya = await Client.ready(stack, user(0));
  maya.answerPings = false;
  const pings = () => maya.frames.filter((frame) => frame.type === 'ping').map((frame) => frame.at);
  const told = async () => (await stack.query('SELECT stale_since FROM presence.stream WHERE agent = $1', [maya.id]))[0].stale_since;
  await limit(3000);
  await within(8000, 'stale before the default limit', told);
  maya.answerPings = true;
  await until('live again', async () => (await statusOf(maya.id)).lease === 'live');
  // Pings come often enough for the limit: who answers them stays live.
  const first = pings().length, six = stopwatch();
  await until('six pings', () => pings().length >= first + 6);
  const gaps = pings().slice(first).map((at, i, all) => at - (all[i - 1] ?? at));
  latency('a ping after another', Math.max(...gaps) - six.stalled(), 3000);
  assert.equal(await told(), null);
  await limit(10000);
  await maya.call('DELETE', '/api/v1/sessions/me');
  maya.close();
});

test('lost after 60 s withdraws the open offer without penalty; back in time all is as it was', async () => {
  const tomas = await Client.login(stack, user(1)); // opens no page: lost 60 s after his login
  await stack.pass(50000);
  const maya = await Client.ready(stack, user(0));
  const number = newNumber();
  const offer = await offered(maya, channel, number);
  maya.close();
  await until('stale', async () => (await statusOf(maya.id)).lease === 'stale');
  assert.equal((await statusOf(tomas.id)).lease, 'stale');
  await stack.pass(11000); // shorter than the offer's deadline: it must still stand when the sweep has gone by
  await until('the sweep', async () => (await statusOf(tomas.id)).lease === 'lost');
  assert.equal((await stack.query('SELECT state FROM routing.offer WHERE id = $1', [offer.id]))[0].state, 'made');
  assert.equal((await statusOf(maya.id)).lease, 'stale');
  await tomas.call('DELETE', '/api/v1/sessions/me');
  await stack.asOwner("UPDATE routing.offer SET deadline = deadline + interval '5 minutes' WHERE id = " + offer.id);
  await stack.pass(45000);
  await until('lost', async () => (await statusOf(maya.id)).lease === 'lost');
  const [withdrawn] = await stack.query('SELECT state, cause FROM routing.offer WHERE id = $1', [offer.id]);
  assert.equal(withdrawn.state, 'withdrawn');
  assert.equal((await statusOf(maya.id)).chosen, 'available', 'no penalty');
  await maya.open();
  await until('live again', async () => (await statusOf(maya.id)).lease === 'live');
  const again = await maya.offerOf(number);
  assert.notEqual(again.id, offer.id);
  await finish(maya, await accept(maya, again));
  await maya.call('DELETE', '/api/v1/sessions/me');
});

test('gone after 30 minutes logs out by rule and gives the chats back first in line (RT-13)', async () => {
  const maya = await Client.ready(stack, user(0));
  const open = await assigned(maya, channel, newNumber());
  maya.close();
  await until('stale', async () => (await statusOf(maya.id)).lease === 'stale');
  await stack.pass(1800000);
  await until('logged out', async () => (await statusOf(maya.id)).chosen === 'logged_out');
  const status = await statusOf(maya.id);
  assert.equal(status.set_by, 'rule');
  const tomas = await Client.ready(stack, user(1));
  const offer = await tomas.offerOf(open.state.number);
  assert.equal(offer.state.interaction, open.id);
  await accept(tomas, offer);
  await until('the note that says why', async () => (await tomas.call('GET', `/api/v1/conversations/${open.state.conversation}/messages`))
    .body.data.some((m) => m.state.direction === 'system'));
  await finish(tomas, open);
  await tomas.call('DELETE', '/api/v1/sessions/me');
  tomas.close();
});

test('a chatd that dies: the page goes to the other one, no offer is lost (rule 9)', async () => {
  const maya = await Client.ready(stack, user(0));
  const offer = await offered(maya, channel, newNumber());
  const own = (await stack.query('SELECT i.name FROM presence.stream s JOIN ops.instance i ON i.boot = s.boot WHERE s.agent = $1 AND s.state = $2', [maya.id, 'live']))[0].name;
  await stack.kill(own);
  await until('the stream\'s end', () => maya.closed);
  await maya.open();
  await until('live', async () => (await statusOf(maya.id)).lease === 'live');
  const accepted = await accept(maya, offer);
  stack.spawn(own);
  await stack.untilReady(own);
  await finish(maya, accepted);
  await maya.call('DELETE', '/api/v1/sessions/me');
  maya.close();
});

test('a status that needs a code is set with one only; who, why and until when are said (SV-6)', async () => {
  const adam = await Client.login(stack, stack.user('administrator'), 'admin'), rosa = await Client.login(stack, stack.user('supervisor'));
  const maya = await Client.ready(stack, user(0));
  const need = async (statuses) => {
    const [tenant] = (await adam.call('GET', '/api/v1/tenants')).body.data;
    const set = await adam.call('PATCH', `/api/v1/tenants/${tenant.id}`, { codes_required: statuses }, { headers: { 'if-match': tenant.version } });
    assert.equal(set.status, 200, JSON.stringify(set.body));
  };
  await need(['logged_out', 'on_break']);
  const shift = await adam.call('POST', '/api/v1/status-codes', { status: 'logged_out', name: 'End of shift' });
  const { body: choices } = await maya.call('GET', '/api/v1/me/status-codes');
  assert.deepEqual(choices.required, ['logged_out', 'on_break']);
  const lunch = choices.data.find((c) => c.name === 'Lunch').id;
  for (const who of [() => status(maya, 'on_break'), () => rosa.call('PUT', `/api/v1/agents/${maya.id}/status`, { status: 'on_break' })])
    assert.equal((await who()).body.type, 'code_missing');
  assert.equal((await status(maya, 'on_break', { code: choices.data.find((c) => c.name === 'Training').id })).body.type, 'code_unknown', 'another status\'s');
  const set = await status(maya, 'on_break', { code: lunch });
  const { set_by, set_by_name, code_name, since, until: ends, shown_until } = set.body.state;
  assert.deepEqual({ set_by, set_by_name, code_name, ends, shown_until }, { set_by: 'agent', set_by_name: 'Maya Okafor', code_name: 'Lunch', ends: null, shown_until: null });
  assert.ok(since);
  assert.equal((await maya.call('DELETE', '/api/v1/sessions/me')).body.type, 'code_missing');
  assert.equal((await maya.call('DELETE', `/api/v1/sessions/me?code=${shift.body.id}`)).status, 204);
  const [last] = await stack.query('SELECT chosen, code::text FROM presence.status_change WHERE agent = $1 ORDER BY at DESC LIMIT 1', [maya.id]);
  assert.deepEqual(last, { chosen: 'logged_out', code: shift.body.id });
  await need([]);
});

test('a wrap-up ends with a disposition where one is required; it is corrected later, by whom the interaction was or who leads it', async () => {
  const adam = await Client.login(stack, stack.user('administrator'), 'admin'), [maya, tomas] = await Promise.all([0, 1].map((n) => Client.ready(stack, user(n))));
  await status(tomas, 'work_offline');
  const made = async (name, more) => {
    const { status: code, body } = await adam.call('POST', '/api/v1/dispositions', { name, ...more });
    assert.equal(code, 201, JSON.stringify(body));
    return body;
  };
  const set = async (path, item) => {
    const { version } = (await adam.call('GET', path)).body;
    assert.equal((await adam.call('PATCH', path, item, { headers: { 'if-match': `"${version}"` } })).status, 200);
  };
  const open = await assigned(maya, channel, newNumber()), { queue } = open.state;
  const other = (await adam.call('GET', '/api/v1/queues?limit=200')).body.data.find((one) => one.id !== queue.id);
  const [sold, elsewhere] = [await made('Sold', { queue_ids: [queue.id] }), await made('Of another queue', { queue_ids: [other.id] })];
  assert.ok((await maya.call('GET', '/api/v1/dispositions?disabled=false')).body.data.some((one) => one.id === sold.id), 'agents read what there is');
  await set(`/api/v1/queues/${queue.id}`, { disposition_required: true });
  const put = (client, body) => client.call('PUT', `/api/v1/interactions/${open.id}/disposition`, body);
  const refused = ({ status: code, body }, ...wanted) => assert.deepEqual([code, body.type, body.errors?.[0]?.pointer], wanted, JSON.stringify(body));
  refused(await put(maya, { disposition_id: sold.id }), 409, 'not_in_wrap_up', undefined);
  assert.equal((await end(maya, open)).body.state.disposition_required, true);
  const done = (body) => maya.call('POST', `/api/v1/interactions/${open.id}/wrap-up/end`, body);
  refused(await done({ note: 'two boxes' }), 422, 'disposition_required', '/disposition_id');
  refused(await done({ disposition_id: elsewhere.id }), 422, 'unknown_reference', '/disposition_id');
  const { status: code, body: { state: over } } = await done({ disposition_id: sold.id, note: 'two boxes' });
  assert.deepEqual([code, over.state, over.disposition.name, over.disposition.by.id, over.note, over.disposition_required], [200, 'ended', 'Sold', maya.id, 'two boxes', undefined]);

  // Required by none: an end by time records none, and says so.
  const late = await assigned(maya, channel, newNumber());
  await end(maya, late);
  await stack.pass(61000);
  const shown = await until('its wrap-up is over', async () => {
    const { state } = (await maya.call('GET', `/api/v1/interactions/${late.id}`)).body;
    return state.state === 'ended' && state;
  });
  assert.deepEqual([shown.disposition, shown.disposition_missing], [null, true]);
  assert.ok((await maya.call('GET', '/api/v1/interactions?state=ended')).body.data.some((one) => one.id === open.id && one.state.disposition.id === sold.id), 'lists have it, too');

  // A page saves what its agent has written as the time ends.
  const half = await assigned(maya, channel, newNumber());
  await end(maya, half);
  const path = `/api/v1/interactions/${half.id}/wrap-up/end`;
  refused(await maya.call('POST', path, { note: 'half a', time_over: 'yes' }), 422, 'invalid', '/time_over');
  refused(await maya.call('POST', path, { note: 'half a', time_over: false }), 422, 'disposition_required', '/disposition_id');
  const { state: saved } = (await maya.call('POST', path, { note: 'half a', time_over: true })).body;
  assert.deepEqual([saved.state, saved.note, saved.disposition, saved.disposition_missing], ['ended', 'half a', null, true]);

  const returned = await made('Returned');
  refused(await put(tomas, { disposition_id: returned.id }), 403, 'not_yours', undefined);
  refused(await put(maya, {}), 422, 'invalid', '/disposition_id');
  assert.equal((await put(maya, { disposition_id: returned.id })).body.state.disposition.name, 'Returned');
  const last = (await put(adam, { disposition_id: sold.id, note: 'one box' })).body.state;
  assert.deepEqual([last.disposition.name, last.disposition.by.id, last.note], ['Sold', adam.id, 'one box']);
  const { body: { data } } = await adam.call('GET', `/api/v1/audit?action=interaction_disposition&key=${open.id}&sort=id`);
  assert.deepEqual(data.map(({ actor_id, detail }) => [actor_id, detail.before.name, detail.after.name, detail.note_changed]), [[maya.id, 'Sold', 'Returned', false], [adam.id, 'Returned', 'Sold', true]]);
  await set(`/api/v1/queues/${queue.id}`, { disposition_required: null });
  await maya.call('DELETE', '/api/v1/sessions/me?return=true');
  await tomas.call('DELETE', '/api/v1/sessions/me?return=true');
});

test('a wrap-up is made longer where the queue allows it, and ended early; what is shown says until when', async () => {
  const maya = await Client.ready(stack, user(0));
  const open = await assigned(maya, channel, newNumber());
  const early = await maya.call('POST', `/api/v1/interactions/${open.id}/wrap-up/extend`);
  assert.deepEqual([early.status, early.body.type], [409, 'not_in_wrap_up']);
  const ended = await end(maya, open);
  const first = ended.body.state.wrap_until;
  const longer = await maya.call('POST', `/api/v1/interactions/${open.id}/wrap-up/extend`);
  assert.equal(longer.status, 200, JSON.stringify(longer.body));
  assert.equal(new Date(longer.body.state.wrap_until) - new Date(first), 60000);
  const shown = (await maya.call('GET', '/api/v1/me/status')).body.state;
  assert.equal(`${shown.shown} ${shown.shown_until}`, `post_processing ${longer.body.state.wrap_until}`);
  await stack.pass(61000); // past its first end
  await maya.call('GET', '/api/v1/me/status');
  await until('the router\'s sweep after that', async () => (await stack.query('SELECT ops.clock() > $1::timestamptz + interval \'2 s\' AS past', [first]))[0].past);
  assert.equal((await maya.call('GET', `/api/v1/interactions/${open.id}`)).body.state.state, 'wrap_up');
  assert.equal((await maya.call('POST', `/api/v1/interactions/${open.id}/wrap-up/end`, { note: 'done' })).body.state.state, 'ended');
  assert.equal((await maya.call('POST', `/api/v1/interactions/${open.id}/wrap-up/extend`)).status, 409);
  await stack.asOwner('UPDATE routing.queue SET wrap_extend = false');
  const other = await assigned(maya, channel, newNumber());
  await end(maya, other);
  const fixed = await maya.call('POST', `/api/v1/interactions/${other.id}/wrap-up/extend`);
  assert.deepEqual([fixed.status, fixed.body.type], [409, 'wrap_up_fixed']);
  await stack.asOwner('UPDATE routing.queue SET wrap_extend = true');
  await maya.call('POST', `/api/v1/interactions/${other.id}/wrap-up/end`, {});
  await maya.call('DELETE', '/api/v1/sessions/me');
  maya.close();
});

test('logout with open work is refused with their list; a forced logout gives them back first in line (RT-13)', async () => {
  const maya = await Client.ready(stack, user(0)), rosa = await Client.login(stack, stack.user('supervisor'));
  const open = [await assigned(maya, channel, newNumber()), await assigned(maya, channel, newNumber())];
  const refused = await maya.call('DELETE', '/api/v1/sessions/me');
  assert.deepEqual(refused.body.interactions, open.map((i) => i.id));
  const forced = await rosa.call('PUT', `/api/v1/agents/${maya.id}/status`, { status: 'logged_out' });
  assert.equal(`${forced.body.state.status} ${forced.body.state.set_by_name}`, 'logged_out Rosa Marchetti');
  const tomas = await Client.ready(stack, user(1));
  for (const it of open) {
    const offer = await tomas.offerOf(it.state.number);
    assert.equal(offer.state.waiting_since, it.state.started_at);
    await finish(tomas, await accept(tomas, offer));
  }
  await tomas.call('DELETE', '/api/v1/sessions/me');
  tomas.close();
  maya.close();
});

test('too many wrong passwords are throttled, a right one in time is not', async () => {
  const sam = stack.user('agent', 3), nobody = new Client(stack, null);
  const login = (password) => nobody.call('POST', '/api/v1/sessions', { username: sam.username, password, app: 'workspace' });
  const wrong = async (n) => (await Promise.all(Array.from({ length: n }, () => login('wrong')))).map((answer) => answer.status).sort();
  // Ten are allowed in five minutes; a right one begins anew.
  for (const n of [9, 9]) {
    assert.deepEqual(await wrong(n), Array(n).fill(401));
    const right = await login(sam.password);
    assert.equal(right.status, 201, JSON.stringify(right.body));
  }
  assert.deepEqual(await wrong(14), [...Array(10).fill(401), ...Array(4).fill(429)]);
  const refused = await login(sam.password);
  assert.equal(refused.status, 429, 'then a right one, too');
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
});

test('the use of an API key is noted, once a minute, beside its requests', async () => {
  const key = new Client(stack, stack.run.api_key);
  const used = async () => (await stack.query('SELECT last_used_at, xmin::text AS written FROM directory.api_key'))[0];
  const look = async () => assert.equal((await key.call('GET', '/api/v1/channels')).status, 200);
  assert.equal((await used()).last_used_at, null);
  await Promise.all(Array.from({ length: 20 }, look));
  const first = await until('the first use', async () => { const now = await used(); return now.last_used_at && now; });
  // Other daemons' first requests and those of the same minute write nothing more.
  for (const path of ['/api/v1/customers?number=%2B15105550177', '/api/v1/opt-outs?number=%2B15105550177'])
    assert.equal((await key.call('GET', path)).status, 200, path);
  assert.deepEqual(await used(), first);
  await stack.pass(60000);
  const second = await until('the next use', async () => { await look(); const now = await used(); return now.written !== first.written && now; });
  assert.ok(second.last_used_at - first.last_used_at >= 60000);
});

test('a login that hangs in the database is waited for by a presenced that ends', async () => {
  const rosa = stack.user('supervisor'), lock = new pg.Client({ connectionString: stack.owner });
  const sessions = async () => (await stack.query('SELECT count(*)::integer AS n FROM presence.session WHERE user_id = (SELECT id FROM directory.app_user WHERE username = $1)', [rosa.username]))[0].n;
  const before = await sessions(), pid = stack.pid('presenced');
  await lock.connect();
  await lock.query('BEGIN; LOCK TABLE directory.app_user IN ACCESS EXCLUSIVE MODE');
  // Past the edge, which would ask another one.
  const login = fetch(`${stack.run.http.presenced}/api/v1/sessions`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: rosa.username, password: rosa.password, app: 'workspace' }),
  });
  // A wait for a lock ends after 2 s and begins anew, the wait for requests 4 s after the SIGTERM: not both at once.
  await until('the hanging look-up', async () => (await stack.asOwner("SELECT count(*)::integer AS n FROM pg_stat_activity WHERE query LIKE '%user_find%' AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > interval '1 s'"))[0].n === 1);
  stack.signal('presenced', 'SIGTERM');
  const refused = await login;
  assert.equal(refused.status, 503);
  assert.equal((await refused.json()).type, 'outcome_unknown');
  await lock.query('ROLLBACK');
  await lock.end();
  await until('the end of presenced', () => !running(pid));
  assert.equal(await sessions(), before + 1, 'it went its whole way');
  stack.spawn('presenced');
  await stack.untilReady('presenced');
});
