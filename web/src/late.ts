/* What time has overtaken of a wrap-up: as much of it as can be is saved all the same, and what can't is said. */
import { Problem, command } from './api.ts';
import { serverNow } from './clock.ts';
import { fail, store } from './commands.ts';
import * as desk from './desk.ts';
import type { FrameOf, Interaction } from './types.ts';

const aboutDisposition = (error: unknown) => error instanceof Problem && error.body.errors?.[0]?.pointer === '/disposition_id';

function leaveOut(it: Interaction, part: 'choice' | 'disposition', error: unknown): void {
  fail(`The wrap-up's ${part === 'choice' ? 'case is left as it was' : 'disposition is not saved'}`, error);
  desk.setOutcome(it.interaction, { [part]: '' });
}

/** Refused. At its last moment once more (`save`) without what was refused: each turn leaves one part out, or is the last. */
export async function saveRest(it: Interaction, error: unknown, save?: () => Promise<void>): Promise<void> {
  if (error instanceof Problem && error.type === 'interaction_ended') return saveLate(it);
  const part = aboutDisposition(error) ? 'disposition' : 'choice';
  if (!save || !(error instanceof Problem) || ![404, 409, 422].includes(error.status) || !desk.outcomeOf(it.interaction)[part]) throw error;
  leaveOut(it, part, error);
  await save().catch((next: unknown) => saveRest(it, next, save));
}

/** It is over: its disposition and note are recorded as a correction. */
export async function saveLate(it: Interaction): Promise<void> {
  const { note: typed, disposition, choice } = desk.outcomeOf(it.interaction), note = typed.trim();
  const words = { ...(note ? { note } : {}), ...(disposition ? { disposition_id: disposition } : {}) };
  try {
    if (note || disposition) store.fromAnswer(await command<FrameOf<'interaction'>>('PUT', `/interactions/${it.interaction}/disposition`, words));
  } catch (error) {
    if (!disposition || !aboutDisposition(error)) throw error;
    leaveOut(it, 'disposition', error);
    return saveLate(it);
  }
  if (choice) desk.addLine('error', 'The wrap-up was over before its case was saved: the case is left as it was.', serverNow());
  desk.dropOutcome(it.interaction);
}
