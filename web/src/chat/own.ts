/* What one wrote: changed or deleted within a day (MS-5), where the matrix lets one. */
import { Problem, command } from '../api.ts';
import { exclusive, fail, words } from '../commands.ts';
import { serverNow } from '../clock.ts';
import type { Id } from '../types.ts';
import { heardOf, may } from './colleagues.ts';
import { allows } from './matrix.ts';
import type { FrameOfChat, Said } from './types.ts';

/** The server's own limit. */
const CHANGE_MS = 24 * 3600_000;

export const mayChange = (said: Said, key: string) =>
  said.deleted_at === null && serverNow() - Date.parse(said.at) < CHANGE_MS && allows(may('change', key));

/** Null: it was changed; else why not. */
export async function changeSaid(id: Id, text: string): Promise<string | null> {
  try {
    heardOf(await command<FrameOfChat<'message'>>('PUT', `/messages/${id}`, { text }));
    return null;
  } catch (error) {
    return error instanceof Problem && error.type === 'too_late' ? 'A day has passed: it can’t be changed any more.' : words(error);
  }
}

export const deleteSaid = (id: Id) => exclusive(`chat:delete:${id}`, async () => {
  try {
    heardOf(await command<FrameOfChat<'message'>>('DELETE', `/messages/${id}`));
  } catch (error) {
    fail('The message was not deleted', error);
  }
});
