// What a newcomer does after quickstart --voice: they call the demo's numbers outside from the workspace, with a page as their phone, in a real Chromium.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { NUMBERS } from '../../deploy/demo/outside.mjs';
import { beAvailable, logIn, openPage } from '../lib/page.mjs';
import { DAEMONS, SOUND, noCall, pageHears, phoneOn, takeCall } from '../lib/pagephone.mjs';
import { ROOT, Stack, until } from '../lib/stack.mjs';

let stack, one, the;
const outside = (script) => NUMBERS.find((row) => row.script === script).number;
before(async () => {
  stack = await Stack.start({ name: 'democall', instances: DAEMONS });
  await promisify(execFile)(join(ROOT, 'deploy/quickstart'), [...stack.args, '--voice'], { cwd: ROOT, maxBuffer: 1 << 24 });
  one = await openPage({ size: { width: 1280, height: 800 }, screens: process.env.SCREENS ?? 'build/screens', args: SOUND });
  ({ the } = one);
  await one.page.goto(stack.base + '/');
  await logIn(the, stack.user('agent', 0));
  await phoneOn(the);
  await beAvailable(the);
});
after(async () => { await one?.close(); await stack?.stop(); });

async function dial(number) {
  await the('phone-open').click();
  await the('phone-number').fill(number);
  await the('phone-call').click();
}
const talks = () => the('call', '[data-state=talking]').waitFor();
async function hangUp() {
  await the('call-end').click();
  await noCall(the);
}
// Of the calls out that voiced has counted: none goes on.
const noneGoesOn = () => until('no call out goes on', async () => (await stack.asOwner('SELECT FROM voice.out_call WHERE ended_at IS NULL')).length === 0);

test('the page calls a number outside, and hears it (SP-10, SP-13)', async () => {
  await dial(outside('answer'));
  await talks();
  await pageHears(the);
  await one.shot('demo-call-out');
  await hangUp();
  await noneGoesOn();
});

test('a number that nobody answers rings until the page gives up', async () => {
  await dial(outside('silent'));
  await the('call', '[data-state=calling]').waitFor();
  await hangUp();
  await noneGoesOn();
});

test('a number that calls back: the agent is offered its call by the queue, takes it, and hears it', async () => {
  await dial(outside('call_back'));
  await talks();
  await noCall(the);
  await takeCall(the);
  await talks();
  await pageHears(the);
  await one.shot('demo-call-back');
});
