// A newcomer's first call: quickstart --voice plays it over SIP, RTP and the relay, and says what was heard; what does not work is said, too.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, Stack } from '../lib/stack.mjs';

let stack;
before(async () => { stack = await Stack.start({ name: 'firstcall', instances: 'presenced routerd chatd voiced' }); });
after(async () => { await stack?.stop(); });

const runs = (file, args) => new Promise((done) => { execFile(file, args, { cwd: ROOT, maxBuffer: 1 << 24 }, (error, stdout, stderr) => done({ code: error?.code ?? 0, stdout, stderr })); });
const play = () => runs(process.execPath, [join(ROOT, 'deploy/demo/play_voice.mjs'), join(stack.dir, 'run.json')]);

test('quickstart --voice plays a call: greeting, place, music, offer, talk both ways, hold, end, wrap-up (SP-10, SP-12)', async () => {
  const { code, stdout, stderr } = await runs(join(ROOT, 'deploy/quickstart'), [...stack.args, '--voice']);
  assert.equal(code, 0, stdout + stderr);
  const steps = stdout.split('\n').map((line) => /^ +[\d.]+ s +\(\+ *\d+ ms\) +(.+?)(  |$)/.exec(line)?.[1]).filter(Boolean);
  assert.deepEqual(steps, ['agent\'s phone registered', 'call answered by the queue', 'greeting heard', 'position said', 'music heard', 'agent available',
    'routed, offered, phone rings', 'accepted and picked up', 'talk', 'held', 'resumed', 'ended', 'wrapped up']);
  const heard = [...stdout.matchAll(/(agent|customer) hears (\d+) Hz \((\d+) % of the sound, (\d+) packets/g)].map(([, who, hz, tone, packets]) => [who, hz, tone > 90, packets > 20]);
  assert.deepEqual(heard, Array(2).fill([['agent', '440', true, true], ['customer', '880', true, true]]).flat());
  const [it] = await stack.query('SELECT state, outcome, medium FROM routing.interaction ORDER BY id DESC LIMIT 1');
  assert.deepEqual(it, { state: 'ended', outcome: 'ended', medium: 'voice' });
  const { voice, sip } = stack.run;
  assert.ok(stdout.includes(`${voice.number}, called from ${voice.trunk.address}`) && stdout.includes(`sip:127.0.0.1:${sip.voiced.port}`));
  for (const phone of voice.phones) assert.ok(stdout.includes(phone.username) && stdout.includes(phone.password), phone.user);
});

test('it is played again, and says what does not work', async () => {
  const again = await play();
  assert.equal(again.code, 0, again.stdout + again.stderr);
  await stack.kill('rtpengine');
  const { code, stderr } = await play();
  assert.equal(code, 1);
  assert.match(stderr, /the call was refused: SIP\/2\.0 (5|4)\d\d/);
});
