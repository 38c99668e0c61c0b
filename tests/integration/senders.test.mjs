// Sending when something is wrong: the account, the key ring, the database, a carrier that hangs, the
// end of a gateway. Each part is a real one; what it does is read from the database and the carrier.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { startCarrier } from '../../deploy/demo/carrier.mjs';
import { keysOf, sealBox } from '../lib/box.mjs';
import { Client } from '../lib/client.mjs';
import { startDemoCarrier } from '../lib/carrier.mjs';
import { assigned, finish, send } from '../lib/desk.mjs';
import { generator, ids } from '../lib/random.mjs';
import { Stack, running, until, within } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

const random = generator();
let stack, channel, sandbox, carrier, maya, key;
before(async () => {
  stack = await Stack.start({ name: 'senders', instances: 'presenced routerd smsgw chatd', testClock: true });
  channel = stack.channel('twilio');
  sandbox = stack.channel('sandbox');
  carrier = await startDemoCarrier(stack);
  maya = await Client.ready(stack, stack.user('agent', 0));
  key = new Client(stack, stack.run.api_key);
});
after(async () => { maya?.close(); await carrier?.close(); await stack?.stop(); });

const metrics = () => stack.metrics('smsgw');
const log = () => readFileSync(stack.run.logs.smsgw, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line));
const logged = (event, from = 0) => log().slice(from).filter((line) => line.event === event);
const pass = (span) => stack.asOwner(`UPDATE ops.test_clock SET ahead = ahead + interval '${span}'`);
const deliveryOf = async (message) => (await stack.query('SELECT delivery, delivery_reason FROM messaging.message WHERE id = $1', [message.body.id]))[0];
const attempts = async (message) => (await stack.query('SELECT attempt FROM sms.outbox WHERE message = $1 AND state = $2', [message.body.id, 'queued']))[0]?.attempt;
const tried = (message, times) => until(`try ${times}`, async () => await attempts(message) >= times);
const isDelivered = (message) => until('it is delivered', async () => (await deliveryOf(message)).delivery === 'delivered');
const outbox = async () => (await key.call('GET', `/api/v1/channels/${sandbox.id}/sandbox/outbox`)).body.data;

// A change of the configuration as an administrator's, of which all daemons hear.
const configure = (statement) => stack.asOwner(`DO $do$ BEGIN PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, '')]); ${statement};
  PERFORM ops.config_emit(1, 1); PERFORM ops.batch_end(); END $do$`);

function change(how) {
  const file = join(stack.dir, 'trunkline.conf');
  writeFileSync(file, how(readFileSync(file, 'utf8')));
}

// Stops smsgw, changes the configuration, starts it again.
async function restart(how = (text) => text) {
  if (stack.alive('smsgw')) await stack.kill('smsgw', 'SIGTERM');
  change(how);
  stack.spawn('smsgw');
  await stack.untilReady('smsgw');
}

// A customer at the sandbox's number, in a conversation with maya.
async function atSandbox() {
  const number = `+1500557${100 + random.below(900)}0`;
  await key.call('POST', `/api/v1/channels/${sandbox.id}/sandbox/inbound`, { from: number, text: 'hi' });
  const offer = await maya.offerOf(number);
  return (await maya.call('POST', `/api/v1/offers/${offer.id}/accept`)).body;
}

// The router's shards are held by beats of 300 ms: time that does not depend on who is asked.
async function beats(count) {
  const sum = async () => (await stack.query("SELECT sum(beat) AS beat FROM ops.holder_beat WHERE kind = 'shard'"))[0].beat, from = await sum();
  await until(`${count} beats`, async () => await sum() - from >= count);
}

