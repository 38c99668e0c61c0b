/*
 * Files that are given with a message: in parts, told how far, before the message goes. What was given and not sent is kept by
 * the server for a day. Must not know: what the message says.
 */
import { signal } from '@preact/signals';
import { Problem, command, call } from '../api.ts';
import { words } from '../commands.ts';
import type { GivenFile } from '../desk.ts';
import type { Id } from '../types.ts';

/** The server's own limit a message (chatd/composed.h). */
export const FILES_MAX = 5;
const SCAN_MS = 1_000, SCANS_MAX = 120;

export interface Upload {
  key: string;
  name: string;
  bytes: number;
  /** Null until the server has named it. */
  id: Id | null;
  sent: number;
  state: 'coming' | 'scanning' | 'stored' | 'failed';
  problem: string | null;
}

/** By the place that they are for. */
export const uploads = signal<Record<string, readonly Upload[]>>({});
export const uploadsFor = (place: string) => uploads.value[place] ?? [];

export interface FileState { id: Id; name: string; state: string; reason: string | null; type: string | null; bytes: number; part_bytes?: number }

function put(place: string, upload: Upload): void {
  uploads.value = { ...uploads.value, [place]: uploadsFor(place).map((one) => (one.key === upload.key ? upload : one)) };
}

export function drop(place: string, key?: string): void {
  const rest = key === undefined ? [] : uploadsFor(place).filter((one) => one.key !== key);
  uploads.value = { ...uploads.value, [place]: rest };
}

/** Answers how many there was no room for. */
export function give(place: string, files: readonly File[]): number {
  const taken = files.slice(0, Math.max(FILES_MAX - uploadsFor(place).length, 0));
  const made = taken.map((file) => ({ file, upload: { key: crypto.randomUUID(), name: file.name, bytes: file.size, id: null, sent: 0, state: 'coming' as const, problem: null } }));
  uploads.value = { ...uploads.value, [place]: [...uploadsFor(place), ...made.map((one) => one.upload)] };
  for (const { file, upload } of made) void send(place, file, upload);
  return files.length - taken.length;
}

/** A message that was not taken: the server still has its files. */
export function giveBack(place: string, files: readonly GivenFile[]): void {
  const back = files.map(({ id, name, bytes }) => ({ key: id, name, bytes, id, sent: bytes, state: 'stored' as const, problem: null }));
  uploads.value = { ...uploads.value, [place]: [...back, ...uploadsFor(place)] };
}

/** Logged out: nothing of this person stays. */
export const forgetUploads = () => (uploads.value = {});

/** Still wanted: its writer may have taken it away meanwhile. */
const wanted = (place: string, key: string) => uploadsFor(place).some((one) => one.key === key);

/** A file in the parts that the server wants. onPart: told how far; false ends it, and nothing is answered. */
export async function sendFile(file: File, onPart: (id: Id, sent: number) => boolean = () => true): Promise<FileState | null> {
  const { id, part_bytes: part } = await command<FileState>('POST', '/files', { name: file.name, bytes: file.size });
  for (let n = 0; n * part! < file.size; n++) {
    const bytes = file.slice(n * part!, (n + 1) * part!, 'application/octet-stream');
    await command('PUT', `/files/${id}/parts/${n}`, undefined, { bytes });
    if (!onPart(id, Math.min((n + 1) * part!, file.size))) return null;
  }
  return command<FileState>('POST', `/files/${id}/finish`);
}

async function send(place: string, file: File, upload: Upload): Promise<void> {
  try {
    const given = await sendFile(file, (id, sent) => {
      upload = { ...upload, id, sent };
      if (wanted(place, upload.key)) put(place, upload);
      return wanted(place, upload.key);
    });
    if (given) await settled(place, { ...upload, id: given.id }, given);
  } catch (error) {
    put(place, { ...upload, state: 'failed', problem: error instanceof Problem && error.type === 'file_too_large' ? 'This file is larger than your organisation allows.' : words(error) });
  }
}

/** A scanner may look at it first. */
async function settled(place: string, upload: Upload, file: FileState): Promise<void> {
  for (let n = 0; file.state === 'scanning' && n < SCANS_MAX && wanted(place, upload.key); n++) {
    put(place, { ...upload, state: 'scanning' });
    await new Promise((done) => setTimeout(done, SCAN_MS));
    file = await call<FileState>('GET', `/files/${file.id}/state`);
  }
  put(place, file.state === 'stored' ? { ...upload, state: 'stored' } : { ...upload, state: 'failed', problem: file.reason ?? 'This file is refused.' });
}
