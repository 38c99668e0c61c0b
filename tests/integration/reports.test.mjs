// Reports, wallboard, alarms over HTTP: what agents did a moment ago stands in the figures, whoever asks (SV-1, SV-5, SV-7).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { accept, finish, offered, send, status } from '../lib/desk.mjs';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import WebSocket from 'ws';
import { fill, operations } from '../lib/operations.mjs';
import { Receiver } from '../lib/receiver.mjs';
import { FLAVOUR, ROOT, Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, channel, adam, rosa, ines, maya, receiver;
before(async () => {
  process.env.TRUNKLINE_HOOKD_HOOK_ALLOW_PRIVATE = '1'; // the receiver is at home
  stack = await Stack.start({ name: 'reports', instances: 'presenced routerd routerd-2 smsgw chatd hookd voiced', testClock: 'noon' });
  channel = stack.channel('twilio');
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  rosa = await Client.login(stack, stack.user('supervisor'));
  maya = await Client.ready(stack, stack.user('agent', 0));
  // A supervisor of the group "Accounts" alone, of whom nobody serves the queue "Orders".
  const groups = (await adam.call('GET', '/api/v1/agent-groups')).body.data;
  const made = await adam.call('POST', '/api/v1/users', { username: 'ines', name: 'Ines Duarte', password: 'a long enough word', role: 'supervisor',
    has_seat: true, supervises: [groups.find((g) => g.name === 'Accounts').id] });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  ines = await Client.login(stack, { username: 'ines', password: 'a long enough word' });
});
after(async () => { maya?.close(); await receiver?.close(); await stack?.stop(); });

const ok = (answer) => { assert.equal(answer.status, 200, JSON.stringify(answer.body)); return answer.body; };
const report = async (who, path) => ok(await who.call('GET', `/api/v1/reports/${path}`));
const of = (body, noun, name) => body.data.find((d) => d[noun].name === name);
// Figures follow the feed: at once, but not in the same moment.
const orders = (fits) => until('the figures of Orders', async () => {
  const found = of(await report(adam, 'queues'), 'queue', 'Orders');
  return found && fits(found.counters) && found;
});

test('a text that was answered and ended stands in queue, channel, agent and group, once', async () => {
  const offer = await offered(maya, channel, newNumber());
  await accept(maya, offer);
  await finish(maya, { id: offer.state.interaction });
  const { counters, figures } = await orders((c) => c.handled === 1);
  assert.deepEqual([counters.offered, counters.answered, counters.answered_in_time, counters.abandoned, counters.waiting], [1, 1, 1, 0, 0]);
  assert.equal(figures.service_level, 100);
  assert.equal(figures.abandon_ms, null, 'nobody left: nothing is divided by zero');
  assert.ok(counters.talk_ms > 0 && counters.answer_wait_ms >= 0);

  const [byChannel] = (await report(adam, 'channels')).data;
  assert.deepEqual([byChannel.counters.offered, byChannel.channel.channel_kind], [1, 'sms']);
  const desk = of(await report(adam, 'agents'), 'agent', 'Maya Okafor');
  assert.deepEqual([desk.counters.accepted, desk.counters.handled, desk.counters.missed], [1, 1, 0]);
  assert.ok(desk.counters.handling_ms > 0 && desk.counters.logged_in_ms >= desk.counters.handling_ms);
  assert.ok(desk.statuses.some((s) => s.status === 'available'));
  assert.equal(of(await report(adam, 'groups'), 'group', 'Service desk').counters.handled, 1);
});

test('a report says its formulas, its time zone and what lies behind each figure', async () => {
  const body = await report(rosa, 'queues?interval=15m');
  assert.equal(body.time_zone, 'Europe/Berlin');
  assert.equal(body.formulas.find((f) => f.name === 'service_level').formula, 'answered_in_time / (answered + abandoned - abandoned_in_time)');
  assert.ok(body.counters.every((c) => c.words));
  const behind = ok(await rosa.call('GET', of(body, 'queue', 'Orders').interactions));
  assert.equal(behind.data.length, 1);
  assert.equal(ok(await rosa.call('GET', `/api/v1/interactions/${behind.data[0].interaction}`)).state.state, 'ended');
});

test('a waiting text is offered and not answered yet; rejected it is offered no second time', async () => {
  const offer = await offered(maya, channel, newNumber());
  const rejected = await maya.call('POST', `/api/v1/offers/${offer.id}/reject`, {});
  assert.equal(rejected.status, 200, JSON.stringify(rejected.body));
  const { counters } = await orders((c) => c.waiting === 1);
  assert.deepEqual([counters.offered, counters.answered], [2, 1]);
  const desk = await until('the rejection', async () => {
    const found = of(await report(adam, 'agents'), 'agent', 'Maya Okafor');
    return found.counters.rejected === 1 && found;
  });
  assert.ok(desk.statuses.some((s) => s.status === 'on_break'), 'a rejected offer put her on break');
  assert.equal(desk.figures.acceptance, 50);
  assert.equal((await status(maya, 'available')).status, 200);
});

test('CSV by Accept or by format, a line a row, with a cursor where there is more', async () => {
  const accepted = await adam.call('GET', '/api/v1/reports/queues', undefined, { headers: { accept: 'text/csv' } });
  assert.match(accepted.headers.get('content-type'), /^text\/csv/);
  const [head, line] = accepted.body.split('\r\n').map((l) => l.split(','));
  assert.deepEqual(head.slice(0, 5), ['since', 'until', 'id', 'queue', 'offered']);
  assert.equal(line[head.indexOf('queue')], 'Orders');
  assert.equal(line[head.indexOf('offered')], '2');
  for (const name of ['abandon_rate', 'abandon_ms', 'first_replies', 'first_response_ms', 'next_response_ms']) assert.ok(head.includes(name), name);
  const { body: agents } = await adam.call('GET', '/api/v1/reports/agents?format=csv');
  for (const name of ['acceptance', 'concurrency']) assert.ok(agents.split('\r\n')[0].split(',').includes(name), name);
  assert.equal(line[head.indexOf('service_level')], String(of(await report(adam, 'queues'), 'queue', 'Orders').figures.service_level));
  assert.equal(line[head.indexOf('abandon_ms')], '', 'divided by zero: empty');
  const first = await adam.call('GET', '/api/v1/reports/agents?interval=15m&format=csv&limit=1');
  assert.equal(first.body.trim().split('\r\n').length, 2);
  const list = await adam.call('GET', `/api/v1/reports/interactions?queue=1&since=2026-01-01&format=csv`);
  assert.equal(list.status, 400, 'without an end the list is refused');
});

test('pages of a report are whole and without doubles', async () => {
  const all = (await report(adam, 'agents')).data.map((d) => d.agent.id);
  const paged = [];
  for (let cursor = ''; cursor !== null;) {
    const page = await report(adam, `agents?limit=1${cursor && `&cursor=${cursor}`}`);
    paged.push(...page.data.map((d) => d.agent.id));
    cursor = page.next_cursor;
  }
  assert.deepEqual(paged, all);
  assert.equal((await adam.call('GET', '/api/v1/reports/agents?cursor=bm9uZQ')).status, 400);
});

test('a supervisor has the queues and agents that they lead, agents and strangers nothing', async () => {
  assert.equal(of(await report(ines, 'queues'), 'queue', 'Orders'), undefined);
  assert.equal((await report(ines, 'channels')).data.length, 0);
  assert.equal((await ines.call('GET', '/api/v1/reports/queues?queue=1')).status, 404);
  assert.equal((await ines.call('GET', `/api/v1/reports/agents?agent=${maya.id}`)).status, 404);
  assert.equal((await ines.call('GET', '/api/v1/reports/interactions?queue=1&since=2026-01-01&until=2026-01-02')).status, 404);
  assert.deepEqual((await report(ines, 'agents')).data.filter((d) => d.agent.name === 'Maya Okafor'), []);
  assert.equal((await maya.call('GET', '/api/v1/reports/queues')).status, 403);
  assert.equal((await new Client(stack, null).call('GET', '/api/v1/reports/queues')).status, 401);
});

test('an API key reads reports with the scope reports, of its own tenant', async () => {
  const key = async (tenant, letter, scope) => {
    const token = 'tlk_' + letter.repeat(43);
    await stack.asOwner(`INSERT INTO directory.api_key (tenant, name, key_hash, scopes, created_at)
      VALUES ($1, $2, sha256('${token}'::bytea), ARRAY[$2], ops.clock())`, [tenant, scope]);
    return new Client(stack, token);
  };
  const [other] = await stack.asOwner(`SELECT directory.tenant_create('Other') AS id`);
  assert.equal((await (await key(1, 'c', 'sms')).call('GET', '/api/v1/reports/queues')).status, 403);
  assert.equal(of(await report(await key(1, 'd', 'reports'), 'queues'), 'queue', 'Orders').counters.offered, 2);
  assert.equal((await report(await key(other.id, 'e', 'reports'), 'queues')).data.length, 0);
});

test('what can not be asked is named', async () => {
  for (const [query, field] of [['since=yesterday', 'since'], ['until=2020-01-01', 'until'], ['since=2026-01-01&until=2026-05-01&interval=15m', 'until'],
    ['since=2026-01-01T08:07:00Z', 'since'], ['interval=hour', 'interval'], ['colour=red', 'colour']]) {
    const answer = await adam.call('GET', `/api/v1/reports/queues?${query}`);
    assert.ok([400, 422].includes(answer.status), `${query}: ${answer.status}`);
    assert.match(JSON.stringify(answer.body), new RegExp(field), query);
  }
  assert.equal((await adam.call('GET', '/api/v1/reports/queues?queue=999999')).status, 404);
});

test('a queue says what it promises, and that is what is counted', async () => {
  const queue = ok(await adam.call('GET', '/api/v1/queues/1'));
  assert.deepEqual([queue.service_ms, queue.short_ms, queue.service_target], [20000, 5000, null]);
  const changed = await adam.call('PATCH', '/api/v1/queues/1', { service_ms: 60000, service_target: 80 }, { headers: { 'if-match': `"${queue.version}"` } });
  assert.equal(ok(changed).service_target, 80);
  const wrong = await adam.call('PATCH', '/api/v1/queues/1', { service_ms: 10 }, { headers: { 'if-match': `"${changed.body.version}"` } });
  assert.equal(wrong.status, 422);
});

// ---- the wallboard ----

const board = async (who, version) => ok(await who.call('GET', `/api/v1/wallboard${version ? `?version=${version}` : ''}`));
const seen = (what, who, fits) => until(what, async () => { const b = await board(who); return fits(b) && b; });
const row = (b, noun, name) => b[`${noun}s`].find((r) => r[noun].name === name);

test('the quarter that goes on is counted for who looks, be it a screen, and for nobody else', async () => {
  const counted = () => stack.query('SELECT FROM routing.report_live');
  assert.equal((await counted()).length, 0, 'nobody has looked');
  const made = await adam.call('POST', '/api/v1/api-keys', { name: 'screen that looks first', scopes: ['wallboard'] });
  ok(await new Client(stack, made.body.key).call('GET', '/api/v1/board'));
  await until('a count', async () => (await counted()).length === 1);
});

test('the wallboard shows who waits, who works and since when, by the counters of the report', async () => {
  assert.equal((await status(maya, 'on_break')).status, 200);
  await text(channel, newNumber(), 'is anybody there');
  const waits = await seen('one who waits', rosa, (b) => row(b, 'queue', 'Orders').waiting > 0);
  const orders_ = row(waits, 'queue', 'Orders');
  assert.ok(orders_.oldest_since && orders_.oldest_wait_ms >= 0);
  assert.equal(orders_.agents.on_break, 1);
  assert.equal(row(waits, 'agent', 'Maya Okafor').shown, 'on_break');
  assert.equal(row(waits, 'agent', 'Maya Okafor').set_by, 'agent');

  assert.equal((await status(maya, 'available')).status, 200);
  const offer = await maya.see('offer', (s) => s.state === 'made');
  await accept(maya, offer);
  const works = await seen('the conversation', rosa, (b) => row(b, 'queue', 'Orders').in_progress > 0);
  const desk = row(works, 'agent', 'Maya Okafor');
  assert.equal(desk.shown, 'busy');
  assert.equal(desk.lease, 'live');
  assert.ok(desk.work.some((w) => w.state === 'assigned' && w.queue.name === 'Orders' && w.since));
  await until('her figures of this quarter', async () => {
    const b = await board(rosa), { counters, figures } = row(b, 'agent', 'Maya Okafor');
    assert.deepEqual([counters.rejected, counters.missed], [1, 0]);
    assert.ok(b.figures_at && figures.acceptance > 50 && figures.concurrency >= 1);
    return true;
  });
  await until('equal counters', async () => {
    const { waiting_late, turns_open, turns_open_ms, ...counters } = row(await board(rosa), 'queue', 'Orders').counters;
    for (const live of [waiting_late, turns_open, turns_open_ms]) assert.ok(Number.isInteger(live));
    assert.deepEqual(counters, of(await report(rosa, 'queues'), 'queue', 'Orders').counters);
    return true;
  });
});

test('first and next response: a person\'s replies count, to the text they answer; automatic ones do not', async () => {
  const number = newNumber();
  const before = of(await report(adam, 'queues'), 'queue', 'Orders').counters;
  const held = await accept(maya, await offered(maya, channel, number));
  const open = (await until('an open turn', async () => { const b = await board(rosa); return row(b, 'queue', 'Orders').counters.turns_open > 0 && b; }));
  assert.ok(row(open, 'queue', 'Orders').figures.next_response_live_ms >= 0);
  assert.equal((await send(maya, held, 'Hello.')).status, 201);
  await text(channel, number, 'One thing more.');
  await maya.see('message', (s) => s.text === 'One thing more.');
  assert.equal((await send(maya, held, 'Yes?')).status, 201);
  assert.equal((await send(maya, held, 'I am here.')).status, 201);
  const { counters, figures } = await orders((c) => c.replies === before.replies + 2);
  assert.equal(counters.first_replies, before.first_replies + 1);
  assert.ok(figures.first_response_ms >= 0 && figures.next_response_ms >= 0);
  const behind = ok(await rosa.call('GET', of(await report(rosa, 'queues'), 'queue', 'Orders').interactions + '&counter=replies')).data;
  assert.deepEqual(behind.filter((one) => one.interaction === held.id).length, 2);
  await finish(maya, held);
});

test('who asks with the version they have gets a short answer until something happens, from any instance', async () => {
  const first = await until('a quiet moment', async () => {
    const b = await board(adam);
    return !(await board(adam, b.version)).changed && b;
  });
  await text(channel, newNumber(), 'news');
  const next = await until('the news', async () => { const b = await board(adam, first.version); return b.changed && b; });
  assert.notEqual(next.version, first.version);
  assert.equal((await ines.call('GET', '/api/v1/wallboard')).body.queues.some((q) => q.queue.name === 'Orders'), false, 'and only what one leads');
  assert.equal((await maya.call('GET', '/api/v1/wallboard')).status, 403);
});

// ---- alarms ----

test('a threshold that is passed raises an alarm: on the wallboard, in the list, by webhook; then it is cleared', async () => {
  receiver = await Receiver.start();
  const hook = await adam.call('POST', '/api/v1/webhooks', { url: receiver.url, types: ['trunkline.alarm.*'] });
  assert.equal(hook.status, 201, JSON.stringify(hook.body));
  assert.equal((await status(maya, 'on_break')).status, 200);
  const made = await adam.call('POST', '/api/v1/alarms', { name: 'Long wait', queue_id: '1', kind: 'oldest_wait', threshold: 1000, owner_id: rosa.id });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  await text(channel, newNumber(), 'I wait');
  const raised = await seen('the alarm', rosa, (b) => b.alarms.length > 0);
  assert.deepEqual([raised.alarms[0].name, raised.alarms[0].queue.name, raised.alarms[0].owner.id], ['Long wait', 'Orders', rosa.id]);
  assert.ok(raised.alarms[0].value > 1000 && raised.alarms[0].raised_at);
  assert.deepEqual((await board(ines)).alarms, [], 'not for who does not lead the queue');
  assert.ok(ok(await adam.call('GET', `/api/v1/alarms/${made.body.id}`)).raised_at);

  assert.equal((await status(maya, 'available')).status, 200);
  await until('the alarm cleared, as all who wait are answered', async () => {
    const offers = [...maya.things.values()].filter((f) => f.kind === 'offer' && f.state?.state === 'made');
    for (const offer of offers) await maya.call('POST', `/api/v1/offers/${offer.id}/accept`);
    return (await board(rosa)).alarms.length === 0;
  });
  const list = ok(await rosa.call('GET', '/api/v1/alarm-events')).data;
  assert.ok(list[0].cleared_at > list[0].raised_at);
  const events = await until('both events', () => receiver.events().length >= 2 && receiver.events());
  assert.deepEqual(events.map((e) => e.type), ['trunkline.alarm.raised', 'trunkline.alarm.cleared']);
  receiver.verify(receiver.taken[0], hook.body.secret);
  assert.equal(events[0].data.name, 'Long wait');
});

test('an alarm is configuration: wrong thresholds are named, one that reaches nobody is found', async () => {
  const [{ id }] = ok(await adam.call('GET', '/api/v1/webhooks')).data.map((w) => ({ id: w.webhook }));
  const { version } = ok(await adam.call('GET', `/api/v1/webhooks/${id}`));
  const lone = (await adam.call('POST', '/api/v1/alarms', { name: 'Lone', queue_id: '1', kind: 'nobody_logged_in' })).body;
  assert.deepEqual(lone.warnings, [], 'the webhook tells of it');
  const off = ok(await adam.call('PATCH', `/api/v1/webhooks/${id}`, { enabled: false }, { headers: { 'if-match': version } }));
  const gone = ok(await adam.call('DELETE', `/api/v1/webhooks/${id}`, undefined, { headers: { 'if-match': off.version } }));
  for (const answer of [off, gone]) assert.deepEqual(answer.warnings.map((w) => [w.kind, w.id]), [['alarm_without_recipient', lone.id]], 'and who takes it away is told');
  ok(await adam.call('DELETE', `/api/v1/alarms/${lone.id}`, undefined, { headers: { 'if-match': lone.version } }));
  const deaf = await adam.call('POST', '/api/v1/alarms?dry_run=true', { name: 'Deaf', queue_id: '1', kind: 'nobody_logged_in' });
  assert.ok(ok(deaf).warnings.some((w) => w.kind === 'alarm_without_recipient'));
  for (const [body, field] of [[{ kind: 'oldest_wait' }, 'threshold'], [{ kind: 'service_level', threshold: 101 }, 'threshold'],
    [{ kind: 'nobody_logged_in', queue_id: '999999' }, 'queue_id'], [{ kind: 'weather' }, 'kind']]) {
    const wrong = await adam.call('POST', '/api/v1/alarms', { name: 'Wrong', queue_id: '1', ...body });
    assert.equal(wrong.status, 422, JSON.stringify(wrong.body));
    assert.match(JSON.stringify(wrong.body.errors), new RegExp(field));
  }
});

// ---- the recount ----

const recount = (...args) => new Promise((done) => execFile(join(ROOT, 'build', FLAVOUR, 'bin/routerctl'), ['recount', ...args],
  (error, out, err) => done({ code: error?.code ?? 0, out, err })));

test('routerctl recount says that all agrees, and what does not', async () => {
  const days = ['--database', stack.conninfo('tl_reader'), '--since', '2026-01-01', '--until', '2099-01-01'];
  assert.deepEqual(await recount(...days), { code: 0, out: 'same\n', err: '' });
  await stack.asOwner('UPDATE routing.queue_interval SET answered = answered + 1 WHERE queue = 1');
  const found = await recount(...days, '--tenant', '1');
  assert.equal(found.code, 1, found.err);
  assert.match(found.out, /^tenant 1: queue 1 .* answered: stored \d+, counted \d+$/m);
  await stack.asOwner('UPDATE routing.queue_interval SET answered = answered - 1 WHERE queue = 1');
  assert.equal((await recount('--database', 'host=/nowhere')).code, 2);
});

test('the recount finds what is stored, with the daemons running', async () => {
  const rows = await stack.query(`SELECT * FROM routing.reports_recount(1, ops.clock() - interval '1 day', ops.clock() + interval '1 hour')`);
  assert.deepEqual(rows, []);
});

test('a wallboard\'s key shows its queues\' figures, and opens nothing else', async () => {
  const queues = (await adam.call('GET', '/api/v1/queues')).body.data;
  const orders = queues.find((q) => q.name === 'Orders');
  const made = async (fields) => {
    const answer = await adam.call('POST', '/api/v1/api-keys', { name: `screen ${newNumber()}`, scopes: ['wallboard'], ...fields });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return new Client(stack, answer.body.key);
  };
  const screen = await made({ queue_ids: [orders.id] });
  const board = ok(await screen.call('GET', '/api/v1/board'));
  assert.deepEqual(board.queues.map((q) => q.queue.name), ['Orders']);
  const row = ok(await adam.call('GET', '/api/v1/wallboard')).queues.find((q) => q.queue.name === 'Orders');
  for (const name of ['offered', 'answered', 'abandoned']) assert.equal(board.queues[0].counters[name], row.counters[name], 'the same counters');
  assert.equal('agents' in board, false);
  assert.equal(JSON.stringify(board).includes('Okafor'), false, 'nobody\'s name');
  assert.equal(ok(await (await made({})).call('GET', '/api/v1/board')).queues.length, queues.length, 'bound to none: all');
  const refused = await adam.call('POST', '/api/v1/api-keys', { name: 'screen x', scopes: ['wallboard'], queue_ids: ['999'] });
  assert.deepEqual([refused.status, refused.body.errors[0].pointer], [422, '/queue_ids/0']);
  const others = operations.filter((one) => one.name !== 'get_board' && !['/api/v1/stream', '/api/v1/phone/socket'].includes(one.path) && !one.roles.includes('stranger'));
  assert.ok(others.length > 150);
  for (const { method, path } of others) {
    const { status: code } = await screen.call(method, fill(path), undefined, { direct: true });
    assert.equal(code, 403, `${method} ${path}`);
  }
  const stream = new WebSocket(`${stack.base.replace(/^http/, 'ws')}/api/v1/stream?app=workspace`, { headers: { authorization: `Bearer ${screen.token}` } });
  stream.on('error', () => {});
  const answered = await new Promise((done) => { stream.once('open', () => done(101)); stream.once('unexpected-response', (_, answer) => done(answer.statusCode)); });
  stream.terminate();
  assert.equal(answered, 403, 'nor the stream');
  assert.equal((await maya.call('GET', '/api/v1/board')).status, 403, 'people have the live view');
});
