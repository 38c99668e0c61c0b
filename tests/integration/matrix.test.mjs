// The table "What each conversation allows" over the real API: every cell, allowed and refused, by an expectation of
// its own (tests/lib/matrix.mjs).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { PNG, uploadFile, uploadImage } from '../lib/files.mjs';
import { afterEnd, cells, changing, ending, files, formatted, monitoring, nameOf, receipts, seenAtDesk, seenInWork, starting, typing, workOnly, writesFromWork, writing } from '../lib/matrix.mjs';
import { Stack } from '../lib/stack.mjs';

let stack, admin, groups, supervisor;
const people = new Map(); // "sender agent both" -> { user, desk, work }
before(async () => {
  stack = await Stack.start({ name: 'matrix', instances: 'presenced routerd smsgw chatd hookd', testClock: true, judged: false });
  admin = await Client.login(stack, stack.user('administrator'), 'admin');
  await stack.asOwner('UPDATE directory.tenant SET lost_ms = 3600000, gone_ms = 7200000'); // nobody opens a stream here
  groups = (await admin.call('GET', '/api/v1/agent-groups')).body.data.map((g) => g.id);
  const [{ password_hash: hash }] = await stack.asOwner('SELECT password_hash FROM directory.app_user WHERE id = 1');
  // Users with the demo users' password: hashing each costs more than what is tested.
  const add = async (name, seat, work, group) => {
    await stack.asOwner(`INSERT INTO directory.app_user (tenant, username, name, password_hash, role, has_seat, has_work, group_id)
      VALUES (1, $1, $1, $2, 'agent', $3, $4, $5)`, [name, hash, seat, work, seat ? group : null]);
    const [{ id }] = await stack.asOwner('SELECT id FROM directory.app_user WHERE username = $1', [name]);
    return { id: String(id), username: name, password: stack.user('agent').password };
  };
  const rosa = await add('rosa_of_all', true, false, groups[0]);
  await stack.asOwner(`UPDATE directory.app_user SET role = 'supervisor' WHERE id = ${rosa.id};
    INSERT INTO directory.supervision (tenant, supervisor, group_id) SELECT 1, ${rosa.id}, id FROM directory.agent_group WHERE tenant = 1`);
  supervisor = await Client.login(stack, rosa);
  for (const side of ['agent', 'work']) for (const both of [false, true]) {
    const licences = [side === 'agent' || both, side === 'work' || both];
    people.set(`sender ${side} ${both}`, await add(`s_${side}_${both}`, ...licences, groups[0]));
    for (const inside of [true, false]) for (const near of [true, false])
      people.set(`receiver ${side} ${both} ${inside} ${near}`, await add(`r_${side}_${both}_${inside}_${near}`, ...licences, near ? groups[0] : groups[1]));
  }
  for (const [name, one] of people) {
    const [kind, side, both, inside] = name.split(' ');
    const has = (app) => side === app || both === 'true';
    const out = (app) => kind === 'receiver' && side === app && inside === 'false';
    if (has('agent') && !out('agent')) one.agent = await Client.login(stack, one, 'workspace');
    if (has('work') && !out('work')) one.work = await Client.login(stack, one, 'work');
  }
});
after(async () => { await stack?.stop(); });