// Stops smsgw while the beginning of a text's send is under way, which is committed then. Where the database was faster than
// the signal, nothing is shown by this text: another one is taken. Answers its message.
async function stoppedWhileItBegins(interaction, words) {
  const client = new pg.Client({ connectionString: stack.owner });
  await client.connect();
  const begins = async () => (await client.query("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'")).rows.length > 0;
  const begun = async (message) => (await stack.query("SELECT FROM sms.outbox WHERE message = $1 AND state = 'sending'", [message.body.id])).length > 0;
  for (let n = 0; n < 20; n++) {
    const sending = send(maya, interaction, words(n));
    await until('it begins', begins, Infinity, 0);
    stack.signal('smsgw', 'SIGSTOP');
    const inTime = await begins(), message = await sending;
    await until('the database has ended', async () => !await begins());
    if (inTime && await begun(message)) {
      await client.end();
      return [message, words(n)];
    }
    stack.signal('smsgw', 'SIGCONT');
    await isDelivered(message);
  }
  throw new Error('the database was faster than the signal, 20 times');
}

// Holds each look at the outbox of the carrier's group (its id is its channel's) back after its
// snapshot: what it answers then is of that moment, in which `and` has just happened. Answers what lets
// them go on.
const LOOK = 4711;
async function holdLooks(and = 'SELECT') {
  const [{ made }] = await stack.asOwner("SELECT pg_get_functiondef('sms.outbox_heads(bigint,bigint,integer)'::regprocedure) AS made");
  const client = new pg.Client({ connectionString: stack.owner });
  await client.connect();
  await client.query('SELECT pg_advisory_lock($1)', [LOOK]);
  const held = made.replace('BEGIN', `BEGIN IF group_id = ${channel.id} THEN
    PERFORM set_config('lock_timeout', '0', true), pg_advisory_xact_lock_shared(${LOOK}); END IF;`);
  await client.query(`${held}; ${and}`);
  await until('a look is held back', async () => (await stack.query(
    "SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted", [LOOK])).length > 0);
  return async () => {
    await client.query(made);
    await client.end();
  };
}

// In the form of earlier releases, which still opens.
const sealed = (place, secret) => sealBox(keysOf(stack), place, secret, { former: true });

// A further carrier at an address of its own.
async function carrierAccount(id, number) {
  const account_sid = `AC${ids.hex(16)}`, auth_token = ids.hex(16);
  const carrier = await startCarrier({ accounts: { [account_sid]: { token: auth_token, numbers: [number] } } });
  await configure(`INSERT INTO sms.account (tenant, id, carrier, name, settings, secret) VALUES (1, ${id}, 'twilio', 'Account ${id}',
      '{"account_sid": "${account_sid}", "base_url": "http://127.0.0.1:${carrier.port}"}', '\\x${sealed(`sms.account:1:${id}`, auth_token).toString('hex')}')`);
  return { carrier, account_sid, auth_token };
}

// The same with a channel that reaches maya.
async function secondCarrier(id, number) {
  const { carrier: second, account_sid, auth_token } = await carrierAccount(id, number), hook_key = ids.hex(12);
  await configure(`INSERT INTO directory.channel (tenant, id, medium, name, hook_key, number) VALUES (1, ${id}, 'sms', 'Second ${id}', '${hook_key}', '${number}');
    INSERT INTO sms.sender_group (tenant, id, name, rate_per_s) VALUES (1, ${id}, 'Second ${id}', 100);
    PERFORM ops.holder_add('group', ${id});
    INSERT INTO sms.channel_carrier (tenant, channel, account, group_id, number) VALUES (1, ${id}, ${id}, ${id}, '${number}');
    INSERT INTO routing.route_rule (tenant, channel, position, conditions, queue, skills) VALUES (1, ${id}, 1, '{}', 1, '[]');
    PERFORM routing.config_changed(1)`);
  const hook_url = `${stack.base}/hooks/sms/${hook_key}`;
  return { carrier: second, channel: { id: String(id), account_sid, auth_token, number, hook_url } };
}

