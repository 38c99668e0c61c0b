// What an operator does from the shell: checks, trace, doctor, replay.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { keyCheck, sealedColumns } from '../lib/box.mjs';
import { Client } from '../lib/client.mjs';
import { assigned, finish, send, status, taken } from '../lib/desk.mjs';
import { FLAVOUR, ROOT, running, Stack, until } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

const bin = (name) => join(ROOT, 'build', FLAVOUR, 'bin', name);
// Answers { code, out, err }; never throws for an exit status.
const run = (name, ...args) => new Promise((done) => execFile(bin(name), args,
  (error, out, err) => done({ code: error?.code ?? 0, out, err })));

// The same with something on its standard input.
const tell = (input, ...args) => new Promise((done) => {
  const child = execFile(bin('trunklinectl'), args, (error, out, err) => done({ code: error?.code ?? 0, out, err }));
  child.stdin.on('error', () => {}); // it may end without reading
  child.stdin.end(input);
});

let stack, channel, maya;
before(async () => {
  process.env.TRUNKLINE_PRESENCED_AUDIT_HEAD_S = '1';
  process.env.TRUNKLINE_ROUTERD_RECORD_FILE = join(Stack.dirOf('ctl'), 'record');
  stack = await Stack.start({ durable: true, name: 'ctl' });
  channel = stack.channel('twilio');
  maya = await Client.ready(stack, stack.user('agent', 0));
});
after(async () => { maya?.close(); await stack?.stop(); });

test('the life of an interaction is traced from the database alone', async () => {
  const interaction = await assigned(maya, channel, newNumber(), 'where is it?');
  await send(maya, interaction, 'on its way');
  await finish(maya, interaction);
  const { code, out } = await run('trunklinectl', 'trace', interaction.id, '--database', stack.conninfo('tl_reader'));
  assert.equal(code, 0);
  for (const word of ['arrived', 'message in', 'decision offer', 'offer made', 'offer accepted', 'message out', 'ended', 'wrap-up ended'])
    assert.match(out, new RegExp(word), out);
  assert.ok(!out.includes('where is it'), 'no text in a trace');
  const nothing = await run('trunklinectl', 'trace', '999999', '--database', stack.conninfo('tl_reader'));
  assert.equal(nothing.code, 1);
  assert.match(nothing.err, /no interaction 999999/);
  const wrong = await run('trunklinectl', 'trace', 'abc', '--database', stack.conninfo('tl_reader'));
  assert.deepEqual([wrong.code, wrong.out, wrong.err], [1, '', 'trunklinectl: trace: "abc" is no id of an interaction\n']);
});

test('doctor finds a running set-up well, and says what to do when it is not', async () => {
  let well;
  await until('all is well', async () => { // what an instance lacked at its start stands in its row until its next beat
    well = await run('trunklinectl', 'doctor', '--tests', '--database', stack.conninfo('trunkline'));
    return well.code === 0;
  }).catch((error) => { throw new Error(`${error.message}: ${well.out}${well.err}`); });
  const strict = await run('trunklinectl', 'doctor', '--database', stack.conninfo('trunkline'));
  assert.equal(strict.code, 1);
  assert.match(strict.out, /ILL +synchronous standby +set synchronous_standby_names/);
  assert.match(strict.out, /ILL +keys checked/);
});

test('more than one voiced: doctor says so, and the edge leads to the first as long as it is there', async () => {
  await stack.asOwner("INSERT INTO ops.instance (name, bus_url, http_url, release, beat, boot, started_at, beat_at) SELECT 'voiced-2', '', 'http://127.0.0.1:9', '1', 1, 77, ops.clock(), ops.clock()");
  const { code, out } = await run('trunklinectl', 'doctor', '--tests', '--database', stack.conninfo('trunkline'));
  await stack.asOwner('DELETE FROM ops.instance WHERE boot = 77');
  assert.equal(code, 1);
  assert.match(out, /ILL +one voiced +more than one voiced runs/);
  const edge = (...upstreams) => run('trunklinectl', 'edge', '--routes', join(ROOT, 'build', FLAVOUR, 'routes.json'), ...upstreams.flatMap((one) => ['--upstream', one]));
  const two = await edge('chatd=127.0.0.1:1', 'voiced=127.0.0.1:2', 'chatd=127.0.0.1:3', 'voiced=127.0.0.1:4');
  assert.equal(two.code, 0);
  assert.match(two.err, /more than one voiced the first serves/);
  assert.ok(two.out.includes('server 127.0.0.1:1 max_fails=0;\n    server 127.0.0.1:3 max_fails=0;'), 'any chatd serves');
  assert.ok(two.out.includes('server 127.0.0.1:2 max_fails=0;\n    server 127.0.0.1:4 max_fails=0 backup;'), 'one voiced does');
  assert.equal((await edge('chatd=127.0.0.1:1', 'voiced=127.0.0.1:2')).err, '');
  const closes = [...two.out.matchAll(/upstream (\w+) \{[^}]*keepalive_timeout 250ms;/g)].map(([, daemon]) => daemon);
  assert.deepEqual(closes, ['chatd', 'voiced'], 'the edge closes idle connections before a daemon that stops does');
});

