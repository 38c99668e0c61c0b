/*
 * What happens now in the queues and with the agents that one leads: asked for once a second with
 * the version at hand, while somebody looks. A missed answer leaves the figures, with their time.
 */
import { signal } from '@preact/signals';
import { Problem } from './api.ts';
import { leadingApi } from './leading_api.ts';
import type { BoardAgent, Wallboard } from './types.ts';

const EVERY_MS = 1_000;

export type Board = Extract<Wallboard, { changed: true }>;

export const board = signal<Board | null>(null);
/** Why the figures may be old; null: they are not. */
export const boardProblem = signal<string | null>(null);

let watchers = 0;
let stopAsking = (): void => {};

/** Answers how to stop; it is asked for once, however many look. */
export function watchBoard(): () => void {
  if (watchers++ === 0) stopAsking = follow();
  let over = false;
  return () => {
    if (!over && --watchers === 0) stopAsking();
    over = true;
  };
}

function follow(): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  async function ask(): Promise<void> {
    try {
      const answer = await leadingApi.wallboard(board.value?.version ?? null);
      if (stopped) return;
      if (answer.changed) board.value = answer;
      boardProblem.value = null;
    } catch (error) {
      boardProblem.value = error instanceof Problem ? error.message : 'No answer from the server.';
    }
    if (!stopped) timer = setTimeout(() => void ask(), EVERY_MS);
  }
  void ask();
  return () => {
    stopped = true;
    clearTimeout(timer);
    board.value = null;
    boardProblem.value = null;
  };
}

/** What an agent's row says of them, as text to compare; today's figures go on by themselves. */
export function stateOf({ counters, figures, ...state }: BoardAgent): string {
  return JSON.stringify(state);
}
