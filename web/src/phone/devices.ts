/* Microphone and speaker: which there are, which are wanted, what they carry now. */
import { signal } from '@preact/signals';
import { settings } from '../settings.ts';

export interface Device {
  id: string;
  name: string;
}

export const microphones = signal<readonly Device[]>([]);
export const speakers = signal<readonly Device[]>([]);

/** Before somebody has allowed the microphone they have no names. */
export async function readDevices(): Promise<void> {
  const all = await navigator.mediaDevices?.enumerateDevices().catch(() => []) ?? [];
  const named = (kind: MediaDeviceKind, word: string) =>
    all.filter((one) => one.kind === kind && one.deviceId !== '').map((one, i) => ({ id: one.deviceId, name: one.label || `${word} ${i + 1}` }));
  microphones.value = named('audioinput', 'Microphone');
  speakers.value = named('audiooutput', 'Speaker');
}

/** Asked for twice it listens once. */
export function watchDevices(): void {
  void readDevices();
  navigator.mediaDevices?.addEventListener('devicechange', readDevices);
}

/** A device that is gone is not insisted on. */
export const soundWanted = (): MediaStreamConstraints => ({
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...(settings.value.microphone ? { deviceId: { ideal: settings.value.microphone } } : {}) },
  video: false,
});

export async function speakBy(element: HTMLAudioElement): Promise<void> {
  if (!('setSinkId' in element) || element.sinkId === settings.value.speaker) return;
  await element.setSinkId(settings.value.speaker).catch(() => {}); // gone: the usual one speaks
}

/** Why there is no microphone, with what helps. */
export function soundProblem(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (!window.isSecureContext) return 'The browser gives no microphone to a page without HTTPS: open this page by its https address.';
  if (name === 'NotAllowedError') return 'The browser does not let this page use the microphone: allow it in the page settings beside the address.';
  if (name === 'NotFoundError') return 'There is no microphone: plug one in.';
  if (name === 'NotReadableError') return 'Another program holds the microphone: close it, or choose another microphone.';
  return 'The microphone can\'t be used.';
}

/** How loud a stream is, 0 to 1, until `stop`. */
export function meter(stream: MediaStream, tell: (level: number) => void, every_ms = 100): { stop(): void } {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  const source = context.createMediaStreamSource(stream);
  analyser.fftSize = 512;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, one) => sum + one * one, 0) / samples.length;
    /* -60 dB is silence, 0 dB all that there is. */
    tell(power > 0 ? Math.max(0, Math.min(1, 1 + Math.log10(power) / 6)) : 0);
  }, every_ms);
  return {
    stop() {
      clearInterval(timer);
      source.disconnect();
      void context.close();
      tell(0);
    },
  };
}