test('a login that the carrier refuses says nothing of the message: it waits, and leaves when the account is mended', async () => {
  const interactions = [await assigned(maya, channel, newNumber()), await assigned(maya, channel, newNumber())];
  const before = await metrics(), from = log().length;
  carrier.behave = () => ({ status: 401, code: 20003, message: 'Authenticate' });
  const messages = [];
  for (const interaction of interactions) messages.push(await send(maya, interaction, 'to whom it concerns'));
  for (const message of messages) await tried(message, 1);
  const waits = await stack.query("SELECT extract(epoch FROM not_before - ops.clock()) AS s FROM sms.outbox WHERE state = 'queued'");
  for (const { s } of waits) assert.ok(s > 15 && s <= 30, `waits ${s} s`);
  await pass('31 seconds');
  for (const message of messages) await tried(message, 2);
  for (const message of messages) assert.equal((await deliveryOf(message)).delivery, 'sending');
  const gained = async (result) => ((await metrics())[`sms_send_results_total{result="${result}"}`] ?? 0) - (before[`sms_send_results_total{result="${result}"}`] ?? 0);
  await until('all are counted', async () => await gained('account') >= 4);
  assert.equal(await gained('account'), 4);
  assert.equal(await gained('failed'), 0);
  assert.deepEqual(logged('sms_account_refused', from).map((l) => l.level), ['error'], 'told once a minute and account');
  carrier.behave = () => undefined;
  await pass('31 seconds');
  for (const message of messages) await isDelivered(message);
  for (const interaction of interactions) await finish(maya, interaction);
});

test('the validity of a message bounds how long it waits for an account', async () => {
  await stack.asOwner('UPDATE sms.channel_carrier SET validity_ms = 60000 WHERE channel = $1', [channel.id]);
  const interaction = await assigned(maya, channel, newNumber());
  carrier.behave = () => ({ status: 401, code: 20003 });
  const message = await send(maya, interaction, 'for a minute');
  await tried(message, 1);
  await pass('31 seconds');
  await until('it has expired', async () => (await deliveryOf(message)).delivery === 'expired');
  assert.equal((await deliveryOf(message)).delivery_reason, 'the carrier refused our login');
  carrier.behave = () => undefined;
  await stack.asOwner('UPDATE sms.channel_carrier SET validity_ms = 86400000 WHERE channel = $1', [channel.id]);
  await finish(maya, interaction);
});

test('an account without a user is not asked for: its texts wait', async () => {
  const interaction = await assigned(maya, channel, newNumber());
  const asked = carrier.requests.length;
  const account = (sid) => configure(`UPDATE sms.account SET settings = settings || '{"account_sid": "${sid}"}' WHERE carrier = 'twilio'`);
  await account('');
  await until('it is told', async () => (await metrics()).sms_channels_unusable === 1);
  const message = await send(maya, interaction, 'from nobody');
  await tried(message, 1);
  assert.equal((await deliveryOf(message)).delivery, 'sending');
  assert.equal(carrier.requests.length, asked);
  await account(channel.account_sid);
  await until('it is mended', async () => (await metrics()).sms_channels_unusable === 0);
  await pass('31 seconds');
  await isDelivered(message);
  await finish(maya, interaction);
});

test('without the key ring no text fails: the secret is missing, not the message', async () => {
  const interaction = await assigned(maya, channel, newNumber());
  const from = log().length, asked = carrier.requests.length;
  await restart((text) => text.replace('\n[smsgw]\n', '\n[smsgw]\nkey_ring =\n'));
  await until('it is told', async () => (await metrics()).sms_channels_unusable === 1);
  assert.equal(logged('secret_unreadable', from).at(-1).level, 'error');
  const message = await send(maya, interaction, 'sealed');
  await tried(message, 1);
  assert.equal((await deliveryOf(message)).delivery, 'sending');
  assert.equal(carrier.requests.length, asked, 'nobody is asked with a wrong secret');
  await restart((text) => text.replace('\n[smsgw]\nkey_ring =\n', '\n[smsgw]\n'));
  await pass('31 seconds');
  await isDelivered(message);
  await finish(maya, interaction);
});

test('under another number_key than the first one smsgw does not start: no opt-out would be found', async () => {
  const number = newNumber(), shown = async () => (await key.call('GET', `/api/v1/opt-outs?number=${encodeURIComponent(number)}`)).body.data;
  await text(channel, number, 'STOP');
  assert.equal((await shown())[0].state, 'stopped');
  const first = /^number_key = (.*)$/m.exec(readFileSync(join(stack.dir, 'trunkline.conf'), 'utf8'))[1];
  const [{ value }] = await stack.query("SELECT value FROM ops.setting WHERE name = 'number_key_check'");
  assert.ok(!value.includes(first), 'the key itself is not stored');
  await stack.kill('smsgw', 'SIGTERM');
  change((text) => text.replace(/^number_key = .*$/m, 'number_key = another'));
  const [status] = await once(stack.spawn('smsgw'), 'exit');
  assert.equal(status, 1);
  assert.match(readFileSync(join(stack.dir, 'log/smsgw.out'), 'utf8').trim().split('\n').at(-1), /^smsgw: number_key is not the one/);
  await restart((text) => text.replace(/^number_key = .*$/m, `number_key = ${first}`));
  assert.equal((await shown())[0].state, 'stopped');
});

