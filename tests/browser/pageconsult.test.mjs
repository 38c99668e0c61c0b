// An agent whose phone is the workspace page, in a real Chromium: their side of the call is paired anew while they talk (SP-12). The page is
// told nothing: one peer connection with one pair of addresses and one DTLS handshake all along, while caller and colleague come and go.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { beAvailable, logIn, openPage } from '../lib/page.mjs';
import { DAEMONS, SOUND, phoneOn, ringsForOffer, takeCall } from '../lib/pagephone.mjs';
import { until } from '../lib/stack.mjs';
import { hear, loudest, loudness, sing } from '../lib/tones.mjs';
import { CALLED, CALLER, Calls } from '../lib/voice.mjs';

const KIM = { username: 'kim', password: 'seven green chairs' }, TONES = { caller: 1300, page: 1700, target: 2100 };

// What the page's microphone hears: one tone for ever (WAV, 48 kHz, 16 bits).
function wav(hertz) {
  const n = 48000, out = Buffer.alloc(44 + 2 * n);
  out.write('RIFF'); out.writeUInt32LE(36 + 2 * n, 4); out.write('WAVEfmt ', 8); out.writeUInt32LE(16, 16); out.writeUInt16LE(1, 20); out.writeUInt16LE(1, 22);
  out.writeUInt32LE(48000, 24); out.writeUInt32LE(96000, 28); out.writeUInt16LE(2, 32); out.writeUInt16LE(16, 34); out.write('data', 36); out.writeUInt32LE(2 * n, 40);
  for (let i = 0; i < n; i++) out.writeInt16LE(Math.round(8000 * Math.sin(2 * Math.PI * hertz * i / 48000)), 44 + 2 * i);
  return out;
}

let calls, kim, wimPhone, page, the, close, folder;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trunkline-tone-'));
  writeFileSync(join(folder, 'tone.wav'), wav(TONES.page));
  calls = await Calls.start({ name: 'pageconsult', instances: DAEMONS });
  kim = await calls.agent('kim', { phone: 'page' });
  kim.close(); // the page is her one
  wimPhone = await calls.register(await calls.worker('wim', '5101'));
  ({ page, the, close } = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens', args: [...SOUND, `--use-file-for-fake-audio-capture=${join(folder, 'tone.wav')}`] }));
  await page.addInitScript(() => {
    window.pcs = [];
    window.RTCPeerConnection = class extends RTCPeerConnection { constructor(...all) { super(...all); window.pcs.push(this); } };
    // How loud each frequency is in what comes, in decibels.
    window.loud = (wanted) => {
      const pc = window.pcs.at(-1);
      if (!window.ears || window.ears.of !== pc) {
        const context = new AudioContext(), analyser = context.createAnalyser();
        analyser.fftSize = 8192;
        context.createMediaStreamSource(new MediaStream([pc.getReceivers()[0].track])).connect(analyser);
        window.ears = { of: pc, context, analyser };
      }
      const { context, analyser } = window.ears, bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      return wanted.map((hertz) => bins[Math.round(hertz * analyser.fftSize / context.sampleRate)]);
    };
    window.pairing = async () => {
      const pc = window.pcs.at(-1), all = [...(await pc.getStats()).values()], transport = all.find((one) => one.type === 'transport');
      return { connections: window.pcs.length, state: pc.connectionState, dtls: transport.dtlsState, changes: transport.selectedCandidatePairChanges,
        pair: transport.selectedCandidatePairId, certificate: all.find((one) => one.id === transport.remoteCertificateId)?.fingerprint };
    };
  });
  await page.goto(calls.stack.base + '/');
  await logIn(the, KIM);
  kim = await Client.login(calls.stack, KIM);
  await phoneOn(the);
});
after(async () => { await close?.(); await calls?.stop(); rmSync(folder, { recursive: true, force: true }); });

const act = async (id, what, body = {}) => { const answer = await kim.call('POST', `/api/v1/interactions/${id}/call/${what}`, body); assert.equal(answer.status, 202, JSON.stringify(answer.body)); };
// The page hears these of caller and target, and no other.
async function pageHears(wanted) {
  const all = ['caller', 'target'];
  let told;
  await until('heard', async () => {
    told = await page.evaluate((tones) => window.loud(tones), all.map((name) => TONES[name]));
    return all.every((name, i) => wanted.includes(name) ? told[i] > -45 : told[i] < -65);
  }, 8000).catch(() => { throw new Error(`the page should hear ${wanted}, but hears ${all.map((name, i) => `${name} ${told[i]}`)}`); });
}
const pageIsHeard = (dialog) => until('the page is heard', () => loudest(dialog.end, TONES.page) > 400, 8000);
const pageIsSilent = (dialog) => until('the page is not heard', () => dialog.end.kept.length >= 25 && loudness(dialog.end, TONES.page) < 50, 8000);

test('the page talks with the caller, then with a colleague, with both, with the caller again, without anything of its own being set up anew', async () => {
  await beAvailable(the);
  const caller = await calls.carrier.call(CALLED, { from: CALLER });
  sing(caller.end, TONES.caller);
  await caller.has(200);
  await ringsForOffer(the);
  await takeCall(the);
  await the('call', '[data-state=talking]').waitFor();
  const { id } = await calls.state('assigned');
  await pageHears(['caller']);
  await pageIsHeard(caller);
  const before = await page.evaluate(() => window.pairing());
  assert.equal(before.state, 'connected');
  await act(id, 'consult', { number: '5101' });
  const target = await wimPhone.called();
  target.ring();
  await pageHears([]);
  await target.answer();
  sing(target.end, TONES.target);
  await pageHears(['target']);
  await pageIsHeard(target);
  await pageIsSilent(caller);
  await act(id, 'consult/conference');
  await pageHears(['caller', 'target']);
  await pageIsHeard(caller);
  await pageIsHeard(target);
  await act(id, 'consult/end');
  await pageHears(['caller']);
  await pageIsHeard(caller);
  assert.deepEqual(await page.evaluate(() => window.pairing()), before, 'one connection, one pair, one handshake');
  await act(id, 'consult', { number: '5101' });
  const again = await wimPhone.called();
  again.ring();
  await again.answer();
  sing(again.end, TONES.target);
  await act(id, 'consult/complete');
  await until('the page\'s call is over', async () => (await the('call').count()) === 0);
  await hear([caller, again], new Map([[caller, [again]], [again, [caller]]]));
  await again.bye();
  await caller.has('BYE');
  assert.equal((await calls.state('ended')).outcome, 'transferred');
  await calls.nothingLeft();
});
