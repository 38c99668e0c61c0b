// What an operator does from the shell: checks, trace, doctor, replay.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned, finish, send } from '../lib/desk.mjs';
import { FLAVOUR, ROOT, Stack, until } from '../lib/stack.mjs';
import { newNumber } from '../lib/texts.mjs';

const bin = (name) => join(ROOT, 'build', FLAVOUR, 'bin', name);
// Answers { code, out, err }; never throws for an exit status.
const run = (name, ...args) => new Promise((done) => execFile(bin(name), args,
  (error, out, err) => done({ code: error?.code ?? 0, out, err })));

let stack, channel, maya, record;
before(async () => {
  record = join(ROOT, 'build/stacks', `record-${process.pid}`);
  process.env.TRUNKLINE_ROUTERD_RECORD_FILE = record;
  stack = await Stack.start({ name: 'ctl' });
  channel = stack.channel('twilio');
  maya = await Client.ready(stack, stack.user('agent', 0));
});
after(async () => { maya?.close(); await stack?.stop(); });

test('the life of an interaction is traced from the database alone', async () => {
  const interaction = await assigned(maya, channel, newNumber(), 'where is it?');
  await send(maya, interaction, 'on its way');
  await finish(maya, interaction);
  const { code, out } = await run('trunklinectl', 'trace', interaction.id, '--database', stack.run.database_url);
  assert.equal(code, 0);
  for (const word of ['arrived', 'message in', 'decision offer', 'offer made', 'offer accepted', 'message out', 'ended', 'wrap-up ended'])
    assert.match(out, new RegExp(word), out);
  assert.ok(!out.includes('where is it'), 'no text in a trace');
  const nothing = await run('trunklinectl', 'trace', '999999', '--database', stack.run.database_url);
  assert.equal(nothing.code, 1);
  assert.match(nothing.err, /no interaction 999999/);
});

test('doctor finds a running set-up well, and says what to do when it is not', async () => {
  const well = await run('trunklinectl', 'doctor', '--tests', '--database', stack.owner);
  assert.equal(well.code, 0, well.out + well.err);
  const strict = await run('trunklinectl', 'doctor', '--database', stack.owner);
  assert.equal(strict.code, 1);
  assert.match(strict.out, /ILL +synchronous standby +no synchronous standby/);
  assert.match(strict.out, /ILL +keys checked/);
});

test('what the router decided is decided again from its log (RT explanation)', async () => {
  for (let i = 0; i < 3; i++) await finish(maya, await assigned(maya, channel, newNumber()));
  const folder = join(ROOT, 'build/stacks');
  const logs = await until('the log', () => {
    const found = readdirSync(folder).filter((name) => name.startsWith(`record-${process.pid}`));
    return found.length && found;
  });
  await stack.kill('routerd', 'SIGTERM');
  for (const log of logs) {
    const { code, out, err } = await run('routerctl', 'replay', join(folder, log));
    assert.equal(code, 0, out + err);
    assert.match(out, /[1-9]\d* decisions/);
  }
  stack.spawn('routerd');
  await stack.untilReady('routerd');
});

test('a wrong key or value is one clear line with file and line', async () => {
  const file = join(stack.dir, 'wrong.conf');
  const check = async (text) => {
    writeFileSync(file, text);
    return run('smsgw', '-c', file, '--check');
  };
  const cases = [
    ['[common]\npublic_url = http://127.0.0.1:1\ncolour = red\n', /wrong\.conf:3: .*colour/],
    ['[common]\npublic_url = http://127.0.0.1:1\n[smsgw]\nsends_max = many\n', /wrong\.conf:4: .*sends_max/],
    ['[common]\npublic_url = http://127.0.0.1:1\n[smsgw]\nsends_max = 100000\n', /wrong\.conf:4: .*sends_max.*1000/],
    ['[nobody]\nx = 1\n', /wrong\.conf:1: .*nobody/],
    ['[common]\nlog_level = loud\npublic_url = http://127.0.0.1:1\n', /wrong\.conf:2: .*log_level/],
  ];
  for (const [text, line] of cases) {
    const { code, err, out } = await check(text);
    assert.equal(code, 1, text);
    assert.match(err, line);
    assert.equal((err + out).trim().split('\n').length, 1, err);
  }
  assert.equal((await check('[common]\npublic_url = http://127.0.0.1:1\n')).code, 0);
});