test('a number is looked up as texts have it, and what is none is refused', async () => {
  const number = newNumber(), ask = (given) => key.call('GET', `/api/v1/opt-outs?number=${encodeURIComponent(given)}`);
  await text(channel, number, 'STOP');
  assert.equal((await ask(number)).body.data.length, 1);
  assert.deepEqual((await ask(number.slice(1))).body, (await ask(number)).body);
  const refused = await ask('!!!');
  assert.equal(refused.status, 422);
  assert.equal(refused.body.errors?.[0]?.pointer ?? refused.body.field, '/number', JSON.stringify(refused.body));
});

test('an id of the sandbox that can not be kept whole is refused, not taken for another', async () => {
  const inbound = (id) => key.call('POST', `/api/v1/channels/${sandbox.id}/sandbox/inbound`, { from: '+15005561230', text: `text ${id.length}`, id });
  for (const n of [65, 66]) assert.equal((await inbound('é'.repeat(n))).status, 422);
  assert.equal((await inbound('é'.repeat(64))).body.outcome, 'accepted');
  assert.equal((await inbound('é'.repeat(64))).body.outcome, 'duplicate');
  assert.equal((await inbound('é'.repeat(63) + 'ea')).body.outcome, 'accepted');
  const offer = await maya.offerOf('+15005561230');
  await finish(maya, (await maya.call('POST', `/api/v1/offers/${offer.id}/accept`)).body);
});

test('a result that can not be stored costs no other message, and no group', async () => {
  const bad = await assigned(maya, channel, newNumber()), good = await assigned(maya, channel, newNumber()), other = await atSandbox();
  await stack.asOwner(`CREATE FUNCTION sms.test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'as the test asked'; END $$;
    CREATE TRIGGER test_refuse BEFORE DELETE ON sms.outbox FOR EACH ROW WHEN (OLD.number = '${bad.state.number}') EXECUTE FUNCTION sms.test_refuse()`);
  const before = await metrics();
  const times = async () => (await metrics()).sms_send_unstored_total ?? 0;
  const sofar = await times();
  const message = await send(maya, bad, 'sent, and not stored');
  await until('it could not be stored, also not when it was given up', async () => await times() >= sofar + 2);
  await isDelivered(await send(maya, good, 'in between'));
  await isDelivered(await send(maya, other, 'elsewhere'));
  assert.equal((await deliveryOf(message)).delivery, 'sending');
  assert.equal((await metrics()).trunkline_holder_lost_total ?? 0, before.trunkline_holder_lost_total ?? 0, 'no group is lost');
  await stack.asOwner('DROP TRIGGER test_refuse ON sms.outbox; DROP FUNCTION sms.test_refuse()');
  await until('it is not in doubt any more', async () => ['unknown', 'delivered'].includes((await deliveryOf(message)).delivery));
  assert.equal(carrier.sent.filter((m) => m.body === 'sent, and not stored').length, 1);
  for (const interaction of [bad, good, other]) await finish(maya, interaction);
});

