/* The channels from which the agent may begin a text (SMS-10). */
import { signal } from '@preact/signals';
import { api } from './api.ts';
import type { MyChannel } from './types.ts';

/** Empty: they may not begin any. */
export const channels = signal<MyChannel[]>([]);

export async function loadChannels(): Promise<void> {
  try {
    channels.value = await api.myChannels();
  } catch {
    /* the next look asks again */
  }
}