const receiverOf = (c) => people.get(`receiver ${c.receiver} ${c.receiverBoth} ${c.receiverIn} ${c.near}`);
const senderOf = (c) => people.get(`sender ${c.sender} ${c.senderBoth}`);
const monitor = (on) => stack.asOwner('UPDATE directory.tenant SET monitor_agent_chats = $1 WHERE id = 1', [on]);
// Formatted text as the server is to store it, and its plain form: both sides get both, and their pages show theirs.
async function formattedBy(client) {
  const { body } = await uploadImage(client, PNG);
  return { html: `<b>bold</b><ul><li>one</li></ul><a href="https://a.example" rel="noopener">there</a><img src="/api/v1/files/${body.id}" alt="">`,
    text: 'bold\n- one\nthere (https://a.example)[image]' };
}
// A conversation of this pair that was begun when it could be (mode 3, the receiver in): for what is asked in one.
async function begun(c) {
  const [one, other] = [senderOf(c), receiverOf(c)].map((p, i) => Number(p.id) * ((i ? c.receiver : c.sender) === 'work' ? -1 : 1));
  const [row] = await stack.asOwner(`SELECT ops.batch_begin(messaging.chat_keys(1, messaging.pair_key($1, $2))),
    COALESCE((SELECT c.id FROM messaging.conversation AS c WHERE c.tenant = 1 AND c.channel = 0 AND c.number = messaging.pair_key($1, $2) AND c.state = 'open'),
      (messaging.chat_open(1, $1, $2)).id) AS id`, [one, other]);
  return String(row.id);
}
async function forget() {
  await stack.asOwner(`DELETE FROM messaging.client_said; DELETE FROM messaging.upload; DELETE FROM messaging.message WHERE direction = 'said'; DELETE FROM messaging.party;
    DELETE FROM messaging.conversation WHERE channel = 0`);
}
const is = (answer, wanted, what) => {
  const [status, type] = [wanted].flat();
  assert.equal(answer.status, status, `${what}: ${JSON.stringify(answer.body)}`);
  if (type) assert.equal(answer.body.type, type, what);
};
const target = (c) => ({ user: receiverOf(c).id, side: c.receiver });
const texts = async (client, id) => { const { status, body } = await client.call('GET', `/api/v1/conversations/${id}/messages`); return status === 200 ? body.data.map((m) => m.state.text) : status; };
const listed = async (client) => (await client.call('GET', '/api/v1/conversations?limit=200')).body.data.map((e) => e.id);

const eachCell = (mode) => async (t) => {
  await stack.mode(mode);
  let asked = 0;
  for (const c of cells()) {
    if (c.mode !== mode) continue;
    await t.test(nameOf(c), async () => {
      await forget();
      const sender = senderOf(c)[c.sender], receiver = receiverOf(c);
      const started = await sender.call('POST', '/api/v1/conversations', { ...target(c), text: 'first' });
      is(started, starting(c), 'start');
      const [{ count }] = await stack.asOwner('SELECT count(*) FROM messaging.message WHERE direction = \'said\'');
      assert.equal(Number(count), started.status === 201 ? 1 : 0, 'what is refused is not stored');
      const id = started.status === 201 ? started.body.id : await begun(c);
      // … writing in what is open
      const said = await sender.call('POST', `/api/v1/conversations/${id}/messages`, { text: 'second' });
      is(said, writing(c), 'write');
      if (said.status === 201) assert.equal(said.body.state.work_only, workOnly(c), 'in Work only');
      // … formatted text, and a file: taken by this side, or refused as such; what is wrong with the cell itself is said before
      const taken = (yes, type) => (writing(c) !== 201 ? writing(c) : yes ? 201 : [422, type]);
      const rich = await formattedBy(sender), file = await uploadFile(sender, 'plan.png', PNG);
      const html = await sender.call('POST', `/api/v1/conversations/${id}/messages`, { text: 'third', html: rich.html });
      is(html, taken(formatted(c), 'plain_only'), 'formatted');
      if (html.status === 201) assert.deepEqual([html.body.state.html, html.body.state.text], [rich.html, rich.text], 'formatted');
      const sent = await sender.call('POST', `/api/v1/conversations/${id}/messages`, { text: 'fourth', files: [file.id] });
      is(sent, taken(files(c), 'no_files'), 'file');
      const inside = [receiver.agent, receiver.work].filter((client, i) => client && (i ? seenInWork(c) : seenAtDesk(c)));
      for (const client of inside) {
        const received = (await client.call('GET', `/api/v1/conversations/${id}/messages`)).body.data ?? [];
        const has = (message) => received.find((m) => m.id === message.body.id)?.state;
        if (html.status === 201) assert.deepEqual([has(html)?.html, has(html)?.text], [rich.html, rich.text], 'what the receiver gets formatted');
        if (sent.status === 201) assert.deepEqual(has(sent)?.files.map((f) => f.id), [file.id], 'what comes with the file');
        assert.equal((await client.call('GET', `/api/v1/files/${file.id}/link`)).status, sent.status === 201 ? 200 : 404, 'the receiver\'s link to the file');
      }
      // … monitoring, where it is on and where it is off
      for (const on of [true, false]) {
        await monitor(on);
        is(await supervisor.call('POST', `/api/v1/conversations/${id}/monitor`), monitoring(c, on), `monitoring ${on ? 'on' : 'off'}`);
      }
      assert.equal((await supervisor.call('GET', `/api/v1/files/${file.id}/link`)).status, 404, 'the supervisor\'s link to the file');
      is(await sender.call('POST', `/api/v1/conversations/${id}/typing`), typing(c), 'typing');
      const seen = (await sender.call('GET', `/api/v1/conversations/${id}`)).body.state.parties;
      assert.ok(seen.every((p) => 'read_seq' in p === receipts(c)), 'read receipts');
      if (said.status === 201) is(await sender.call('PUT', `/api/v1/messages/${said.body.id}`, { text: 'changed' }), changing(c), 'edit');
      if (said.status === 201) is(await sender.call('DELETE', `/api/v1/messages/${said.body.id}`), changing(c), 'delete');
      // … what the receiver's user sees of it, where they are logged in
      if (receiver.agent) assert.equal((await listed(receiver.agent)).includes(id), seenAtDesk(c), 'in the receiver\'s workspace');
      if (receiver.work) assert.equal((await listed(receiver.work)).includes(id), seenInWork(c), 'in the receiver\'s Work');
      if (receiver.work && writesFromWork(c)) {
        const wanted = mode === 3 || writesFromWork(c) !== 201 ? writesFromWork(c) : [409, 'mode'];
        is(await receiver.work.call('POST', `/api/v1/conversations/${id}/messages`, { text: 'from Work' }), wanted, 'from the receiver\'s Work');
      }
      // … history and end
      is(await sender.call('POST', `/api/v1/conversations/${id}/end`), ending(c), 'end');
      assert.equal((await sender.call('GET', `/api/v1/conversations/${id}/messages`)).status, afterEnd(c), 'afterwards');
      if (receiver.work && seenInWork(c)) assert.ok(Array.isArray(await texts(receiver.work, id)), 'in Work it stays');
      asked++;
    });
  }
  assert.equal(asked, 40, `${asked} cells`);
};
test('mode 1: every combination of sides, licences, logged in or out, and feature is as the table says', eachCell(1));
test('mode 2: every combination of sides, licences, logged in or out, and feature is as the table says', eachCell(2));
test('mode 3: every combination of sides, licences, logged in or out, and feature is as the table says', eachCell(3));

