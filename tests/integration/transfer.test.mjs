// Transfer, consult, take-over (RT-10, RT-11, RT-14): over two routers, on the pages of all concerned.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { accept, assigned, endAll, nearlyMissed, send, status } from '../lib/desk.mjs';
import { pulled } from '../lib/feed.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

let stack, channel, maya, tomas, ida, rosa, key;
before(async () => {
  stack = await Stack.start({ name: 'transfer', instances: 'presenced routerd routerd-2 smsgw chatd hookd', testClock: true });
  channel = stack.channel('twilio');
  await stack.asOwner(`SELECT ops.batch_begin(ARRAY[ops.key('config', 1, '')]);
    UPDATE routing.queue SET schedule_id = NULL, version = version + 1; SELECT routing.config_changed(1); SELECT ops.batch_end()`);
  [maya, tomas, ida] = await Promise.all([0, 1, 2].map((n) => Client.login(stack, stack.user('agent', n))));
  rosa = await Client.login(stack, stack.user('supervisor'));
  key = new Client(stack, stack.run.api_key);
  for (const agent of [maya, tomas, ida, rosa]) await agent.open();
});
after(async () => { for (const agent of [maya, tomas, ida, rosa]) agent?.close(); await stack?.stop(); });
// Nobody Available, nothing open.
afterEach(async () => {
  for (const agent of [maya, tomas, ida, rosa]) {
    await status(agent, 'work_offline');
    for (const offer of (await agent.call('GET', '/api/v1/workspace')).body.offers) if (offer.state.agent === agent.id) await agent.call('POST', `/api/v1/offers/${offer.id}/accept`);
    for (const { id, state } of (await agent.call('GET', '/api/v1/workspace')).body.interactions) {
      if (state.agent !== agent.id) await agent.call('POST', `/api/v1/interactions/${id}/consult/end`, {});
    }
    await endAll(agent);
  }
});

const ask = (client, interaction, what, body, more) => client.call('POST', `/api/v1/interactions/${interaction.id}/${what}`, body, more);
const made = (client, interaction) => client.see('offer', (s) => s.state === 'made' && s.interaction === interaction.id && s.agent === client.id);
const texts = async (client, interaction) => (await client.call('GET', `/api/v1/conversations/${interaction.state.conversation}/messages`)).body.data.map((m) => m.state.text);
const seenTexts = (client, interaction) => [...client.things.values()].filter((f) => f.kind === 'message' && f.state?.conversation === interaction.state.conversation).map((f) => f.state.text);
const own = (client, interaction) => client.see('interaction', (s) => s.interaction === interaction.id && s.agent === client.id);
async function handled(client, body = 'hello') {
  await status(client, 'available');
  const interaction = await assigned(client, channel, newNumber(), body);
  await status(client, 'work_offline');
  return interaction;
}

test('a transfer to an agent is an offer: the note, the whole conversation; nothing later for who gave it away (RT-10)', async () => {
  const it = await handled(maya, 'do you speak Dutch?');
  const asked = await ask(maya, it, 'transfer', { agent: tomas.id, note: 'Dutch, please' });
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  const offer = await made(tomas, it);
  assert.equal(offer.state.kind, 'transfer');
  assert.equal(offer.state.note, 'To Tomás Vega: Dutch, please');
  assert.equal(offer.state.from.name, 'Maya Okafor');
  assert.equal((await send(maya, it, 'one moment')).status, 201, 'who asks goes on meanwhile');
  await accept(tomas, offer);
  const gone = await maya.see('interaction', (s) => s.interaction === it.id && s.agent === tomas.id);
  assert.equal(gone.state.former_agent, maya.id);
  assert.deepEqual(await texts(tomas, it), ['do you speak Dutch?', 'To Tomás Vega: Dutch, please', 'one moment']);
  assert.equal((await send(tomas, it, 'ja hoor')).status, 201);
  await text(channel, it.state.number, 'my PIN is 1234');
  await until('the text', async () => (await texts(tomas, it)).includes('my PIN is 1234'));
  await tomas.see('message', (s) => s.text === 'my PIN is 1234');
  assert.deepEqual(await texts(maya, it), ['do you speak Dutch?', 'To Tomás Vega: Dutch, please', 'one moment']);
  assert.equal(seenTexts(maya, it).some((t) => /ja hoor|PIN/.test(t)), false, 'nor on her stream');
  assert.equal((await send(maya, it, 'x')).status, 403);
  const { events } = await pulled(stack, key, { types: 'trunkline.interaction.transferred' });
  assert.ok(events.some((e) => e.data.interaction === it.id && e.data.agent === tomas.id), 'integrators are told');
});

