// A new number_key: opt-outs, blocks and SMPP clients' passwords are known by keyed hashes alone, which trunklinectl hashes again. What
// holds before holds after, nothing is changed by halves, and no gateway hashes by the former keys meanwhile.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { startDemoCarrier } from '../lib/carrier.mjs';
import { Client } from '../lib/client.mjs';
import { assigned, finish, send } from '../lib/desk.mjs';
import { Esme } from '../lib/esme.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { ids } from '../lib/random.mjs';
import { Receiver } from '../lib/receiver.mjs';
import { FLAVOUR, ROOT, Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

const links = Array.from({ length: 6 }, () => ids.hex(32));
let stack, channel, carrier, receiver, maya, admin, key, port, columns, config;
before(async () => {
  process.env.TRUNKLINE_HOOKD_HOOK_ALLOW_PRIVATE = '1';
  process.env.TRUNKLINE_HOOKD_RETRY_FIRST_MS = '50';
  stack = await Stack.start({ name: 'number-key', instances: 'presenced routerd smsgw chatd hookd', testClock: true });
  config = join(stack.dir, 'trunkline.conf');
  channel = stack.channel('twilio');
  carrier = await startDemoCarrier(stack);
  maya = await Client.ready(stack, stack.user('agent', 0));
  admin = await Client.login(stack, stack.user('administrator'), 'admin');
  key = new Client(stack, stack.run.api_key);
  port = await reservePorts();
  columns = await stack.asOwner('SELECT relation, name FROM ops.number_key_columns()');
  await stopped();
  await started();
});
after(async () => { maya?.close(); await receiver?.close(); await carrier?.close(); await stack?.stop(); });

// Answers { code, out, err }. The process is `child` of the promise.
function rotate(...more) {
  let child;
  const ended = new Promise((done) => {
    child = execFile(join(ROOT, 'build', FLAVOUR, 'bin/trunklinectl'), ['number-key', 'rotate', '--config', config, '--database', stack.conninfo('trunkline'), ...more],
      (error, out, err) => done({ code: error ? error.code ?? error.signal : 0, out, err }));
  });
  return Object.assign(ended, { child });
}

function give(...keys) {
  const former = readFileSync(config, 'utf8').replace(/^number_key_chain = .*\n/m, '');
  writeFileSync(config, keys.length > 0 ? former.replace(/^number_key = .*\n/m, (line) => `${line}number_key_chain = ${keys.join(' ')}\n`) : former);
}
const sessions = (where) => stack.asOwner(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND ${where}`);
async function stopped() {
  if (stack.alive('smsgw')) await stack.kill('smsgw', 'SIGTERM');
  await until('its connections are gone', async () => (await sessions("application_name = 'smsgw'")).length === 0);
}
const spawned = () => stack.spawn('smsgw', { TRUNKLINE_SMSGW_SMPP_LISTEN: `127.0.0.1:${port}` });
async function started() {
  const child = spawned();
  await stack.untilReady('smsgw');
  return child;
}
async function refused(child = spawned()) {
  await until('the end of smsgw', () => child.exitCode !== null);
  assert.equal(child.exitCode, 1);
  return readFileSync(join(stack.dir, 'log/smsgw.out'), 'utf8').trim().split('\n').at(-1);
}

// Every stored hash, with what stands beside it, and the check value.
async function stored() {
  const found = {};
  for (const { relation, name } of columns)
    found[`${relation}.${name}`] = (await stack.asOwner(`SELECT encode(t.${name}, 'hex') AS hash, (to_jsonb(t) - '${name}')::text AS rest FROM ${relation} AS t`))
      .map(({ hash, rest }) => `${hash} ${rest}`).sort();
  const [{ value }] = await stack.asOwner("SELECT value FROM ops.setting WHERE name = 'number_key_check'");
  return { ...found, check: [`${value} check`] };
}
const again = (found, link) => Object.fromEntries(Object.entries(found).map(([name, rows]) => [name, rows.map((row) => {
  const [hash, ...rest] = row.split(' ');
  return [hash && createHmac('sha256', link).update(Buffer.from(hash, 'hex')).digest('hex'), ...rest].join(' ');
}).sort()]));

const optOut = async (number) => (await key.call('GET', `/api/v1/opt-outs?number=${encodeURIComponent(number)}`)).body.data[0];
const blockedTexts = async (number) => Number((await stack.query(`SELECT count(*) FROM messaging.message AS m JOIN messaging.conversation AS c ON c.tenant = m.tenant
  AND c.id = m.conversation WHERE c.number = $1 AND m.blocked`, [number]))[0].count);
const binds = async (client, password = client.password) => {
  const esme = await Esme.bind(port, { ...client, password }), { bound } = esme;
  await esme.close();
  return bound;
};

// What must hold under any keys.
const world = {};
async function holds() {
  const { outs, blocked, client, interaction } = world;
  for (const number of outs) assert.equal((await optOut(number)).state, 'stopped', number);
  const answer = await send(maya, interaction, 'may I?');
  assert.deepEqual([answer.status, answer.body.type], [409, 'opted_out'], JSON.stringify(answer.body));
  const count = await blockedTexts(blocked);
  await text(channel, blocked, 'let me in');
  assert.equal(await blockedTexts(blocked), count + 1, 'the block list holds');
  assert.equal(await binds(client), 0, 'an SMPP client binds with its password');
  assert.notEqual(await binds(client, 'wrong'), 0, 'and with no other');
  const back = world.outs.pop();
  await text(channel, back, 'START');
  assert.equal((await optOut(back)).state, 'started', 'START lifts it');
}

test('a gateway that runs, or that hangs and may go on, is in the way of a rotation', async () => {
  give(links[0]);
  const running = await rotate();
  assert.deepEqual([running.code, /stop every smsgw first.*: smsgw$/m.test(running.err)], [1, true], running.err);
  await stack.freeze('smsgw');
  try {
    await stack.pass(60000);
    assert.deepEqual(await stack.asOwner("SELECT FROM ops.instance WHERE name = 'smsgw' AND ops.boot_alive(boot)"), [], 'its beats are too old');
    const hung = await rotate();
    assert.deepEqual([hung.code, /stop every smsgw first.*: smsgw$/m.test(hung.err)], [1, true], hung.err);
  } finally { stack.signal('smsgw', 'SIGCONT'); }
  assert.equal(await stack.alive('smsgw'), true);
});

test('customers opt out, a number is blocked, an SMPP client binds', async () => {
  const out = newNumber();
  world.interaction = await assigned(maya, channel, out);
  await text(channel, out, 'STOP');
  world.outs = [out, newNumber(), newNumber(), newNumber()];
  for (const number of world.outs.slice(1)) await text(channel, number, 'STOP');
  world.blocked = newNumber();
  for (const [path, body] of [['blocked-numbers', { number: world.blocked, reason: 'Threats' }], ['smpp-clients', { name: 'One', system_id: 'one', channel_ids: [channel.id] }]]) {
    const made = await admin.call('POST', `/api/v1/${path}`, body);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    world.client = made.body;
  }
  await holds();
});

test('number_key gets a further key: every hash is hashed again, and what held holds', async () => {
  // An open conversation in which something is queued as smsgw stands, and rows as a gateway leaves them; more than one page of them.
  world.queued = await assigned(maya, channel, newNumber());
  await stopped();
  const message = await send(maya, world.queued, 'on its way');
  assert.equal(message.status, 201);
  await stack.asOwner(`INSERT INTO sms.part_set (tenant, channel, number, number_hash, ref, total, first_at, complete) SELECT 1, ${channel.id}, '+14155550001', sha256('part'), 1, 2, ops.clock(), true;
    INSERT INTO sms.send_lost (tenant, message, account, number_hash, conversation, seq, message_at, segments, at) SELECT 1, 1, 1, sha256('lost'), 1, 1, ops.clock(), 1, ops.clock();
    INSERT INTO sms.receipt_parked (account, provider_id, raw_state, state, at, number_hash) SELECT 1, 'p', 'sent', 'sent', ops.clock(), sha256('lost');
    INSERT INTO sms.help_answer (tenant, channel, number_hash, at) SELECT 1, ${channel.id}, sha256(n::text::bytea), ops.clock() FROM generate_series(1, 12000) AS n`);
  const former = await stored();
  assert.deepEqual(Object.keys(former).filter((name) => former[name].filter((row) => !row.startsWith(' ')).length === 0), [], 'each column has a hash');
  give(...links.slice(0, 2));
  writeFileSync(config, readFileSync(config, 'utf8').replace(/^(number_key = )/m, '$1x'));
  const other = await rotate();
  assert.deepEqual([other.code, /have other keys than .*: nothing was changed/.test(other.err)], [1, true], other.err);
  writeFileSync(config, readFileSync(config, 'utf8').replace(/^(number_key = )x/m, '$1'));
  give(links[0]);
  assert.match(await refused(), /^smsgw: number_key_chain has keys that the database's hashes do not have yet.*: run trunklinectl number-key rotate/);
  await stopped();
  assert.deepEqual(await stored(), former);
  const done = await rotate();
  assert.deepEqual([done.code, /^all hashes have the newest of 2 keys: start smsgw$/m.test(done.out)], [0, true], done.err);
  assert.match(done.out, /^sms\.help_answer\.number_hash: 12000$/m);
  assert.ok(!(done.out + done.err).includes(links[0]), 'no key is shown');
  assert.deepEqual(await stored(), again(former, links[0]));
  const twice = await rotate();
  assert.deepEqual([twice.code, twice.out], [0, 'all hashes have these keys: nothing was changed\n'], twice.err);
  assert.deepEqual(await stored(), again(former, links[0]));
  give();
  assert.match(await refused(), /^smsgw: number_key is not the one .*number_key_chain lacks a key/);
  give(links[0]);
  await stopped();
  await started();
  await holds();
  await until('what was queued is sent', async () => (await stack.query('SELECT delivery FROM messaging.message WHERE id = $1', [message.body.id]))[0].delivery === 'delivered');
  await finish(maya, world.queued);
});

// Stops a rotation behind its last column but one: the lock is this session's. Answers what lets it go on, at the latest the end of the test.
async function held(t) {
  const client = new pg.Client({ connectionString: stack.owner });
  await client.connect();
  await client.query(`SELECT pg_advisory_lock(4712);
    CREATE FUNCTION public.hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('lock_timeout', '0', true), pg_advisory_xact_lock(4712); RETURN NEW; END $$;
    CREATE TRIGGER hold BEFORE UPDATE ON sms.smpp_client FOR EACH ROW EXECUTE FUNCTION public.hold()`);
  let released;
  const release = async () => {
    await client.query('SELECT pg_advisory_unlock(4712)');
    await client.query('DROP TRIGGER hold ON sms.smpp_client; DROP FUNCTION public.hold()');
    await client.end();
  };
  const once = () => (released ??= release());
  t.after(once);
  return once;
}
const isHeld = () => until('the rotation stands still', async () => (await stack.asOwner("SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4712 AND NOT granted")).length > 0);

// The rotation's statement that waits for a lock: since when, in which try.
const waits = async (like) => (await stack.asOwner(`SELECT xact_start::text AS try, extract(epoch FROM clock_timestamp() - query_start)::float AS seconds
  FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '${like}'`))[0];

test('a rotation that is killed half way, however long it has taken, has changed nothing', async (t) => {
  await stopped();
  give(...links.slice(0, 2));
  const former = await stored(), release = await held(t), rotation = rotate();
  await isHeld();
  await until('it takes longer than it may wait for a lock', async () => (await waits('UPDATE sms.smpp_client%')).seconds > 3);
  rotation.child.kill('SIGKILL');
  assert.equal((await rotation).code, 'SIGKILL');
  await release();
  assert.deepEqual(await stored(), former);
});

test('a gateway that connects during a rotation serves nothing before its end, and nothing by the former keys after it', async (t) => {
  const former = await stored(), release = await held(t), rotation = rotate();
  await isHeld();
  give(links[0]);
  const gateway = spawned();
  await until('it is asked for its keys', async () => await waits('%number_key_keep_2%'));
  assert.deepEqual(await stack.asOwner("SELECT FROM ops.instance WHERE name = 'smsgw' AND ops.boot_alive(boot)"), [], 'it has not even been registered');
  assert.equal(gateway.exitCode, null);
  await release();
  const ended = await rotation;
  assert.deepEqual([ended.code, /newest of 3 keys/.test(ended.out)], [0, true], ended.err);
  assert.match(await refused(gateway), /^smsgw: number_key is not the one .*number_key_chain lacks a key/);
  assert.deepEqual(await stored(), again(former, links[1]));
  await stopped();
});

test('what another daemon has read before a rotation it writes before it', async () => {
  give(...links.slice(0, 3));
  const former = await stored(), client = new pg.Client({ connectionString: stack.owner });
  await client.connect();
  await client.query('BEGIN');
  const { rows: [{ number_hash }] } = await client.query('SELECT number_hash FROM messaging.conversation WHERE number_hash IS NOT NULL ORDER BY id LIMIT 1');
  const rotation = rotate();
  await until('the rotation waits', async () => await waits('LOCK TABLE%'));
  await client.query('INSERT INTO sms.help_answer (tenant, channel, number_hash, at) SELECT 1, 77, $1, ops.clock()', [number_hash]);
  await client.query('COMMIT');
  await client.end();
  const done = await rotation;
  assert.deepEqual([done.code, /newest of 4 keys/.test(done.out)], [0, true], done.err);
  const [{ hash }] = await stack.asOwner("SELECT encode(number_hash, 'hex') AS hash FROM sms.help_answer WHERE channel = 77");
  assert.equal(hash, createHmac('sha256', links[2]).update(number_hash).digest('hex'));
  await stack.asOwner('DELETE FROM sms.help_answer WHERE channel = 77');
  assert.deepEqual(await stored(), again(former, links[2]));
});

test('a rotation waits 2 s for what others have locked, however many tables, and tries again', async (t) => {
  const holders = [];
  for (const sql of ["SELECT FROM ops.setting WHERE name = 'number_key_check' FOR SHARE", 'LOCK messaging.conversation IN ACCESS SHARE MODE', 'LOCK sms.outbox IN ACCESS SHARE MODE', 'LOCK sms.smpp_client IN ACCESS SHARE MODE']) {
    const client = new pg.Client({ connectionString: stack.owner });
    t.after(() => client.end());
    await client.connect();
    await client.query('BEGIN');
    await client.query(sql);
    holders.push(client);
  }
  give(...links.slice(0, 4));
  const rotation = rotate(), check = '%number_key_check%FOR UPDATE%', tables = 'LOCK TABLE%';
  const anotherTry = async (like, onWait = () => {}) => {
    const first = await until('it waits', () => waits(like));
    let longest = first.seconds;
    await until('it tries again', async () => {
      const now = await waits(like);
      if (now?.try === first.try) {
        longest = now.seconds;
        await onWait(longest);
      }
      return now && now.try !== first.try;
    });
    return longest;
  };
  await anotherTry(check);
  await holders[0].query('ROLLBACK');
  // Were each table waited for apart, this try would have 1.2 s for the first, 1.2 s for the second and 2 s for the last.
  const release = { 1: 1.2, 2: 2.4 };
  const longest = await anotherTry(tables, async (seconds) => {
    for (const [holder, at] of Object.entries(release)) if (seconds > at) { delete release[holder]; await holders[holder].query('ROLLBACK'); }
  });
  assert.ok(longest < 4, `${longest} s in one try`);
  for (const holder of [...Object.keys(release), 3]) await holders[holder].query('ROLLBACK');
  const done = await rotation;
  assert.deepEqual([done.code, /newest of 5 keys/.test(done.out)], [0, true], done.err);
});

test('opt-out events of a number keep their order over a rotation, and no part of a hash stays with them', async () => {
  await started();
  const types = ['trunkline.opt_out.recorded', 'trunkline.opt_out.revoked'], number = newNumber();
  receiver = await Receiver.start();
  receiver.behave = (event) => (event.type === types[0] ? 503 : 200);
  const made = await admin.call('POST', '/api/v1/webhooks', { url: receiver.url, types });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const parked = async () => (await stack.asOwner('SELECT thread FROM hooks.parked')).map((row) => row.thread);
  const hashes = async () => (await stack.asOwner('SELECT DISTINCT encode(number_hash, \'hex\') AS hash FROM sms.opt_out_entry')).map((row) => row.hash.slice(0, 16));
  await text(channel, number, 'STOP');
  await until('the opt-out waits', async () => (await parked()).length === 1);
  const seen = await hashes();
  await stopped();
  give(...links.slice(0, 5));
  assert.equal((await rotate()).code, 0);
  await started();
  await text(channel, number, 'START');
  await until('its end waits behind it', async () => (await parked()).length === 2);
  assert.deepEqual(receiver.taken, []);
  assert.equal(new Set(await parked()).size, 1, 'in one thread');
  seen.push(...await hashes());
  for (const { name } of await stack.asOwner("SELECT oid::regclass::text AS name FROM pg_class WHERE relnamespace = 'hooks'::regnamespace AND relkind IN ('r', 'p')"))
    for (const { row } of await stack.asOwner(`SELECT to_jsonb(t)::text AS row FROM ${name} AS t`)) for (const hash of seen) assert.ok(!row.includes(hash), `${name}: ${row}`);
  receiver.behave = () => 200;
  await until('both are there', () => receiver.taken.length === 2);
  assert.deepEqual(receiver.events().map((event) => types.indexOf(event.type)), [0, 1]);
});

const hashesOf = (found) => Object.fromEntries(Object.entries(found).map(([name, rows]) => [name, rows.map((row) => row.split(' ')[0]).sort()]));
test('under six keys all holds; a gateway that is cut off through a rotation writes nothing by the former ones, and ends', async () => {
  await stopped();
  const gateway = await started();
  await holds();
  await finish(maya, world.interaction);
  await stack.freeze('smsgw');
  const late = text(channel, newNumber(), 'STOP').catch((error) => error); // it has this when it goes on
  try {
    await stack.asOwner("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'smsgw'");
    await until('it is cut off', async () => (await sessions("application_name = 'smsgw'")).length === 0);
    const former = await stored();
    give(...links);
    const done = await rotate();
    assert.deepEqual([done.code, /newest of 7 keys/.test(done.out)], [0, true], done.err);
    assert.deepEqual(await stored(), again(former, links[5]));
  } finally { stack.signal('smsgw', 'SIGCONT'); }
  const rotated = hashesOf(await stored());
  assert.match(await refused(gateway), /^smsgw: number_key is not the one/);
  await late;
  assert.deepEqual(hashesOf(await stored()), rotated);
});

test('a wrong line is told, without the key that stands in it', async () => {
  await stopped();
  const [first] = /(?<=^number_key = ).*$/m.exec(readFileSync(config, 'utf8'));
  for (const [keys, wrong] of [[[first], /number_key_chain must not hold the first key itself/], [[links[0], links[0]], /must not hold a key twice/], [['abc'], /must hold keys of 64/]]) {
    give(...keys);
    const told = await rotate();
    assert.deepEqual([told.code, wrong.test(told.err), told.err.includes(keys[0])], [1, true, false], told.err);
  }
  for (const [words, code] of [[['--what'], 2], [['more'], 2]]) assert.equal((await rotate(...words)).code, code);
  give(...links);
  const well = readFileSync(config, 'utf8');
  writeFileSync(config, `${well}\n[smsgw-2]\nnumber_key = another\n`);
  assert.match((await rotate()).err, /number_key is not the one that stands above/);
  writeFileSync(config, well);
  await stack.ensure(); // quickstart writes the file again
  assert.ok(readFileSync(config, 'utf8').includes(`\nnumber_key_chain = ${links.join(' ')}\n`), 'quickstart leaves the later keys in it');
  await stack.untilReady('smsgw');
});
