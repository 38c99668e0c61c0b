// A real Chromium as an agent's phone behind the relay: it takes a call over from music, holds it, resumes it, and gives it
// back, while the caller's port stays. The relay's client and the answers to holds are voiced's own. The browser's leg is a
// call of its own, whose plain side is the caller's far end (voiced/relay/README.md).
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { openPage } from '../lib/page.mjs';
import { SOUND } from '../lib/pagephone.mjs';
import { End, portOf, Rtpengine } from '../lib/rtpengine.mjs';
import { until } from '../lib/stack.mjs';

let rtp, close, page, server, caller, music;
before(async () => {
  rtp = await Rtpengine.start();
  [caller, music] = [await End.open(), await End.open()];
  server = createServer((req, res) => { res.setHeader('content-type', 'text/html'); res.end('<!doctype html><title>phone</title><audio autoplay></audio>'); });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  ({ page, close } = await openPage({ size: { width: 1280, height: 800 }, screens: 'build/screens', args: SOUND }));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.evaluate(async () => {
    const pc = window.pc = new RTCPeerConnection();
    const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    pc.ontrack = ({ streams, track }) => { document.querySelector('audio').srcObject = streams[0] ?? new MediaStream([track]); };
    // A description is told when it has all its candidates, as SIP needs it.
    window.said = async (description) => {
      await pc.setLocalDescription(description);
      while (pc.iceGatheringState !== 'complete') await new Promise((done) => pc.addEventListener('icegatheringstatechange', done, { once: true }));
      return pc.localDescription.sdp;
    };
    window.answered = async (sdp) => {
      await pc.setRemoteDescription({ type: 'offer', sdp });
      pc.addTrack(sound.getAudioTracks()[0], sound);
      return said(await pc.createAnswer());
    };
    window.turned = async (direction) => {
      pc.getTransceivers()[0].direction = direction;
      return said(await pc.createOffer());
    };
    window.settled = async (sdp) => {
      await pc.setRemoteDescription({ type: 'answer', sdp });
      return [pc.getTransceivers()[0].currentDirection, pc.connectionState];
    };
    window.heard = async () => {
      for (const one of (await pc.getStats()).values()) if (one.type === 'inbound-rtp') return [one.packetsReceived, one.totalAudioEnergy];
      return [0, 0];
    };
  });
});
after(async () => { await close?.(); server?.close(); caller?.close(); music?.close(); await rtp?.stop(); });

const ask = async (what, call, sdp, more) => (await rtp.ask({ do: what, call, sdp, ...more })).sdp;
const heard = () => page.evaluate(() => heard());

// Both sides of the caller's call hear more than they did: `them` counts what the far end hears.
async function bothHear(them) {
  const [mine, theirs] = [caller.heard, await them()];
  await until('both hear half a second', async () => caller.heard >= mine + 25 && await them() >= theirs + 25);
}

let callerPort, toFar, ours, theirs;
test('a caller who hears music is paired with a browser, and the caller\'s port stays', async () => {
  toFar = await ask('offer', 'c', caller.sdp);
  music.to = portOf(toFar);
  callerPort = caller.to = portOf(await ask('answer', 'c', music.sdp));
  await bothHear(() => music.heard);
  ours = await ask('offer', 'leg', toFar, { webrtc: true });
  await bothHear(() => music.heard); // while the agent's phone rings
  music.to = undefined; // two that send to one port are taken for one that moves
  theirs = await page.evaluate((sdp) => answered(sdp), ours);
  const plain = await ask('answer', 'leg', theirs);
  assert.equal(portOf(await ask('offer', 'c', caller.sdp, { again: true })), portOf(toFar));
  assert.equal(portOf(await ask('answer', 'c', plain, { again: true })), callerPort);
  await until('DTLS is done', () => page.evaluate(() => pc.connectionState === 'connected'));
  await bothHear(async () => (await heard())[0]);
  const quiet = (await heard())[1];
  await until('it is sound, not only packets', async () => (await heard())[1] > quiet);
});

test('a browser\'s hold and its end are answered by voiced alone, and the browser takes the answers', async () => {
  for (const [turn, becomes, hold] of [['sendonly', 'sendonly', true], ['sendrecv', 'sendrecv', false], ['inactive', 'inactive', true], ['sendrecv', 'sendrecv', false]]) {
    const offer = await page.evaluate((direction) => turned(direction), turn);
    const made = await rtp.ask({ do: 'hold', offer, theirs, ours });
    assert.deepEqual([made.hold, made.same], [hold, true]);
    assert.deepEqual(await page.evaluate((sdp) => settled(sdp), made.sdp), [becomes, 'connected']);
    [ours, theirs] = [made.sdp, offer];
  }
  await bothHear(async () => (await heard())[0]);
});

test('the caller goes back to music, and the browser hears no more', async () => {
  await rtp.ask({ do: 'delete', call: 'leg' });
  music.to = portOf(await ask('offer', 'c', caller.sdp, { again: true }));
  assert.equal(portOf(await ask('answer', 'c', music.sdp, { again: true })), callerPort);
  await bothHear(() => music.heard);
  // The browser tells its counts late.
  await until('the browser hears no more', async () => {
    const [before] = await heard();
    await bothHear(() => music.heard);
    return (await heard())[0] === before;
  });
  const { packets } = await rtp.ask({ do: 'query', call: 'c' });
  assert.ok(packets.caller > 100 && packets.far > 50, JSON.stringify(packets));
  await rtp.ask({ do: 'delete', call: 'c' });
  assert.match((await rtp.tell({ do: 'query', call: 'c' })).error, /Unknown call/);
});