test('of texts that begin together the one that can not is left behind, alone', async () => {
  const [bad, ...good] = [await assigned(maya, channel, newNumber()), await assigned(maya, channel, newNumber()), await assigned(maya, channel, newNumber())];
  await stack.asOwner(`CREATE FUNCTION sms.test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'as the test asked'; END $$;
    CREATE TRIGGER test_refuse BEFORE UPDATE ON sms.outbox FOR EACH ROW WHEN (OLD.number = '${bad.state.number}') EXECUTE FUNCTION sms.test_refuse()`);
  const leftOut = async () => (await metrics()).sms_sends_left_out_total ?? 0;
  const before = await leftOut(), release = await holdLooks();
  const [refused, ...others] = await Promise.all([bad, ...good].map((interaction) => send(maya, interaction, 'together')));
  await release();
  for (const message of others) await isDelivered(message);
  assert.ok(await leftOut() >= before + 3, 'they were asked for together, and then each alone');
  assert.equal((await deliveryOf(refused)).delivery, 'queued');
  await stack.asOwner('DROP TRIGGER test_refuse ON sms.outbox; DROP FUNCTION sms.test_refuse()');
  await isDelivered(refused);
  assert.equal(carrier.sent.filter((m) => m.body === 'together').length, 3, 'none was lost, none came twice');
  for (const interaction of [bad, ...good]) await finish(maya, interaction);
});

test('what ended while the outbox was being read is not given up for lost', async () => {
  const interaction = await assigned(maya, channel, newNumber()), other = await assigned(maya, channel, newNumber());
  const unknown = async () => (await metrics())['sms_send_results_total{result="unknown"}'] ?? 0;
  const before = await unknown(), from = log().length;
  let answer;
  carrier.behave = (form) => (form.get('Body') === 'in the air' ? { until: new Promise((done) => { answer = done; }) } : undefined);
  const message = await send(maya, interaction, 'in the air');
  await until('the carrier has it', () => answer);
  const release = await holdLooks(); // it shows the message as `sending`
  answer();
  await isDelivered(message);
  await release();
  await isDelivered(await send(maya, other, 'after it'));
  assert.equal(await unknown(), before);
  assert.deepEqual(logged('sms_send_lost', from), []);
  carrier.behave = () => undefined;
  await finish(maya, interaction);
  await finish(maya, other);
});

test('no message begins while a gateway stops', async () => {
  await restart((text) => text.replace('\n[smsgw]\n', '\n[smsgw]\nlog_level = debug\n'));
  const interaction = await assigned(maya, channel, newNumber());
  const sent = () => carrier.sent.filter((m) => m.body === 'not by the old one').length;
  const givesAway = () => stack.asOwner("SELECT FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid) WHERE NOT l.granted AND a.query ~ 'holder_(leave|release)'");
  carrier.behave = () => ({ status: 429, code: 20429, retryAfter: 30 });
  const message = await send(maya, interaction, 'not by the old one');
  await tried(message, 1);
  carrier.behave = () => undefined;
  const release = await holdLooks("UPDATE ops.test_clock SET ahead = ahead + interval '31 seconds'"); // it shows the message as due
  const fence = new pg.Client({ connectionString: stack.owner });
  await fence.connect();
  await fence.query("BEGIN; SELECT FROM ops.holder WHERE kind = 'group' FOR SHARE"); // giving away waits, as for an open batch
  await beats(8); // by then others look each two seconds, and wait behind the look that is held back
  const pid = stack.pid('smsgw'), from = log().length;
  stack.signal('smsgw', 'SIGTERM');
  await until('its senders stop', () => logged('part_stops', from).some((line) => line.part === 'senders'));
  await within(500, 'it gives away before the look has ended', async () => (await givesAway()).length > 0).catch(() => {});
  await release();
  await until('it gives its groups away', async () => (await givesAway()).length > 0);
  await fence.query('COMMIT');
  await fence.end();
  await until('its end', () => !running(pid));
  assert.equal(sent(), 0);
  assert.equal(await attempts(message), 1, 'nor has it begun: the next one would have to call it unknown');
  change((text) => text.replace('log_level = debug\n', ''));
  stack.spawn('smsgw');
  await stack.untilReady('smsgw');
  await isDelivered(message);
  assert.equal(sent(), 1);
  await finish(maya, interaction);
});

test('a gateway that slept before its text left asks again whether the group is its own, also for the sandbox', async () => {
  const interaction = await atSandbox();
  const [{ made }] = await stack.asOwner("SELECT pg_get_functiondef('sms.sends_begin'::regproc) AS made");
  await stack.asOwner(made.replace('BEGIN', 'BEGIN PERFORM pg_sleep(0.15);'));
  const before = (await metrics())['sms_send_results_total{result="retry"}'] ?? 0;
  const [message, words] = await stoppedWhileItBegins(interaction, (n) => `slept over ${n}`);
  await beats(5); // more than a second
  await stack.asOwner(made);
  stack.signal('smsgw', 'SIGCONT');
  await isDelivered(message);
  assert.ok((await metrics())['sms_send_results_total{result="retry"}'] > before, 'it did not leave at the first try');
  assert.equal((await outbox()).filter((m) => m.text === words).length, 1);
  await finish(maya, interaction);
});