test('a relay that does not answer: readyz, a figure, the log and doctor say so, and that it is back; voiced serves on', async () => {
  const readyz = async () => { const answer = await fetch(`${stack.run.http.voiced}/readyz`); return { status: answer.status, ...await answer.json() }; };
  const doctor = () => run('trunklinectl', 'doctor', '--tests', '--database', stack.conninfo('trunkline'));
  const up = (wanted) => until(`voiced_relay_up ${wanted}`, async () => (await stack.metrics('voiced')).voiced_relay_up === wanted);
  const logged = (event) => until(`${event} in the log`, () => readFileSync(join(stack.dir, 'log/voiced.log'), 'utf8').includes(`"event":"${event}"`));
  await up(1);
  stack.signal('rtpengine', 'SIGSTOP');
  try {
    await stack.kill('voiced', 'SIGTERM');
    await stack.ensure(); // quickstart takes it for started
    const ill = await until('it is missed', async () => { const now = await readyz(); return now.missing.join() === 'relay' && now; });
    assert.deepEqual([ill.status, ill.ready, ill.database, ill.draining], [503, false, true, false]);
    await up(0);
    const { code } = await until('doctor tells', async () => { const told = await doctor(); return /^ILL +instances ready +voiced lacks relay: relay is rtpengine, see its own log/m.test(told.out) && told; });
    assert.equal(code, 1);
    assert.equal((await maya.call('GET', '/api/v1/phone/check')).status, 200, 'it serves on');
    await logged('relay_down');
  } finally { stack.signal('rtpengine', 'SIGCONT'); }
  await until('it is back', async () => { const now = await readyz(); return now.status === 200 && now.missing.length === 0; });
  await up(1);
  await logged('relay_up');
  await until('doctor finds all well', async () => (await doctor()).code === 0);
});

