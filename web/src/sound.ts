/*
 * Sound of the microphone, or of a file, as callers hear it: a WAV file of telephone sound. Must not know: who hears it, where it is kept.
 */
import { soundWanted } from './phone/devices.ts';

const RATE = 8000, HEADER = 44, LOUDEST = 32767;
/** Encoders pad the end of a file with silence: what is longer by no more has lost nothing. */
const PADDING_MS = 100;
/** The browser decodes it whole: an hour of music takes a multiple in memory. */
const FILE_MAX = 100e6;

export interface Recorded { wav: Blob; cut: boolean }

/** How many samples of a sound are kept, and whether any of it is lost. */
export function kept(duration_ms: number, longest_ms: number): { samples: number; cut: boolean } {
  return { samples: Math.max(1, Math.ceil(Math.min(duration_ms, longest_ms) * RATE / 1000)), cut: duration_ms > longest_ms + PADDING_MS };
}

/** For limits: "60 seconds", "5 minutes". */
export const lengthWords = (ms: number): string => (ms > 60_000 ? `${ms / 60_000} minutes` : `${ms / 1000} seconds`);

/** 16 bits; `sound` from -1 to 1, what is louder is clipped. */
export function wavOf(sound: Float32Array): Blob {
  const view = new DataView(new ArrayBuffer(HEADER + 2 * sound.length));
  const text = (at: number, word: string) => [...word].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF'); view.setUint32(4, HEADER - 8 + 2 * sound.length, true); text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true); view.setUint32(24, RATE, true); view.setUint32(28, 2 * RATE, true);
  view.setUint16(32, 2, true); view.setUint16(34, 16, true); text(36, 'data'); view.setUint32(40, 2 * sound.length, true);
  sound.forEach((x, i) => view.setInt16(HEADER + 2 * i, Math.max(-1, Math.min(1, x)) * LOUDEST, true));
  return new Blob([view.buffer], { type: 'audio/wav' });
}

/** Any sound that the browser can read, of all its channels; `cut`: it was longer, and only its beginning is kept. */
export async function asTelephoneSound(sound: Blob, longest_ms: number): Promise<Recorded> {
  if (sound.size > FILE_MAX) throw new Error('The file is larger than 100 MB. Shorten it first.');
  const context = new OfflineAudioContext(1, RATE, RATE);
  const read = await context.decodeAudioData(await sound.arrayBuffer()).catch(() => { throw new Error('The browser can’t read this file as sound.'); });
  const { samples, cut } = kept(read.duration * 1000, longest_ms);
  const telephone = new OfflineAudioContext(1, samples, RATE), source = telephone.createBufferSource();
  source.buffer = read;
  source.connect(telephone.destination);
  source.start();
  return { wav: wavOf((await telephone.startRendering()).getChannelData(0)), cut };
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