test('a refused transfer is back with who asked, who sees it; a missed one too (RT-10)', async () => {
  const it = await handled(maya);
  await ask(maya, it, 'transfer', { agent: tomas.id });
  const first = await made(tomas, it);
  assert.equal((await tomas.call('POST', `/api/v1/offers/${first.id}/reject`, {})).status, 200);
  await maya.see('offer', (s) => s.offer === first.id && s.state === 'rejected');
  await ask(maya, it, 'transfer', { agent: tomas.id });
  const second = await made(tomas, it);
  await nearlyMissed(stack, second);
  await maya.see('offer', (s) => s.offer === second.id && s.state === 'expired');
  const { body } = await maya.call('GET', `/api/v1/interactions/${it.id}`);
  assert.equal(`${body.state.state} ${body.state.agent}`, `assigned ${maya.id}`);
  assert.equal((await tomas.call('GET', '/api/v1/me/status')).body.state.status, 'work_offline', 'without penalty');
});

test('one Idempotency-Key transfers once; another instance answers the same (rules 7, 13)', async () => {
  const it = await handled(maya);
  const headers = { authorization: `Bearer ${maya.token}`, 'content-type': 'application/json', 'idempotency-key': 'transfer-once' };
  const by = (name) => fetch(`${stack.run.http[name]}/api/v1/interactions/${it.id}/transfer`, { method: 'POST', headers, body: JSON.stringify({ agent: tomas.id, note: 'once' }) });
  const [one, two] = [await by('routerd'), await by('routerd-2')];
  assert.deepEqual([one.status, two.status], [201, 201]);
  assert.equal((await one.json()).id, (await two.json()).id);
  const offer = await made(tomas, it);
  for (const name of ['routerd', 'routerd-2']) // two routers, two clicks: one of them has it
    await fetch(`${stack.run.http[name]}/api/v1/offers/${offer.id}/accept`, { method: 'POST', headers: { authorization: `Bearer ${tomas.token}` } });
  await own(tomas, it);
  assert.deepEqual((await stack.query('SELECT chat_count FROM routing.agent WHERE agent = ANY ($1) ORDER BY agent', [[maya.id, tomas.id]])).map((a) => a.chat_count), [0, 1]);
  assert.equal((await texts(tomas, it)).filter((t) => t.endsWith('once')).length, 1);
});

test('whom it can\'t be given to is said, and why (RT-11)', async () => {
  const it = await handled(maya);
  await status(tomas, 'on_break');
  const { body } = await maya.call('GET', `/api/v1/interactions/${it.id}/transfer-targets`);
  const reasons = Object.fromEntries(body.agents.map((a) => [a.name, a.transfer]));
  assert.deepEqual(reasons, { 'Rosa Marchetti': null, 'Tomás Vega': 'Is on break or logged out.' }, 'her group and its supervisor');
  assert.equal(body.queues.find((q) => q.name === 'Orders').transfer, 'Came from this queue.');
  const refused = await ask(maya, it, 'transfer', { agent: tomas.id });
  assert.equal(refused.status, 409);
  assert.equal(refused.body.type, 'cannot_take');
  assert.equal(refused.body.verdict, 'status');
  assert.equal((await ask(maya, it, 'transfer', { agent: ida.id })).status, 422, 'another group\'s agent is not on her roster');
  assert.equal((await ask(maya, it, 'transfer', { note: 'x' })).status, 422);
  assert.equal((await ask(maya, it, 'transfer', { agent: tomas.id, queue: '1' })).status, 422);
  assert.equal((await ask(tomas, it, 'transfer', { agent: maya.id })).status, 403);
});