test('the audit log is a hash chain: verify counts its lines, finds the first that somebody changed, deleted or inserted, and a head that was logged', async () => {
  const verify = (...more) => run('trunklinectl', 'audit', 'verify', '--database', stack.conninfo('trunkline'), '--tenant', '1', ...more);
  const whole = /^tenant 1: (\d+) lines checked, 0 not chained yet, head (\d+) ([0-9a-f]{64})\n$/;
  const chained = () => until('all lines are chained', async () => { const { code, out, err } = await verify(); assert.equal(code, 0, err); return out.match(whole); });
  const [, count, id, hash] = await chained();
  assert.ok(Number(count) > 0, count);
  await until('the head in the daemon\'s log', () => readFileSync(join(stack.dir, 'log/presenced.log'), 'utf8').split('\n').some((line) => line.includes('"event":"audit_head"') && line.includes(hash)));
  await Client.login(stack, stack.user('administrator'), 'admin');
  const [, more, laterId, later] = await chained();
  assert.deepEqual([Number(more) - Number(count), later === hash], [1, false]);
  const head = `1:${id}:${hash}`;
  assert.equal((await verify('--head', head)).code, 0, 'an earlier head is still in the chain');
  for (const other of [head.replace(/:[0-9a-f]([0-9a-f]{63})$/, (_, rest) => `:${hash[0] === '0' ? '1' : '0'}${rest}`), `2:${id}:${hash}`, `1:${Number(id) + 1}:${hash}`]) {
    const { code, err } = await verify('--head', other);
    assert.deepEqual([code, /it is not in the chain: the log was rewritten/.test(err)], [1, true], err);
  }
  // The oldest line is taken away as if it were swept, and the chain is built anew on the head that was logged.
  await stack.asOwner('CREATE TABLE public.kept_line AS SELECT * FROM ops.audit WHERE tenant = 1 ORDER BY id LIMIT 1');
  await stack.asOwner('CREATE TABLE public.kept_chain AS SELECT * FROM ops.audit_chain WHERE tenant = 1');
  await stack.asOwner('CREATE TABLE public.kept_head AS SELECT * FROM ops.audit_head WHERE tenant = 1');
  await stack.asOwner(`DO $$ DECLARE l record; former bytea := decode('${later}', 'hex'); first bigint := (SELECT id FROM public.kept_line);
    BEGIN
      DELETE FROM ops.audit WHERE tenant = 1 AND id = first;
      DELETE FROM ops.audit_chain WHERE tenant = 1 AND audit_id = first;
      UPDATE ops.audit_head SET base_id = first, base_hash = former, base_at = '2000-01-01', base_days = 90 WHERE tenant = 1;
      FOR l IN SELECT a.* FROM ops.audit AS a WHERE a.tenant = 1 ORDER BY a.id LOOP
        former := sha256(former || convert_to(ops.audit_line_text(l.tenant, l.at, l.id, l.actor, l.actor_role, l.action, l.kind, l.key, l.detail), 'UTF8'));
        UPDATE ops.audit_chain SET hash = former WHERE tenant = 1 AND audit_id = l.id;
      END LOOP;
      UPDATE ops.audit_head SET head_hash = former WHERE tenant = 1;
    END $$`);
  const [{ first }] = await stack.asOwner('SELECT id AS first FROM public.kept_line');
  const anew = await verify();
  assert.deepEqual([anew.code, anew.err, anew.out.includes(`, kept from line `) && anew.out.includes(`swept up to ${first}, older than 90 days`)], [0, '', true], anew.out);
  const rewritten = await verify('--head', `1:${laterId}:${later}`);
  assert.deepEqual([rewritten.code, /the log was rewritten/.test(rewritten.err)], [1, true], 'a head under which a new chain was built is not in it');
  const base = await verify('--head', `1:${first}:${later}`);
  assert.deepEqual([base.code, /nothing up to there is kept, so nothing of it is shown/.test(base.err)], [1, true]);
  await until('the base in the daemon\'s log', () => readFileSync(join(stack.dir, 'log/presenced.log'), 'utf8').split('\n').some((line) => line.includes('"event":"audit_base"') && line.includes(later) && line.includes('"at":"2000-01-01T00:00:00.000Z"') && line.includes('"days":90')));
  await stack.asOwner('INSERT INTO ops.audit SELECT * FROM public.kept_line');
  await stack.asOwner('DELETE FROM ops.audit_chain WHERE tenant = 1');
  await stack.asOwner('INSERT INTO ops.audit_chain SELECT * FROM public.kept_chain');
  await stack.asOwner('DELETE FROM ops.audit_head WHERE tenant = 1');
  await stack.asOwner('INSERT INTO ops.audit_head SELECT * FROM public.kept_head');
  await stack.asOwner('DROP TABLE public.kept_line, public.kept_chain, public.kept_head');
  // Without the linker's row nothing is chained: verify says so, and presenced.
  const [linker] = await stack.asOwner('DELETE FROM ops.audit_linker RETURNING done_id::text, settled_id::text');
  const unlinked = await verify();
  assert.deepEqual([unlinked.code, /audit_linker has not its one row/.test(unlinked.err)], [1, true], unlinked.err);
  await stack.asOwner('INSERT INTO ops.audit_linker (done_id, settled_id) VALUES ($1, $2)', [linker.done_id, linker.settled_id]);
  const row = (await stack.asOwner('SELECT * FROM ops.audit WHERE tenant = 1 AND id = $1', [id]))[0];
  const broken = async (change, back, what) => {
    await stack.asOwner(change, [id]);
    const { code, err } = await verify();
    await stack.asOwner(...back);
    assert.deepEqual([code, err.includes(`: tenant 1: line ${id} of ${row.at.toISOString().slice(0, 19)}Z is ${what}`)], [1, true], err);
  };
  await broken('UPDATE ops.audit SET actor_role = \'nobody\' WHERE tenant = 1 AND id = $1', ['UPDATE ops.audit SET actor_role = $2 WHERE tenant = 1 AND id = $1', [id, row.actor_role]], 'changed');
  await stack.asOwner('CREATE TABLE public.kept AS SELECT * FROM ops.audit WHERE tenant = 1 AND id = $1::bigint', [id]);
  await broken('DELETE FROM ops.audit WHERE tenant = 1 AND id = $1', ['INSERT INTO ops.audit SELECT * FROM public.kept'], 'deleted');
  await broken('INSERT INTO ops.audit SELECT (jsonb_populate_record(k, jsonb_build_object(\'at\', k.at + interval \'1 us\'))).* FROM public.kept AS k WHERE k.id = $1', ['DELETE FROM ops.audit AS a USING public.kept AS k WHERE a.id = k.id AND a.at > k.at'], 'inserted');
  await stack.asOwner('DROP TABLE public.kept');
  assert.equal((await verify()).code, 0, 'what was put back is whole');
  for (const no of ['abc', hash, `1:0:${hash}`, `1:${id}:${hash}0`]) assert.match((await verify('--head', no)).err, /a head is TENANT:LINE:HASH/);
  assert.deepEqual([(await run('trunklinectl', 'audit', 'check')).code, (await verify('--colour', 'red')).code], [2, 2]);
});

test('routerctl says why an agent gets nothing (SV-4)', async () => {
  const database = ['--database', stack.conninfo('tl_reader')];
  const agent = await run('routerctl', 'why', ...database, 'agent', '4');
  assert.match(agent.out, /^Sam Whitlock: Is Logged Out: offers come while Available\./);
  assert.match(agent.out, /^  Billing: Nothing waits\.$/m);
  const none = await run('routerctl', 'why', ...database, 'interaction', '999999');
  assert.deepEqual([none.code, none.err], [2, 'routerctl: there is no interaction 999999\n']);
  assert.equal((await run('routerctl', 'why', ...database, 'queue', '1')).code, 2);
});

test('the linter names what can\'t work in the configuration, of all tenants or of one', async () => {
  const database = ['--database', stack.conninfo('tl_reader')];
  // The demo's Swedish rule: its only speaker is no member of that queue.
  const demo = await run('routerctl', 'check', ...database);
  assert.match(demo.out, /^tenant 1: route_rule \d+: rule_unserved: Rule 2 of the channel "Shop line" .*\n$/);
  const [queue] = await stack.asOwner(`INSERT INTO routing.queue (tenant, name) VALUES (1, 'Nobody''s') RETURNING id`);
  const found = await run('routerctl', 'check', ...database, '--tenant', '1');
  assert.equal(found.code, 1);
  assert.match(found.out, new RegExp(`^tenant 1: queue ${queue.id}: queue_unserved: The queue "Nobody's" `, 'm'));
  for (const [args, words] of [[['check', ...database, '--tenant', '999999'], 'there is no tenant 999999'], [['check', ...database, '--tenant', 'abc'], '--tenant: "abc" is no id'],
    [['why', ...database, 'agent', 'abc'], 'agent: "abc" is no id'], [['route', ...database, 'abc', '+1', 'x'], 'CHANNEL: "abc" is no id']])
    assert.deepEqual(await run('routerctl', ...args), { code: 2, out: '', err: `routerctl: ${words}\n` });
  assert.equal((await run('routerctl', 'check', '--database', 'host=/nowhere')).code, 2);
  await stack.asOwner('DELETE FROM routing.queue WHERE id = $1', [queue.id]);
});

