// jitter.mjs - PF-13: what the media path adds to the spacing of voice packets: one call of a phone to a number, between
// two ends that time what they hear (jitter.c), beside packets that go straight.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sdpOf } from '../lib/rtpengine.mjs';
import { ROOT } from '../lib/root.mjs';

const NUMBER = '+13055550199';

// An end of a call that only describes itself (Ua notes where it is to send to): the sound is the program's.
const endAt = (port) => ({ sdp: sdpOf(port), hangUp() {}, close() {} });

export async function jitter(calls) {
  const far = await calls.ua({ host: '127.0.0.4' }), phone = await calls.ua();
  const trunk = await calls.make('trunks', { name: 'Jitter', host: far.host, port: far.local, transport: 'udp', sources: [far.host] });
  await calls.make('dial-rules', { prefix: NUMBER, action: 'allow', trunk_ids: [trunk.id] });
  const { device } = await calls.worker('jitter', '5999');
  await calls.newsHeard(); // until then the number goes by the other rule's trunk
  const program = spawn(join(ROOT, 'build/plain/bench/jitter'), { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
    const [near, there] = (await lines.next()).value.split(' ').map(Number);
    const call = await phone.call(NUMBER, { from: device.username, login: device, end: endAt(near) });
    const leg = await far.called();
    leg.end = endAt(there);
    await leg.answer();
    await call.has(200);
    program.stdin.write(`${call.end.to} ${leg.end.to}\n`);
    const measured = JSON.parse((await lines.next()).value);
    await call.bye();
    return measured;
  } finally { program.kill(); }
}