test('the table that pages get says the same of each cell', async () => {
  const { lines } = (await senderOf({ sender: 'work', senderBoth: false }).work.call('GET', '/api/v1/messaging/matrix')).body;
  const verdict = (feature, c) => lines.find((l) => l.feature === feature && Object.entries({ sender: c.sender, receiver: c.receiver, receiver_both: c.receiverBoth,
    receiver_in: c.receiver === 'work' || c.receiverIn, mode3: c.mode === 3, near: c.near }).every(([name, value]) => l[name] === null || l[name] === value)).verdict;
  const word = (wanted, c) => ([wanted].flat()[1] ?? (workOnly(c) ? 'work_only' : 'ok'));
  for (const c of cells()) {
    assert.equal(verdict('start', c), word(starting(c), c), nameOf(c));
    assert.equal(verdict('write', c), word(writing(c), c), nameOf(c));
    for (const [feature, wanted] of [['typing', typing(c)], ['change', changing(c)], ['end', ending(c)]]) assert.equal(verdict(feature, c), [wanted].flat()[1] ?? 'ok', `${feature}: ${nameOf(c)}`);
    assert.equal(verdict('receipt', c) === 'ok', receipts(c), nameOf(c));
    assert.equal(verdict('format', c) === 'ok', formatted(c), nameOf(c));
    assert.equal(verdict('file', c) === 'ok', files(c), nameOf(c));
    assert.equal(verdict('monitor', c) === 'ok', c.sender === 'agent' && c.receiver === 'agent', nameOf(c));
  }
});

test('an agent whose lease is lost counts as logged out, and stays online', async () => {
  await stack.mode(3);
  const desk = people.get('receiver agent false true true'), sender = people.get('sender work false').work;
  await stack.asOwner(`UPDATE presence.stream SET state = 'closed', stale_since = ops.clock() - interval '2 min', lost_at = ops.clock() - interval '1 min',
    gone_at = ops.clock() + interval '20 min' WHERE agent = $1`, [desk.id]);
  const lost = await sender.call('POST', '/api/v1/conversations', { user: desk.id, side: 'agent', text: 'there?' });
  is(lost, [409, 'receiver_logged_out'], 'lost');
  assert.equal(lost.body.detail, 'Their connection is lost: they are not logged out.');
  const { body } = await sender.call('GET', '/api/v1/roster?kind=work&limit=200');
  assert.equal(body.data.find((e) => e.user === desk.id && e.side === 'agent').shown, 'online');
});