test('what the router decided is decided again from its log (RT explanation)', async () => {
  for (let i = 0; i < 3; i++) await finish(maya, await assigned(maya, channel, newNumber()));
  const logs = await until('the log', () => {
    const found = readdirSync(stack.dir).filter((name) => name.startsWith('record') && name !== 'recordings'); // calls' recordings stand beside it
    return found.length && found;
  });
  await stack.kill('routerd', 'SIGTERM');
  for (const log of logs) {
    const { code, out, err } = await run('routerctl', 'replay', join(stack.dir, log));
    assert.equal(code, 0, out + err);
    assert.match(out, /[1-9]\d* decisions/);
    assert.match(readFileSync(join(stack.dir, log), 'utf8'), /^revision tenant=1 revision=[1-9]/m);
  }
  // The same day with its own configuration, and with one in which Maya is no member of anything.
  const log = join(stack.dir, logs[0]), other = join(stack.dir, 'without-maya');
  const same = await run('routerctl', 'what-if', log, log);
  assert.equal(same.code, 0, same.out + same.err);
  assert.match(same.out, /^same: [1-9]\d* offers were made/);
  writeFileSync(other, readFileSync(log, 'utf8').split('\n').filter((line) => !line.startsWith(`member agent=${maya.id} `)).join('\n'), { mode: 0o600 });
  const without = await run('routerctl', 'what-if', log, other);
  assert.equal(without.code, 1, without.out + without.err);
  assert.match(without.out, new RegExp(`^\\S+ tenant 1 interaction \\d+: was offered to agent ${maya.id}, would (wait|be offered to agent \\d+)$`, 'm'));
  assert.equal((await run('routerctl', 'what-if', log, '/nowhere')).code, 2);
  stack.spawn('routerd');
  await stack.untilReady('routerd');
});