test('a transfer to a queue: another agent is offered it, with its first waiting time (RT-10)', async () => {
  await status(ida, 'available');
  const it = await handled(maya);
  const { body: targets } = await maya.call('GET', `/api/v1/interactions/${it.id}/transfer-targets`);
  const billing = targets.queues.find((q) => q.name === 'Billing');
  await status(maya, 'available'); // she is a member of Billing too, and is not offered what she gave away
  const given = await ask(maya, it, 'transfer', { queue: billing.id, note: 'invoice 4471' });
  assert.equal(given.status, 200, JSON.stringify(given.body));
  const offer = await made(ida, it);
  assert.equal(offer.state.kind, 'queue');
  assert.equal(offer.state.queue.name, 'Billing');
  assert.equal(offer.state.waiting_since, it.state.started_at);
  await accept(ida, offer);
  assert.ok((await texts(ida, it)).includes('To Billing: invoice 4471'));
});

test('who asked and is gone: what is refused waits in its queue (rule 22)', async () => {
  const it = await handled(maya);
  await ask(maya, it, 'transfer', { agent: tomas.id });
  const offer = await made(tomas, it);
  assert.equal((await rosa.call('PUT', `/api/v1/agents/${maya.id}/status`, { status: 'logged_out' })).status, 200);
  assert.equal((await tomas.call('POST', `/api/v1/offers/${offer.id}/reject`, {})).status, 200);
  const [row] = await stack.query('SELECT state, entered_at FROM routing.interaction WHERE id = $1', [it.id]);
  assert.equal(row.state, 'waiting');
  assert.equal(row.entered_at.toISOString().slice(0, 22), it.state.started_at.slice(0, 22));
  await status(tomas, 'available');
  await accept(tomas, await made(tomas, it));
  maya = await Client.login(stack, stack.user('agent', 0));
  await maya.open();
});

test('asked in: sees all, writes notes, leaves; or takes over (RT-10)', async () => {
  const it = await handled(maya, 'where is my order?');
  const asked = await ask(maya, it, 'consult', { agent: rosa.id, note: 'may I refund?' });
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  const offer = await made(rosa, it);
  assert.equal(offer.state.kind, 'consult');
  await accept(rosa, offer);
  const shown = await maya.see('interaction', (s) => s.interaction === it.id && s.consults?.[0]?.agent.name === 'Rosa Marchetti');
  assert.equal(shown.state.agent, maya.id);
  assert.ok(shown.state.consults[0].until > shown.state.consults[0].since);
  assert.deepEqual(await texts(rosa, it), ['where is my order?', 'To Rosa Marchetti: may I refund?']);
  const note = await rosa.call('POST', `/api/v1/conversations/${it.state.conversation}/notes`, { text: 'yes, in full' });
  assert.equal(note.status, 201, JSON.stringify(note.body));
  const noted = await maya.see('message', (s) => s.text === 'yes, in full');
  assert.equal(`${noted.state.direction} ${noted.state.author.name}`, 'system Rosa Marchetti');
  await text(channel, it.state.number, 'hello?');
  await rosa.see('message', (s) => s.text === 'hello?');
  assert.equal((await send(rosa, it, 'x')).status, 403);
  assert.equal((await ask(rosa, it, 'consult/end', {})).status, 200);
  await rosa.see('interaction', (s) => s.interaction === it.id && s.consults.length === 0);
  await status(tomas, 'available');
  assert.equal((await ask(maya, it, 'consult', { agent: tomas.id })).status, 201);
  await accept(tomas, await made(tomas, it));
  assert.equal((await ask(tomas, it, 'take-over')).status, 200);
  await own(tomas, it);
  await maya.see('interaction', (s) => s.interaction === it.id && s.agent === tomas.id);
  assert.equal((await send(tomas, it, 'I am on it')).status, 201);
});