test('a new rate counts at once', async () => {
  const interactions = [await atSandbox(), await atSandbox()];
  const rate = (perSecond) => configure(`UPDATE sms.sender_group SET rate_per_s = ${perSecond} WHERE id = 2`);
  // Two texts to two customers; answers how far they were apart, in milliseconds.
  const apart = async () => {
    const words = `apart ${ids.hex(4)}`;
    await Promise.all(interactions.map((interaction) => send(maya, interaction, words)));
    const two = await until('both', async () => { const found = (await outbox()).filter((m) => m.text === words); return found.length === 2 && found; });
    return Math.abs(Date.parse(two[0].at) - Date.parse(two[1].at));
  };
  await until('two at once', async () => await apart() < 500);
  await rate(0.5);
  await until('one in two seconds', async () => await apart() > 1800);
  await rate(100);
  await until('as before', async () => await apart() < 500);
  for (const interaction of interactions) await finish(maya, interaction);
});

test('a carrier that hangs holds up no other, and nothing is begun that can not leave', async () => {
  const { carrier: second, channel: far } = await secondCarrier(77, '+14155550977');
  await restart((text) => text.replace('\n[smsgw]\n', '\n[smsgw]\nconnections_max = 4\nsend_timeout_ms = 60000\n'));
  const near = [], hangs = carrier.requests.length;
  for (let i = 0; i < 3; i++) near.push(await assigned(maya, channel, newNumber()));
  const elsewhere = await assigned(maya, far, newNumber());
  carrier.behave = () => ({ hang: true });
  const messages = await Promise.all(near.map((interaction) => send(maya, interaction, 'into the void')));
  await until('two hang', () => carrier.requests.length === hangs + 2);
  await isDelivered(await send(maya, elsewhere, 'past them'));
  assert.equal(carrier.requests.length, hangs + 2, 'half of the four places is for others');
  const begun = await stack.query('SELECT attempt FROM sms.outbox WHERE message = ANY ($1) ORDER BY attempt', [messages.map((m) => m.body.id)]);
  assert.deepEqual(begun.map((row) => row.attempt), [0, 1, 1]);
  // The carrier's end cuts the connections of the two; the third is sent to the next one on that port.
  const { port } = carrier;
  await carrier.close();
  carrier = await startCarrier({ port, accounts: { [channel.account_sid]: { token: channel.auth_token, numbers: [channel.number] } } });
  await until('what hung is in doubt, the third has left', async () => {
    const states = await Promise.all(messages.map(async (m) => (await deliveryOf(m)).delivery));
    return states.sort().join() === 'delivered,unknown,unknown';
  });
  for (const interaction of [...near, elsewhere]) await finish(maya, interaction);
  await second.close();
});

test('a text leaves by the account under which it is stored, though the gateway has not heard of a change', async () => {
  const number = '+14155550993', next = await carrierAccount(94, number), { carrier: former, channel: moved } = await secondCarrier(93, number);
  await until('the gateway knows it', async () => (await fetch(moved.hook_url, { method: 'POST' })).status !== 404);
  const interaction = await assigned(maya, moved, newNumber());
  // Nobody is told.
  await stack.asOwner('UPDATE sms.channel_carrier SET account = 94 WHERE channel = 93');
  const message = await send(maya, interaction, 'by the new account');
  const storedUnder = async () => (await stack.query('SELECT account FROM sms.sent WHERE message = $1', [message.body.id]))[0]?.account;
  assert.equal(await until('it is sent', storedUnder), '94');
  assert.deepEqual([former, next.carrier].map((at) => at.sent.filter((m) => m.body === 'by the new account').length), [0, 1]);
  await finish(maya, interaction);
  for (const at of [former, next.carrier]) await at.close();
});