test('a shard is added, held, and a tenant moved into it while its work goes on', async () => {
  const database = ['--database', stack.conninfo('trunkline')];
  const shard = (...words) => run('trunklinectl', 'shard', ...words, ...database);
  await until('the first one', async () => /^shard 1, held by routerd: tenants 1 \(Lindqvist & Rao\)\n$/.test((await shard('list')).out));
  const added = await shard('add');
  assert.deepEqual([added.code, added.out], [0, 'shard 2\n'], added.err);
  await until('its holder', async () => /^shard 2, held by routerd: tenants none$/m.test((await shard('list')).out));
  const waiting = newNumber();
  await status(maya, 'work_offline');
  await text(channel, waiting, 'before the move');
  const moved = await shard('move', '1', '2');
  assert.deepEqual([moved.code, moved.out], [0, 'tenant 1 is in shard 2\n'], moved.err);
  assert.equal((await shard('list')).out, 'shard 1, held by routerd: tenants none\nshard 2, held by routerd: tenants 1 (Lindqvist & Rao)\n');
  await status(maya, 'available');
  await finish(maya, await taken(maya, waiting));
  await finish(maya, await assigned(maya, channel, newNumber(), 'after it'));
  const [{ orphans }] = await stack.asOwner('SELECT orphans FROM ops.sequencer');
  assert.equal(orphans, '0', 'the move has its place in the feed');
  for (const [words, code, why] of [[['move', '1', '9'], 1, /no shard 9/], [['move', '99', '1'], 1, /no tenant 99/], [['move', '1'], 2, /ids of a tenant and a shard/],
    [['move', '1', 'two'], 2, /ids/], [['add', '3'], 2, /say list/], [['drop'], 2, /say list/], [[], 2, /say list/]]) {
    const refused = await shard(...words);
    assert.deepEqual([refused.code, why.test(refused.err)], [code, true], `${words}: ${refused.err}`);
  }
  const help = await run('trunklinectl', 'shard', '--help');
  assert.deepEqual([help.code, /^usage: trunklinectl shard list \| add \| move TENANT SHARD/.test(help.out)], [0, true], help.out);
  assert.match((await run('trunklinectl', '--help')).out, /^ {2}shard +lists the router's shards/m);
  assert.equal((await shard('move', '1', '1')).code, 0);
});

test('an organisation\'s mode is set from the shell, which first tells what that changes', async () => {
  const set = (...words) => run('trunklinectl', 'tenant', 'set', ...words, '--database', stack.conninfo('trunkline'));
  const told = async (...words) => { const { code, out, err } = await set(...words); assert.equal(code, 0, err); return out.trimEnd().split('\n'); };
  const mode = async () => (await stack.query('SELECT mode, version FROM directory.v_tenant WHERE id = 1'))[0];
  for (const words of [[], ['1'], ['--mode', '3'], ['1', '--mode', '4'], ['1', '--mode', 'x'], ['x', '--mode', '3']]) {
    const { code, err } = await set(...words);
    assert.deepEqual([code, err], [2, 'trunklinectl: tenant set: say its id, and --mode with 1, 2 or 3\n'], String(words));
  }
  assert.match((await set('999999', '--mode', '3')).err, /there is no tenant 999999/);
  assert.deepEqual(await told('1', '--mode', '3'), ['tenant 1 is in mode 3 already']);
  const ida = await Client.login(stack, stack.run.users.find((u) => u.username === 'ida'), 'work'), path = '/api/v1/conversations';
  const chat = await ida.call('POST', path, { user: maya.id, side: 'agent', text: 'across' });
  assert.equal(chat.status, 201, JSON.stringify(chat.body));
  const [{ works, seats }] = await stack.asOwner('SELECT count(*) FILTER (WHERE has_work) AS works, count(*) FILTER (WHERE has_seat) AS seats FROM directory.app_user WHERE tenant = 1 AND NOT disabled');
  const ends = ['open conversations between Work users and agents that become read-only: 1', `no longer see each other, or write to each other: ${works} Work users, ${seats} agents`];
  const say = async () => (await ida.call('POST', `${path}/${chat.body.state.conversation}/messages`, { text: 'and?' })).status, at = await mode();
  assert.deepEqual(await told('1', '--mode', '2', '--dry-run'), ['tenant 1: mode 3 -> 2 (nothing was changed)', ...ends]);
  assert.deepEqual([await mode(), await say()], [at, 201], 'asked, it stays');
  assert.deepEqual(await told('1', '--mode', '2'), ['tenant 1: mode 3 -> 2', ...ends]);
  assert.deepEqual([(await mode()).mode, await say()], [2, 409], 'said, it is so at once');
  assert.deepEqual(await told('1', '--mode', '2'), ['tenant 1 is in mode 2 already']);
  assert.deepEqual(await told('1', '--mode', '1'), ['tenant 1: mode 2 -> 1', 'no conversation is affected']);
  assert.deepEqual(await told('1', '--mode', '3'), ['tenant 1: mode 1 -> 3', 'open conversations between Work users and agents that can be written in again: 1',
    `see each other, and can write to each other: ${works} Work users, ${seats} agents`]);
  assert.equal(await say(), 201);
  const adam = await Client.login(stack, stack.user('administrator'), 'admin');
  const lines = (await adam.call('GET', '/api/v1/audit?action=tenant_mode')).body.data;
  assert.deepEqual(lines.map((line) => `${line.actor_role} ${line.detail.source} ${line.detail.before.mode} ${line.detail.after.mode}`),
    ['operator trunklinectl 3 2', 'operator trunklinectl 2 1', 'operator trunklinectl 1 3'], 'each change, and no asking');
});

test('an organisation is added from the shell, or over the API by an operator, with what it needs to begin', async () => {
  const PASSWORD = 'seven green chairs', database = ['--database', stack.conninfo('trunkline')];
  const tenant = (input, ...words) => tell(input, 'tenant', ...words, ...database);
  const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
  for (const [input, words, why] of [['short\n', ['--administrator', 'second'], /needs 10 characters/], [`${PASSWORD}\n`, ['--administrator', 'second', '--time-zone', 'Nowhere'], /\/time_zone: Is no time zone/],
    [`${PASSWORD}\n`, ['--administrator', 'maya'], /\/administrator_username: Another one has this already/]]) {
    const refused = await tenant(input, 'add', 'Second & Co', ...words);
    assert.deepEqual([refused.code, why.test(refused.err)], [1, true], refused.err);
  }
  assert.equal((await tenant('', 'add', 'Second & Co')).code, 2);
  assert.match((await tenant('', 'list')).out, /^tenant 1: Lindqvist & Rao, Europe\/Berlin, shard 1, \d+ users\n$/, 'nothing of what was refused is there');
  const added = await tenant(`${PASSWORD}\n`, 'add', 'Second & Co', '--administrator', 'Second', '--name', 'Sonja Second', '--time-zone', 'Europe/Paris');
  const [, id] = /^tenant (\d+)\n$/.exec(added.out) ?? assert.fail(added.err);
  assert.match((await tenant('', 'list')).out, new RegExp(`^tenant ${id}: Second & Co, Europe/Paris, shard \\d+, 1 users$`, 'm'));
  const sonja = await Client.login(stack, { username: 'second', password: PASSWORD }, 'admin');
  assert.deepEqual(ok(await sonja.call('GET', '/api/v1/tenants')).data.map((one) => [one.id, one.name, one.time_zone]), [[id, 'Second & Co', 'Europe/Paris']]);
  assert.deepEqual(ok(await sonja.call('GET', '/api/v1/status-codes')).data.map((one) => `${one.status}: ${one.name}`),
    ['on_break: Lunch', 'on_break: Short break', 'work_offline: Paperwork', 'work_offline: Training']);
  assert.deepEqual(ok(await sonja.call('GET', '/api/v1/audit')).data.map((line) => `${line.actor_role} ${line.action}`).toSorted(),
    ['administrator session_open', 'operator status_code_create', 'operator status_code_create', 'operator status_code_create', 'operator status_code_create', 'operator tenant_update', 'operator user_create']);
  // An agent of it can work at once.
  ok(await sonja.call('POST', '/api/v1/users', { username: 'second-agent', name: 'Lars Second', password: 'nine blue bicycles', role: 'agent', has_seat: true }), 201);
  const lars = await Client.ready(stack, { username: 'second-agent', password: 'nine blue bicycles' });
  lars.close();

  assert.equal((await tenant(`${PASSWORD}\n`, 'operator', 'olga')).code, 2);
  await stack.asOwner('UPDATE directory.tenant SET password_min = 30 WHERE id = 1');
  assert.match((await tenant(`${PASSWORD}\n`, 'operator', 'olga', '--tenant', '1')).err, /needs 30 characters/, 'by the rule of the tenant');
  await stack.asOwner('UPDATE directory.tenant SET password_min = 10 WHERE id = 1');
  assert.match((await tenant(`${PASSWORD}\n`, 'operator', 'olga', '--tenant', '999999')).err, /there is no tenant 999999/);
  const operator = await tenant(`${PASSWORD}\n`, 'operator', 'olga', '--tenant', '1', '--name', 'Olga Operator');
  assert.match(operator.out, /^operator \d+\n$/, operator.err);
  for (const name of ['maya', 'second']) assert.equal((await tenant(`${PASSWORD}\n`, 'operator', name, '--tenant', '1')).code, 1, 'who is somebody else already');
  assert.match((await tenant('', 'operator', 'nobody', '--tenant', '1', '--end')).err, /no operator nobody/);
  const olga = await Client.login(stack, { username: 'olga', password: PASSWORD }, 'admin');
  const all = ok(await olga.call('GET', '/api/v1/tenants')).data.map((one) => one.id);
  assert.deepEqual(all, ['1', id]);
  const page = ok(await olga.call('GET', '/api/v1/tenants?limit=1&fields=id,name'));
  assert.deepEqual(page.data, [{ id: '1', name: 'Lindqvist & Rao' }]);
  assert.deepEqual(ok(await olga.call('GET', `/api/v1/tenants?limit=1&cursor=${page.next_cursor}`)).data, [{ id, name: 'Second & Co' }]);
  assert.equal(ok(await olga.call('GET', `/api/v1/tenants/${id}`)).name, 'Second & Co');
  const third = { name: 'Third', time_zone: 'Asia/Tokyo', administrator_username: 'third', administrator_name: 'Taro Third', administrator_password: PASSWORD };
  for (const [wrong, status, pointer] of [[{ administrator_username: 'maya' }, 409, '/administrator_username'], [{ administrator_password: 'taro third 1' }, 422, '/administrator_password'],
    [{ time_zone: 'Nowhere' }, 422, '/time_zone'], [{ name: '' }, 422, '/name'], [{ mode: 4 }, 422, '/mode']]) {
    const refused = await olga.call('POST', '/api/v1/tenants', { ...third, ...wrong });
    assert.deepEqual([refused.status, refused.body.errors?.[0].pointer], [status, pointer], JSON.stringify(refused.body));
  }
  const once = { headers: { 'idempotency-key': `third-${process.pid}` } };
  const made = ok(await olga.call('POST', '/api/v1/tenants', third, once), 201);
  assert.deepEqual(ok(await olga.call('POST', '/api/v1/tenants', third, once), 201), made, 'twice the same is one');
  assert.deepEqual([made.name, made.mode, made.administrator.username], ['Third', 1, 'third']);
  await Client.login(stack, { username: 'third', password: PASSWORD }, 'admin');
  assert.match((await tenant('', 'list')).out, new RegExp(`^tenant ${made.id}: Third, Asia/Tokyo, shard ${made.shard}, 1 users$`, 'm'));
  // Each to their own: nobody but an operator makes one, sees others, and an operator administers none.
  const adam = await Client.login(stack, stack.user('administrator'), 'admin');
  assert.equal((await adam.call('POST', '/api/v1/tenants', third)).status, 403);
  assert.equal((await adam.call('GET', `/api/v1/tenants/${id}`)).status, 404);
  for (const [method, path, body] of [['GET', '/api/v1/users'], ['GET', '/api/v1/export'], ['PATCH', `/api/v1/tenants/${id}`, { name: 'Mine' }], ['POST', '/api/v1/users', {}],
    ['GET', '/api/v1/channels'], ['GET', '/api/v1/opt-outs?number=%2B491512345678'], ['POST', '/api/v1/sms/segments', { text: 'x' }]])
    assert.equal((await olga.call(method, path, body, { headers: { 'if-match': '1' } })).status, 403, `${method} ${path}`);
  const lines = ok(await adam.call('GET', `/api/v1/audit?action=tenant_create&actor_id=${olga.id}`)).data;
  assert.deepEqual(lines.map((line) => [line.key, line.detail.after.name]), [[made.id, 'Third']]);
  // An operator, whom no administrator sees, gets another password from the shell, too, and ends there.
  const gone = (client) => until('the end of the session', async () => (await client.call('GET', '/api/v1/sessions/me')).status === 401);
  assert.equal((await adam.call('GET', `/api/v1/users/${olga.id}`)).status, 404);
  assert.equal((await tenant('nine blue bicycles\n', 'operator', 'Olga', '--tenant', '1')).out, operator.out);
  await gone(olga);
  const again = await Client.login(stack, { username: 'olga', password: 'nine blue bicycles' }, 'admin');
  assert.match((await tenant('', 'operator', 'olga', '--tenant', '1', '--end')).out, /^operator \d+ is none any more\n$/);
  await gone(again);
  assert.equal((await new Client(stack, null).call('POST', '/api/v1/sessions', { username: 'olga', password: 'nine blue bicycles', app: 'admin' })).status, 401);
});

test('a wrong key or value is one clear line with file and line', async () => {
  const file = join(stack.dir, 'wrong.conf');
  const check = async (text) => {
    writeFileSync(file, text, { mode: 0o600 });
    return run('smsgw', '-c', file, '--check');
  };
  const cases = [
    ['[common]\npublic_url = http://127.0.0.1:1\ncolour = red\n', /wrong\.conf:3: .*colour/],
    ['[common]\npublic_url = http://127.0.0.1:1\n[smsgw]\nsends_max = many\n', /wrong\.conf:4: .*sends_max/],
    ['[common]\npublic_url = http://127.0.0.1:1\n[smsgw]\nsends_max = 100000\n', /wrong\.conf:4: .*sends_max.*1000/],
    ['[common]\npublic_url = http://127.0.0.1:1\n', /must give number_key/],
    ['[common]\npublic_url = http://127.0.0.1:1\n[smsgw]\nnumber_key =\n', /wrong\.conf:4: number_key must not be empty/],
    ['[common]\npublic_url = http://127.0.0.1:1\n[smsgw]\nnumber_key = x\nnumber_key_chain = y\n', /wrong\.conf:5: number_key_chain must hold keys of 64 hexadecimal digits/],
    [`[common]\npublic_url = http://127.0.0.1:1\n[smsgw]\nnumber_key = ${'ab'.repeat(32)}\nnumber_key_chain = ${'ab'.repeat(32)}\n`, /wrong\.conf: number_key_chain must not hold the first key itself/],
    ['[nobody]\nx = 1\n', /wrong\.conf:1: .*nobody/],
    ['[common]\nlog_level = loud\npublic_url = http://127.0.0.1:1\n', /wrong\.conf:2: .*log_level/],
  ];
  for (const [text, line] of cases) {
    const { code, err, out } = await check(text);
    assert.equal(code, 1, text);
    assert.match(err, line);
    assert.equal((err + out).trim().split('\n').length, 1, err);
  }
  assert.equal((await check('[common]\npublic_url = http://127.0.0.1:1\n[smsgw]\nnumber_key = x\n')).code, 0);
});

const inside = (...path) => readdirSync(join(stack.dir, ...path)).map((name) => join(stack.dir, ...path, name));
const passwords = () => readFileSync(stack.passfile, 'utf8').trim().split('\n').map((line) => line.split(':').at(-1));

test('nobody gets into the database without the password of the role', async () => {
  for (const role of ['trunkline', 'tl_smsgw', 'tl_reader']) {
    for (const password of ['', 'trunkline', passwords().at(0).toUpperCase()]) {
      const client = new pg.Client({ host: '127.0.0.1', port: new URL(stack.owner).port, database: 'trunkline', user: role, password });
      await assert.rejects(client.connect(), /password/, `${role} with '${password}'`);
    }
  }
  // The owner, six daemons, the widget, the reader: nobody shares one.
  assert.equal(passwords().length, 9);
  assert.equal(new Set(passwords()).size, 9);
});

test('what quickstart keeps is for its owner alone, and no process of it is root', () => {
  const { uid } = statSync(stack.dir);
  const files = [stack.dir, ...['', 'log', 'secret', 'edge', 'bus'].flatMap((folder) => inside(folder))];
  assert.deepEqual(files.filter((file) => statSync(file, { throwIfNoEntry: false })?.mode & 0o077), []);
  assert.notEqual(uid, 0);
  for (const name of readdirSync(join(stack.dir, 'pids'))) assert.equal(statSync(`/proc/${stack.pid(name)}`).uid, uid, name);
});

test('no password stands in a command line, an environment or a log', () => {
  const read = (file) => { try { return readFileSync(file, 'utf8'); } catch { return ''; } };
  const seen = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`]);
  for (const file of [...seen, ...inside('log')])
    for (const password of passwords()) assert.ok(!read(file).includes(password), file);
});

test('a chatd that stops tells its pages when to come back, each at another time (rule 34)', async () => {
  const others = await Promise.all([1, 2, 3].map((n) => Client.login(stack, stack.user('agent', n)).then((c) => c.open())));
  await stack.kill('chatd', 'SIGTERM');
  const pages = [maya, ...others];
  await until('the streams’ end', () => pages.every((page) => page.closed));
  const hints = pages.map((page) => page.frames.find((f) => f.type === 'bye' && f.reason === 'drain')?.retry_ms);
  assert.ok(hints.every((ms) => ms >= 0 && ms < 5000), `hints: ${hints}`);
  assert.ok(new Set(hints).size > 1, `hints: ${hints}`);
  assert.deepEqual(pages.map((page) => page.closed), [1001, 1001, 1001, 1001]);
  stack.spawn('chatd');
  await stack.untilReady('chatd');
});

test('doctor sees that a daemon is dead, though its rows are still there', async () => {
  await stack.kill('smsgw');
  await until('the findings', async () => {
    const { out } = await run('trunklinectl', 'doctor', '--tests', '--database', stack.conninfo('trunkline'));
    return /ILL +instances/.test(out) && /ILL +sender groups held/.test(out);
  }, Infinity, 500);
});

test('keys: who needs which, a new one, and none goes that a row, a file or a running daemon needs', async () => {
  const ring = join(stack.dir, 'secret/key_ring'), folder = join(stack.dir, 'sealed'), database = ['--database', stack.conninfo('trunkline')];
  const keys = (...words) => run('trunklinectl', 'keys', ...words, '--key-ring', ring, ...database);
  const first = readFileSync(ring, 'utf8'), { mode } = statSync(ring);
  const said = await keys('list');
  assert.equal(said.code, 0, said.err);
  assert.match(said.out, /^key 1 \(seals now\): \d+ in sms\.account\.secret$/m);
  assert.match(said.out, /^key 1 \(seals now\): \d+ in voice\.device\.secret$/m);
  assert.ok(!said.out.includes(first.trim().slice(2, 20)), 'no key is shown');
  // Every column of bytes is counted, or is known to hold no box.
  const columns = (await stack.asOwner(`SELECT format('%s.%s.%s', n.nspname, c.relname, a.attname) AS name FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE a.atttypid = 'bytea'::regtype AND c.relkind IN ('r', 'p') AND NOT a.attisdropped AND n.nspname !~ '^(pg_|information)'`)).map((row) => row.name);
  const open = columns.filter((name) => !sealedColumns.some(({ table, column }) => name === `${table}.${column}`) && !/(hash|sha256|fingerprint|\.command|command_after)$|_\d{6}\.raw$/.test(name)).sort();
  assert.deepEqual(open, ['directory.security_key.credential', 'directory.security_key.public_key', 'directory.security_key_holder.handle', 'messaging.avatar.bytes', 'messaging.file_chunk.bytes', 'messaging.upload_part.bytes', 'sms.fax_send.token', 'sms.raw_inbound.raw', 'sms.receipt_parked.said'],
    'bytes that are no box: sounds of file_chunk are counted by their head; a new column of bytes is to be thought of');
  for (const n of [2, 3]) assert.match((await keys('add')).out, new RegExp(`^key ${n}: `));
  assert.ok(readFileSync(ring, 'utf8').startsWith(first) && statSync(ring).mode === mode, 'what was there stays, and who may read it');
  assert.match((await keys('remove', '3', '--files', 'none')).err, /key 3 seals now/);
  assert.match((await keys('remove', '2')).err, /say --files FOLDER/);
  assert.match((await keys('remove', '9', '--files', 'none')).err, /the id of a key of the ring/);
  assert.match((await keys('remove', '2', '--files', 'none')).err, /not every daemon seals with the last key of this ring: .*voiced/);
  await stack.asOwner('UPDATE ops.instance SET key_check = $1', [keyCheck(stack)]); // as if all had been started since
  assert.match((await keys('remove', '1', '--files', 'none')).err, /key 1 is needed: nothing was changed/);
  mkdirSync(join(folder, 'voiced'), { recursive: true });
  writeFileSync(join(folder, 'voiced/a.tape'), Buffer.concat([Buffer.from('TLV1'), Buffer.from([40, 0, 0, 0, 2]), Buffer.alloc(80)]));
  const needed = await keys('remove', '2', '--files', folder);
  assert.deepEqual([needed.code, /key 2 is needed/.test(needed.err), needed.out.includes(`key 2: 1 in ${folder}`)], [1, true, true], needed.out + needed.err);
  assert.match((await keys('remove', '2', '--files', join(folder, 'nowhere'))).err, /can't be read whole/);
  rmSync(join(folder, 'voiced/a.tape'));
  const gone = await keys('remove', '2', '--files', folder);
  assert.deepEqual([gone.code, /^key 2 is gone$/m.test(gone.out)], [0, true], gone.err);
  assert.deepEqual(readFileSync(ring, 'utf8').trim().split('\n').map((line) => line.split(' ')[0]), ['1', '3']);
  assert.equal(statSync(ring).mode, mode);
  for (const [words, status] of [[['keys', 'list'], 1], [['keys', '--key-ring', ring], 1], [['keys', 'list', '--key-ring', join(folder, 'none'), ...database], 1], [['keys', '--what'], 2]])
    assert.equal((await run('trunklinectl', ...words)).code, status, words.join(' '));
});

test('a pid file that names somebody else’s process harms nobody', async () => {
  const { uid, gid } = statSync(stack.dir); // one that quickstart may end
  const other = spawn('sleep', ['600'], { stdio: 'ignore', ...(process.getuid() === 0 ? { uid, gid } : {}) });
  writeFileSync(join(stack.dir, 'pids', 'stranger'), `${other.pid}\n`);
  await stack.halt();
  assert.ok(running(other.pid), 'stopped with the rest');
  other.kill('SIGKILL');
});
