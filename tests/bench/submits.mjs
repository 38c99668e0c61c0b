// submits.mjs - PF-3: texts that wait leave by SMPP, window 100, each with its state on disk; beside it Kannel's bearerbox with its
// spool, to the same peer (smsc_peer). Both have everything queued before the peer is there for them: what is measured is how
// fast it leaves, from the first submit_sm to the last. What each does for a text meanwhile: bench/README.md.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from '../lib/client.mjs';
import { until } from '../lib/stack.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { cpuOf, cpuOfPostgres, median } from './proc.mjs';

const TEXTS = Number(process.env.BENCH_SUBMITS ?? 10000), ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3), WINDOW = 100, TAKE_MS = 120000, PORTION = 500;
const NUMBER = '+14157773300', WORDS = 'Your parcel comes today between ten and twelve.';

async function startPeer(stack, port) {
  const child = spawn(join(stack.bench, 'smsc_peer'), ['--count', String(TEXTS), '--port', String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  const result = lines.next().then(({ value, done }) => { if (done) throw new Error('smsc_peer ended'); return JSON.parse(value); });
  result.catch(() => {});
  return { result, end: () => child.kill('SIGKILL') };
}

// Per second; `pids` are whose CPU counts.
async function measured(stack, port, pids, begin) {
  const peer = await startPeer(stack, port);
  try {
    await begin();
    const before = pids().map(cpuOf), late = new Promise((_, fail) => { setTimeout(() => fail(new Error(`not all left within ${TAKE_MS} ms`)), TAKE_MS).unref(); });
    const { submits, us } = await Promise.race([peer.result, late]);
    return { per_s: submits * 1e6 / us, cpu_us: pids().map((pid, i) => (cpuOf(pid) - before[i]) * 1e6 / submits) };
  } finally {
    peer.end();
  }
}

// ---- Trunkline ----

async function line(stack, port) {
  const admin = await Client.login(stack, stack.user('administrator'), 'admin');
  const made = async (path, body) => {
    const answer = await admin.call('POST', `/api/v1/${path}`, body);
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.id;
  };
  const channel = await made('channels', { medium: 'sms', name: 'PF-3', number: NUMBER });
  const account = await made('carrier-accounts', { carrier: 'smpp', name: 'PF-3', secrets: { password: 'secret' },
    settings: { host: '127.0.0.1', port: String(port), tls: 'no', system_id: 'bench', window: String(WINDOW), rate: '10000' } });
  await made('channel-carriers', { channel_id: channel, account_id: account });
  await stack.asOwner('UPDATE sms.sender_group SET rate_per_s = 1000000 WHERE id = (SELECT group_id FROM sms.channel_carrier WHERE channel = $1)', [channel]);
  return channel;
}

// As integrators do, but many in one transaction; then the tables have their statistics, as they have where texts have been sent for a
// minute: else what is measured is which plan a table without any is given.
async function queue(stack, channel, round) {
  for (let from = 1; from <= TEXTS; from += PORTION)
    await stack.asOwner(`DO $do$ BEGIN
      PERFORM ops.batch_begin('{}');
      FOR n IN ${from}..${Math.min(from + PORTION - 1, TEXTS)} LOOP
        PERFORM routing.interaction_create(decode(md5('${round}.' || n), 'hex'), NULL, 1, 0, 'operator', ${channel}, '+1415' || ${round} || lpad(n::text, 6, '0'), NULL, NULL, 'out', '${WORDS}', 'GSM-7', 1, NULL, NULL, NULL);
      END LOOP;
      PERFORM ops.batch_end();
    END $do$`);
  await stack.asOwner('ANALYZE');
}

async function ours(stack, port, channel, round) {
  await stack.kill('smsgw', 'SIGTERM');
  await queue(stack, channel, round);
  const result = await measured(stack, port, () => [stack.pid('smsgw')], async () => {
    stack.spawn('smsgw', { TRUNKLINE_SMSGW_SENDS_MAX: '400', TRUNKLINE_SMSGW_CARRIER_ALLOW_PRIVATE: '1' });
    await stack.untilReady('smsgw');
  });
  await until('each has its state', async () => (await stack.query('SELECT count(*) FROM sms.outbox'))[0].count === '0', 60000);
  return result;
}

// ---- Kannel ----

async function kannel(stack, port) {
  const dir = mkdtempSync(join(tmpdir(), 'bench-kannel-')), [adminPort, boxPort, sendPort] = [await reservePorts(), await reservePorts(), await reservePorts()];
  const boxes = [], box = (name) => { const child = spawn(`/usr/sbin/${name}`, ['-v', '4', 'kannel.conf'], { cwd: dir, stdio: 'ignore' }); boxes.push(child); return child; };
  mkdirSync(join(dir, 'spool'));
  writeFileSync(join(dir, 'kannel.conf'), `group = core
admin-port = ${adminPort}
admin-interface = 127.0.0.1
admin-password = bar
smsbox-port = ${boxPort}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
store-type = spool
store-location = "${join(dir, 'spool')}"
sms-outgoing-queue-limit = 1000000

group = smsc
smsc = smpp
smsc-id = peer
host = 127.0.0.1
port = ${port}
transceiver-mode = true
smsc-username = bench
smsc-password = secret
system-type = ""
max-pending-submits = ${WINDOW}
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${sendPort}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = tester
password = foobar
`);
  try {
    const status = async () => (await fetch(`http://127.0.0.1:${adminPort}/status.txt?password=bar`)).text();
    const bearerbox = box('bearerbox');
    await until('bearerbox answers', status);
    box('smsbox');
    let next = 0;
    const send = async () => {
      while (next < TEXTS) {
        const query = new URLSearchParams({ username: 'tester', password: 'foobar', from: NUMBER.slice(1), to: `1415${String(next++).padStart(7, '0')}`, text: WORDS });
        const answer = await until('smsbox takes it', () => fetch(`http://127.0.0.1:${sendPort}/cgi-bin/sendsms?${query}`), 30000);
        await answer.text();
        if (answer.status !== 202) throw new Error(`smsbox answered ${answer.status}`);
      }
    };
    await Promise.all(Array.from({ length: 16 }, send));
    await until('bearerbox has all', async () => new RegExp(`sent \\d+ \\(${TEXTS} queued\\)|queued ${TEXTS}`).test(await status()), 30000);
    return await measured(stack, port, () => [bearerbox.pid], async () => {});
  } finally {
    for (const child of boxes) child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  }
}

export async function submits(stack) {
  const port = await reservePorts(), channel = await line(stack, port), rounds = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const postgres = stack.pid('postgres'), before = cpuOfPostgres(postgres);
    const own = await ours(stack, port, channel, round);
    own.postgres_us = (cpuOfPostgres(postgres) - before) * 1e6 / TEXTS;
    rounds.push({ own, peer: await kannel(stack, port) });
  }
  const value = median(rounds.map(({ own }) => own.per_s)), peer = median(rounds.map((round) => round.peer.per_s));
  const cpu = (pick) => Math.round(median(rounds.map(pick)));
  return {
    rows: [{
      id: 'PF-3', what: 'texts sent by SMPP per second, window 100, against Kannel\'s bearerbox with its spool', value, unit: '/s', peer, ratio: value / peer, aim: '≥ 2',
      met: value / peer >= 2 ? 'yes' : 'no', note: `CPU µs a text: smsgw ${cpu(({ own }) => own.cpu_us[0])}; bearerbox ${cpu((round) => round.peer.cpu_us[0])}`,
    }],
    details: { texts: TEXTS, rounds },
  };
}