test('who does not have it ends nothing; a supervisor takes it over first, and says why it ends (SMS-7)', async () => {
  const it = await handled(maya), stop = (client, body) => ask(client, it, 'end', { last_seen_seq: 1, ...body });
  for (const [client, refusal] of [[tomas, '403 not_yours'], [rosa, '403 not_yours']]) {
    const { status: code, body } = await stop(client, { reason: 'spam' });
    assert.equal(`${code} ${body.type}`, refusal);
  }
  assert.equal((await ask(rosa, it, 'take-over')).status, 200);
  const taken = await own(rosa, it);
  assert.equal(taken.state.taken_over, true);
  for (const [body, pointer] of [[{}, '/reason'], [{ reason: ' ' }, '/reason'], [{ reason: 'spam', last_seen_seq: 2 }, '/last_seen_seq']]) {
    const refused = await stop(rosa, body);
    assert.deepEqual([refused.status, refused.body.errors?.[0].pointer], [422, pointer], JSON.stringify(refused.body));
  }
  assert.equal((await ask(maya, it, 'end', { last_seen_seq: 1 })).status, 403, 'no longer hers');
  assert.equal((await stop(rosa, { reason: 'spam' })).status, 200);
  const [{ actor, detail }] = await stack.query(`SELECT actor::text, detail FROM ops.audit WHERE kind = 3 AND key = $1 AND action = 'interaction_end'`, [it.id]);
  assert.deepEqual([actor, detail], [rosa.id, { agent: maya.id, reason: 'spam' }]);
});

test('the seventh is refused on the paths transfer and take-over (SMS-4)', async () => {
  await stack.asOwner('UPDATE directory.app_user SET chat_limit = 1 WHERE id = $1', [tomas.id]);
  try {
    const full = await handled(tomas), it = await handled(maya);
    assert.equal((await ask(maya, it, 'transfer', { agent: tomas.id })).body.verdict, 'capacity');
    assert.equal((await ask(maya, it, 'consult', { agent: tomas.id })).status, 201, 'a consult takes no room');
    await accept(tomas, await made(tomas, it));
    const over = await ask(tomas, it, 'take-over');
    assert.equal(`${over.status} ${over.body.type}`, '409 capacity_full');
    assert.equal(full.state.agent, tomas.id);
  } finally { await stack.asOwner('UPDATE directory.app_user SET chat_limit = 6 WHERE id = $1', [tomas.id]); }
});

