// A peer whose input ends a daemon is refused after the second time, so that it can't end it again after each restart (decision 0115).
// The daemons crash in earnest: tests/lib/crash.c, which is preloaded, aborts where bytes with a marker are copied.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { Esme } from '../lib/esme.mjs';
import { reservePorts } from '../lib/ports.mjs';
import { buildPreload, preloadEnv } from '../lib/preload.mjs';
import { request } from '../lib/request.mjs';
import { BUILD } from '../lib/root.mjs';
import { smppLine } from '../lib/smsc.mjs';
import { running, Stack, until } from '../lib/stack.mjs';
import { hookAt, inboundParams, newNumber, postSigned, signatureOf } from '../lib/texts.mjs';

const MARK = 'CRASH ON DEMAND', ESCAPED = '\\u0043RASH ON DEMAND', S = { ROK: 0, RBINDFAIL: 0x0d };
const FIRST_S = 600, PASSWORD = 'seven green chairs';
let stack, admin, other, port, library;

const environment = () => preloadEnv(library, { TRUNKLINE_SMSGW_SMPP_LISTEN: `127.0.0.1:${port}` });
const lines = (name, event) => readFileSync(stack.run.logs[name], 'utf8').split('\n').filter((line) => line.includes(`"event":"${event}"`)).map((line) => JSON.parse(line));
const inputFile = (name) => join(stack.bus, `${name}.input`);

async function begin(name) {
  stack.spawn(name, environment());
  await stack.untilReady(name);
}
// The daemon ends by what `act` sends it, and is started again, as a supervisor does.
async function crashes(name, act) {
  const pid = stack.pid(name);
  await act().catch(() => {}); // nobody answers
  await until(`${name} has crashed`, () => !running(pid));
  await begin(name);
}
async function freshly(name) {
  await stack.kill(name, 'SIGTERM');
  rmSync(inputFile(name), { force: true }); // as docs/operating.md tells an operator
  await begin(name);
}
const told = (name, kind, from) => lines(name, 'input_quarantined').slice(from).filter((line) => line.kind === kind);

before(async () => {
  stack = await Stack.start({ name: 'quarantine', instances: 'presenced routerd smsgw chatd hookd voiced', quarantine: true });
  library = join(stack.dir, 'crash.so');
  buildPreload('crash', library);
  port = await reservePorts();
  stack.bus = /^bus_dir = (.*)$/m.exec(readFileSync(join(stack.dir, 'trunkline.conf'), 'utf8'))[1];
  await stack.kill('smsgw', 'SIGTERM');
  await begin('smsgw');
  admin = await Client.login(stack, stack.user('administrator'), 'admin');
  const added = spawnSync(join(BUILD, 'bin/trunklinectl'), ['tenant', 'add', 'Second & Co', '--administrator', 'second', '--database', stack.conninfo('trunkline')], { input: `${PASSWORD}\n`, encoding: 'utf8' });
  assert.equal(added.status, 0, added.stderr);
  other = await Client.login(stack, { username: 'second', password: PASSWORD }, 'admin');
});
after(() => stack?.stop());

let next = 1;
async function clientOf(who, channel) {
  const n = next++, answer = await who.call('POST', '/api/v1/smpp-clients', { name: `Client ${n}`, system_id: `client-${n}`, channel_ids: [channel.id], rate_per_s: 1000, submit_window: 50 });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}
async function bound(client) {
  const esme = await Esme.bind(port, client);
  assert.equal(esme.bound, S.ROK);
  return esme;
}

test('an SMPP client that ends the gateway twice is refused; one of another organisation is served', async () => {
  const line = await smppLine(stack, admin);
  const channel = await other.call('POST', '/api/v1/channels', { medium: 'sms', name: 'Second', number: '+14157790001' });
  assert.equal(channel.status, 201, JSON.stringify(channel.body));
  const hostile = await clientOf(admin, line.channel), well = await clientOf(other, channel.body);
  const crash = async () => { const esme = await bound(hostile); await esme.submit(line.number, newNumber(), MARK); };
  await crashes('smsgw', crash);
  assert.deepEqual(lines('smsgw', 'input_crashed').map(({ kind, id, crashes: n }) => [kind, id, n]), [['smpp_client', `1:${hostile.id}`, 1]]);
  assert.deepEqual(lines('smsgw', 'input_quarantined'), [], 'once is not enough');
  const again = await bound(hostile);
  assert.equal((await again.submit(line.number, newNumber(), 'harmless')).command_status, S.ROK, 'it is still served');
  await crashes('smsgw', crash);
  const [row, ...more] = lines('smsgw', 'input_quarantined');
  assert.deepEqual([row.level, row.kind, row.id, row.crashes, more.length], ['error', 'smpp_client', `1:${hostile.id}`, 2, 0]);
  const left = (Date.parse(row.until) - Date.parse(row.at)) / 1000;
  assert.ok(Math.abs(left - FIRST_S) < 1, `${left} s`);
  const refused = await Esme.bind(port, hostile);
  assert.equal(refused.bound, S.RBINDFAIL);
  assert.ok(refused.answer.command_status !== S.ROK);
  const esme = await bound(well);
  assert.equal((await esme.ask('enquire_link')).command_status, S.ROK);
  const metrics = await stack.metrics('smsgw');
  assert.deepEqual([metrics.trunkline_quarantine_peers, metrics.trunkline_quarantine_refused_total], [1, 1]);
  await esme.close();
  // A restart alone releases nobody; the file's removal does.
  await stack.kill('smsgw', 'SIGTERM');
  await begin('smsgw');
  assert.equal((await Esme.bind(port, hostile)).bound, S.RBINDFAIL);
  await freshly('smsgw');
  await (await bound(hostile)).close();
  await line.smsc.close();
});
