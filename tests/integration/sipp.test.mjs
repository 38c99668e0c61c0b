// voiced's SIP legs against a third party's ends of calls (SIPp): none is left over, none lost.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { reservePorts } from '../lib/ports.mjs';
import { SCENARIOS, endsWithin } from '../lib/sipp.mjs';
import { FLAVOUR, ROOT } from '../lib/stack.mjs';

const CALLS = 300;
let dir, program;
const children = new Set();

before(() => {
  const target = `build/${FLAVOUR}/sip/legs`;
  execFileSync('make', [`FLAVOUR=${FLAVOUR}`, target], { cwd: ROOT, stdio: 'pipe' });
  program = join(ROOT, target);
  dir = mkdtempSync(join(tmpdir(), 'sipp-'));
});
after(() => { for (const child of children) child.kill('SIGKILL'); rmSync(dir, { recursive: true, force: true }); });

function start(command, args) {
  const child = spawn(command, args, { cwd: dir, stdio: ['pipe', 'pipe', 'pipe'] });
  children.add(child);
  child.output = '';
  for (const out of [child.stdout, child.stderr]) out.on('data', (data) => { child.output += data; });
  child.ended = new Promise((done) => child.once('close', (code) => { children.delete(child); done(code); }));
  return child;
}

async function legs(...more) {
  const port = await reservePorts();
  const child = start(program, [String(port), ...more.map(String)]);
  await new Promise((done, fail) => { child.stdout.once('data', done); child.ended.then(() => fail(new Error(child.output))); });
  return { port, end: async () => { child.stdin.end(); assert.equal(await child.ended, 0, child.output); return Object.assign({}, ...child.output.trim().split('\n').map((line) => JSON.parse(line))); } };
}

const sipp = async (how, port, { calls = CALLS, rate = 100, transport = 'u1' } = {}) => {
  const own = await reservePorts();
  return start('sipp', [...how, '-i', '127.0.0.1', '-p', String(own), '-t', transport, '-m', String(calls), '-r', String(rate), '-nostdin', ...endsWithin(), `127.0.0.1:${port}`]);
};
const done = async (child) => assert.equal(await child.ended, 0, child.output.slice(-3000));

for (const transport of ['u1', 't1'])
  test(`${CALLS} calls over ${transport === 'u1' ? 'UDP' : 'TCP'} are answered and ended by who called`, async () => {
    const ours = await legs();
    await done(await sipp(['-sn', 'uac', '-d', '100'], ours.port, { transport }));
    const told = await ours.end();
    assert.deepEqual([told.came, told.confirmed, told.by_peer, told.lost, told.left], [CALLS, CALLS, CALLS, 0, 0]);
  });

test(`${CALLS} calls of ours are answered, acknowledged and hung up`, async () => {
  const port = await reservePorts();
  const theirs = start('sipp', ['-sn', 'uas', '-i', '127.0.0.1', '-p', String(port), '-m', String(CALLS), '-nostdin', ...endsWithin()]);
  const ours = await legs(CALLS, 'udp', port);
  await done(theirs);
  const told = await ours.end();
  assert.deepEqual([told.sent, told.answered, told.by_us, told.refused, told.lost, told.left], [CALLS, CALLS, CALLS, 0, 0, 0]);
});

test('who requires reliable ringing gets it, and is answered once it was acknowledged', async () => {
  const ours = await legs();
  await done(await sipp(['-sf', join(SCENARIOS, 'reliable.xml')], ours.port, { calls: 50, rate: 50 }));
  const told = await ours.end();
  assert.deepEqual([told.confirmed, told.by_peer, told.left], [50, 50, 0]);
});

test('an offer of ours that is told 491 is made again, and taken', async () => {
  const ours = await legs();
  await done(await sipp(['-sf', join(SCENARIOS, 'offered.xml')], ours.port, { calls: 20, rate: 20 }));
  const told = await ours.end();
  assert.deepEqual([told.confirmed, told.settled, told.by_peer, told.left], [20, 20, 20, 0]);
});
