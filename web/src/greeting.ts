/*
 * Sound of the microphone, or of a file, as a greeting: a WAV file of telephone sound. Must not know: where it goes.
 */
import { soundWanted } from './phone/devices.ts';

export const LONGEST_MS = 60_000;
const RATE = 8000, HEADER = 44, LOUDEST = 32767;

function wavOf(sound: Float32Array): Blob {
  const view = new DataView(new ArrayBuffer(HEADER + 2 * sound.length));
  const text = (at: number, word: string) => [...word].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF'); view.setUint32(4, HEADER - 8 + 2 * sound.length, true); text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true); view.setUint32(24, RATE, true); view.setUint32(28, 2 * RATE, true);
  view.setUint16(32, 2, true); view.setUint16(34, 16, true); text(36, 'data'); view.setUint32(40, 2 * sound.length, true);
  sound.forEach((x, i) => view.setInt16(HEADER + 2 * i, Math.max(-1, Math.min(1, x)) * LOUDEST, true));
  return new Blob([view.buffer], { type: 'audio/wav' });
}

/** Any sound that the browser can read; what is longer is cut. */
export async function asGreeting(sound: Blob): Promise<Blob> {
  const context = new OfflineAudioContext(1, RATE, RATE);
  const read = await context.decodeAudioData(await sound.arrayBuffer()).catch(() => { throw new Error('The browser can’t read this file as sound.'); });
  const length = Math.min(Math.ceil(read.duration * RATE), RATE * LONGEST_MS / 1000);
  const telephone = new OfflineAudioContext(1, Math.max(length, 1), RATE), source = telephone.createBufferSource();
  source.buffer = read;
  source.connect(telephone.destination);
  source.start();
  return wavOf((await telephone.startRendering()).getChannelData(0));
}

/** Begins to record; the answer ends it and gives the sound. */
export async function recordSound(): Promise<() => Promise<Blob>> {
  const stream = await navigator.mediaDevices.getUserMedia(soundWanted());
  const recorder = new MediaRecorder(stream), pieces: Blob[] = [];
  const over = new Promise<Blob>((done) => {
    recorder.ondataavailable = (event) => pieces.push(event.data);
    recorder.onstop = () => { for (const track of stream.getTracks()) track.stop(); done(new Blob(pieces, { type: recorder.mimeType })); };
  });
  recorder.start();
  return () => { if (recorder.state !== 'inactive') recorder.stop(); return over; };
}
