// furnish_calls.mjs - a call that nobody answers: its caller leaves a voicemail.
//
// usage: node furnish_calls.mjs run.json
// By SIP and RTP, as play_voice.mjs: a caller outside calls a user's own number, hears the greeting and the beep, and speaks. Exit status 1 if it fails.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, show, until } from './desk.mjs';
import { Person } from './person.mjs';
import { Phone, toneIn } from './phone.mjs';
import { pause, spoken } from './sound.mjs';

const BEEP_HZ = 1000, PURE = 0.9, CALLER = '+15105550134', CALLED = '+15005550009'; // Tom Keller's number, and Ida's

const ida = await Person.logIn('ida', 'work');
const caller = await Phone.open({ host: run.voice.trunk.address, server: Object.values(run.sip)[0], hz: 440 });
try {
  if (!(await ida.list('me/voicemails')).length) {
    await caller.call(CALLED, CALLER, pause(1));
    await until('beep of the voicemail', () => caller.sound.heard.length > 0 && toneIn(caller.sound.lately(100), BEEP_HZ) > PURE);
    caller.sound.play(spoken(readFileSync(join(run.dir, 'outside/voicemail.wav'))));
    await until('end of the message', () => caller.sound.rounds > 0);
    await caller.hangUp();
    await until('voicemail', async () => (await ida.list('me/voicemails')).length > 0);
  }
  show('voicemail left', `${CALLER} for ${ida.name}`);
} catch (error) {
  console.error(`The demo's voicemail could not be left: ${error.message}`);
  process.exitCode = 1;
} finally {
  if (caller.state === 'talking') await caller.hangUp();
  caller.close();
  await ida.logOut();
}
