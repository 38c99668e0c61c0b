// A supervisor on a call, from their page by their own phone (SP-16), in a real Chromium over the real daemons: what each step does is said, the agent's page
// shows who speaks and not who listens.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { beAvailable, eventually, faults, logIn, openPage, reads } from '../lib/page.mjs';
import { DAEMONS, SOUND, phoneOn, takeCall } from '../lib/pagephone.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const password = 'seven green chairs', open = () => openPage({ size: { width: 1280, height: 800 }, screens: process.env.WRITE_SCREENS ? 'docs/screens' : 'build/screens', args: SOUND });
let calls, kim, lead, sue;
before(async () => {
  calls = await Calls.start({ name: 'listen', instances: DAEMONS });
  (await calls.agent('kim', { phone: 'page', first_name: 'Kim', last_name: 'Berg', name: 'Kim Berg' })).close();
  sue = await calls.agent('sue', { role: 'supervisor', supervises: [calls.group.id] });
  [kim, lead] = [await open(), await open()];
  await kim.page.goto(calls.stack.base + '/');
  await logIn(kim.the, { username: 'kim', password });
  await phoneOn(kim.the);
  await lead.page.goto(calls.stack.base + '/supervise');
  await logIn(lead.the, { username: 'sue', password }, 'supervise');
});
after(async () => { await kim?.close(); await lead?.close(); await calls?.stop(); });

const good = async (who, what) => assert.deepEqual(await faults(who.page), [], what);
const says = (pattern) => reads(lead, 'listen-words', pattern);
const shown = (wanted) => eventually(async () => (await kim.the('call-heard').allTextContents()).join(), wanted);

test('a supervisor listens to a call, whispers to its agent, joins it and leaves; the agent sees who speaks (SP-16)', async () => {
  await beAvailable(kim.the);
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  await caller.has(200);
  await takeCall(kim.the);
  await kim.the('call', '[data-state=talking]').waitFor();
  await kim.the('conversation', '[data-state=assigned]').click();
  await kim.the('call-tools').waitFor();
  await lead.the('talk-row').first().click();
  await reads(lead, 'listen', 'Kim Berg alone hears you');
  await good(lead, 'a call that may be listened to');
  await lead.shot('74-listen');
  await lead.the('listen-listen').click();
  const leg = await sue.phone.called();
  await says(/Your phone rings: pick it up/);
  await leg.answer();
  await leg.hears(20);
  await says(/You listen: nobody hears you/);
  await lead.page.reload();
  await lead.the('talk-row').first().click();
  await says(/You listen: nobody hears you/);
  await shown('');
  await lead.the('listen-whisper').click();
  await says(/You whisper: Kim Berg alone hears you, the customer does not/);
  await shown('sue Caller speaks to you; the customer does not hear it');
  await good(kim, 'who speaks is shown');
  await lead.shot('74-listen-whisper');
  await kim.shot('74-listen-agent');
  await lead.the('listen-join').click();
  await shown('sue Caller is on the call, heard by all');
  await says(/You have joined/);
  await good(lead, 'joined');
  await lead.the('listen-end').click();
  await leg.has('BYE');
  await shown('');
  await lead.the('listen', '[data-mode=none]').waitFor();
  await caller.hears(20);
  await caller.bye();
  await calls.state('ended');
});

test('a supervisor whose phone declines, or hangs up, is told that they are no longer on the call (SP-16)', async () => {
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  await caller.has(200);
  await takeCall(kim.the);
  await kim.the('call', '[data-state=talking]').waitFor();
  await lead.the('talk-row').first().click();
  await lead.the('listen-listen').click();
  const refusing = await sue.phone.called();
  refusing.refuse(486);
  await reads(lead, 'listen-problem', /Your phone did not take the call/);
  await lead.the('listen', '[data-mode=none]').waitFor();
  await good(lead, 'its phone said no');
  await lead.the('listen-listen').click();
  const leg = await sue.phone.called();
  await leg.answer();
  await says(/You listen: nobody hears you/);
  await leg.bye();
  await reads(lead, 'listen-problem', /no longer on this call/);
  await lead.shot('74-listen-gone');
  await caller.bye();
  await calls.state('ended');
});
