// The voice daemon's far ends (SP-10): its prompts and its media thread begin with it and end with it.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Stack } from '../lib/stack.mjs';

let stack;
before(async () => { stack = await Stack.start({ name: 'sound' }); });
after(async () => { await stack?.stop(); });

const threads = (pid) => readdirSync(`/proc/${pid}/task`).map((id) => readFileSync(`/proc/${pid}/task/${id}/comm`, 'utf8').trim());
const said = () => readFileSync(join(stack.dir, 'log/voiced.out'), 'utf8');

// Starts it with settings that can't be: what it says, and how it ends.
async function refused(env) {
  const before = said().length;
  const child = stack.spawn('voiced', env);
  const code = await new Promise((done) => { child.on('exit', done); });
  return { code, text: said().slice(before) };
}

test('the media thread runs beside the loop, with all prompts', async () => {
  assert.equal(threads(stack.pid('voiced')).filter((name) => name === 'media').length, 1);
  const metrics = await stack.metrics('voiced');
  assert.equal(metrics.media_endpoints, 0);
  assert.equal(metrics['media_packets_total{what="sent"}'], 0);
});

test('it ends with the daemon, which then starts again', async () => {
  await stack.kill('voiced', 'SIGTERM');
  stack.spawn('voiced');
  await stack.untilReady('voiced');
});

test('a prompt that is missing, or an address that is not ours, is named at the start', async () => {
  await stack.kill('voiced', 'SIGTERM');
  const empty = mkdtempSync(join(stack.dir, 'prompts-'));
  for (const [env, words] of [
    [{ TRUNKLINE_VOICED_PROMPTS: empty }, `${empty}/music.wav`],
    [{ TRUNKLINE_VOICED_MEDIA_ADDRESS: '192.0.2.1' }, 'media_address: 192.0.2.1'],
    [{ TRUNKLINE_VOICED_MEDIA_PORT_MIN: '30000', TRUNKLINE_VOICED_MEDIA_PORT_MAX: '20000' }, 'media_port_max: 20000'],
  ]) {
    const { code, text } = await refused(env);
    assert.equal(code, 1, text);
    assert.ok(text.includes(words), text);
  }
  rmSync(empty, { recursive: true });
  stack.spawn('voiced');
  await stack.untilReady('voiced');
});
