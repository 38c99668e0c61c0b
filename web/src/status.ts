/* The agent's own status: setting it, and the reasons that may go with it. */
import { signal } from '@preact/signals';
import { Problem, api } from './api.ts';
import { exclusive, fail, store } from './commands.ts';
import type { Id, StatusCodes } from './types.ts';

export const codes = signal<StatusCodes>({ data: [], required: [] });

export async function loadCodes(): Promise<void> {
  try {
    codes.value = await api.statusCodes();
  } catch {
    /* without the list the server still says when a reason is missing */
  }
}

export type StatusResult = 'done' | 'code_missing' | 'exit_or_remain' | 'failed';

export async function setStatus(status: string, stopNew: boolean, code: Id | null): Promise<StatusResult> {
  let result: StatusResult = 'failed';
  await exclusive('status', async () => {
    try {
      store.fromAnswer(await api.setStatus(status, stopNew, code));
      result = 'done';
    } catch (error) {
      if (error instanceof Problem && (error.type === 'code_missing' || error.type === 'exit_or_remain')) result = error.type;
      else fail('The status stays as it is', error);
    }
  });
  return result;
}