test('a supervisor pulls an offer back, moves what waits, and puts one first: with a reason, audited (SV-3)', async () => {
  const waits = async (body) => {
    const number = newNumber();
    await text(channel, number, body);
    return until('waiting', async () => (await stack.query(`SELECT i.id::text AS id FROM routing.interaction i JOIN messaging.conversation c ON c.id = i.conversation
      WHERE c.number = $1 AND i.state = 'waiting'`, [number]))[0]);
  };
  const first = await waits('hello'), second = await waits('hello again'), bill = await waits('refund please');
  assert.equal((await ask(rosa, second, 'reorder', { before: first.id, reason: '' })).status, 422);
  assert.equal((await ask(maya, second, 'reorder', { reason: 'mine' })).status, 403);
  const reordered = await ask(rosa, second, 'reorder', { before: first.id, reason: 'is urgent' });
  assert.equal(reordered.status, 200, JSON.stringify(reordered.body));
  const line = (await rosa.call('GET', '/api/v1/queues/1/line')).body.data.map((f) => f.id);
  assert.deepEqual(line, [second.id, first.id], 'the line as it will be offered');
  assert.equal((await rosa.call('GET', '/api/v1/queues/999/line')).status, 404);
  assert.equal((await maya.call('GET', '/api/v1/queues/1/line')).status, 403);
  const moved = await ask(rosa, bill, 'move', { queue: '1', reason: 'no invoice' });
  assert.equal(moved.status, 200, JSON.stringify(moved.body));
  assert.equal(moved.body.state.queue.name, 'Orders');
  await until('the router has heard', async () => (await stack.query('SELECT 1 FROM routing.interaction WHERE id = $1 AND queue = 1', [bill.id])).length);
  const why = (await rosa.call('GET', `/api/v1/interactions/${bill.id}/why`)).body;
  assert.equal(why.now.words, 'Nobody can be offered it: 2 lack a required skill, 1 is not Available.');
  assert.deepEqual(why.now.agents.find((a) => a.agent.name === 'Maya Okafor').verdict, 'status');
  assert.equal(why.decisions.at(-1).words, 'Rosa Marchetti moved it to Orders: no invoice');
  const mine = (await maya.call('GET', '/api/v1/me/why')).body;
  assert.deepEqual(mine.words, ['Is Work Offline: offers come while Available.']);
  assert.match(mine.queues.find((q) => q.name === 'Orders').words, /^3 waiting: not Available\.$/);
  assert.deepEqual((await rosa.call('GET', `/api/v1/agents/${maya.id}/why`)).body, mine);
  assert.equal((await rosa.call('GET', '/api/v1/agents/999/why')).status, 404);
  assert.equal((await maya.call('GET', `/api/v1/agents/${tomas.id}/why`)).status, 403);
  await stack.asOwner('UPDATE directory.app_user SET chat_limit = 1 WHERE id = ANY ($1)', [[maya.id, tomas.id]]);
  try {
    await status(maya, 'available');
    const offer = await maya.see('offer', (s) => s.state === 'made');
    assert.equal(offer.state.interaction, second.id, 'who was put before the other is offered first');
    assert.equal((await rosa.call('POST', `/api/v1/offers/${offer.id}/withdraw`, {})).status, 422);
    const back = await rosa.call('POST', `/api/v1/offers/${offer.id}/withdraw`, { reason: 'let Tomás' });
    assert.equal(back.status, 200, JSON.stringify(back.body));
    await maya.see('offer', (s) => s.offer === offer.id && s.state === 'withdrawn');
    const other = await maya.see('offer', (s) => s.state === 'made' && s.interaction !== second.id);
    assert.equal(other.state.interaction, first.id, 'she is not offered it at once, but the next');
    await status(tomas, 'available');
    await accept(tomas, await made(tomas, second));
    await status(tomas, 'work_offline');
    const { body: audit } = await (await Client.login(stack, stack.user('administrator'), 'admin')).call('GET', '/api/v1/audit?sort=-id&limit=3');
    assert.deepEqual(audit.data.map((a) => `${a.action} ${a.detail.reason}`), ['session_open undefined', 'offer_withdraw let Tomás', 'interaction_move no invoice']);
  } finally { await stack.asOwner('UPDATE directory.app_user SET chat_limit = 6 WHERE id = ANY ($1)', [[maya.id, tomas.id]]); }
  await until('nothing waits', async () => {
    await status(maya, 'work_offline'); // a change of status brings her new limit
    await status(maya, 'available');
    for (const offer of (await maya.call('GET', '/api/v1/workspace')).body.offers) await maya.call('POST', `/api/v1/offers/${offer.id}/accept`);
    return (await stack.query("SELECT 1 FROM routing.interaction WHERE state IN ('arrived', 'waiting', 'offered')")).length === 0;
  });
});

test('nothing was repaired on the way (RT-14)', async () => {
  for (const name of ['routerd', 'routerd-2']) assert.equal((await stack.metrics(name)).router_repairs_total, 0);
});
