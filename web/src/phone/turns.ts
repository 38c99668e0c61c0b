/*
 * Hold and mute by a key, for the call that one talks on, whichever phone it is on. Both are the contact center's; a call that is on this page's
 * own phone is muted by that.
 */
import { say } from '../alerts.ts';
import { command } from '../api.ts';
import { exclusive, fail, store } from '../commands.ts';
import * as desk from '../desk.ts';
import type { Interaction } from '../types.ts';
import { phonePart } from './lazy.ts';
import { calls, talking, type PhoneCall } from './state.ts';

const isTalked = ({ agent, call }: Interaction): boolean => agent === store.user.value?.id && (call?.state === 'talking' || call?.state === 'held');

/**
 * The page's own call that this customer's call is; none: it is on another phone. Of one that was left with the agent after a consult the phone was
 * rung without an offer.
 */
export const ownCall = ({ offer }: Interaction): PhoneCall | undefined =>
  calls.value.find((call) => call.offer !== null && call.offer === offer) ??
  calls.value.find((call) => call.offer === null && call.way === 'in' && !call.help && (call.state === 'talking' || call.state === 'again'));

/** The customer's call that is open, else the one that is talked; and the page's own call that it is, or that is talked without one. */
function open(): { it: Interaction | undefined; own: PhoneCall | undefined } {
  const talked = store.work.value.filter(isTalked);
  const it = talked.find((one) => one.interaction === desk.selected.value) ?? talked[0];
  return { it, own: it ? ownCall(it) : talking.value ?? calls.value.find(({ state }) => state === 'talking') };
}

/** done: said where the call's own part of the page, which says it, is not open. */
const order = (it: Interaction, path: string, done: string): Promise<void> => exclusive(`call:${it.interaction}`, async () => {
  try {
    await command('POST', `/interactions/${it.interaction}/call/${path}`, {});
    if (it.interaction !== desk.selected.value) say(done);
  } catch (error) {
    fail('Not done', error);
  }
});

export function mute(): void {
  const { it, own } = open();
  if (it && (!own || it.call?.muted)) {
    void (it.call?.muted ? order(it, 'unmute', 'You are heard again.') : order(it, 'mute', 'You are muted.'));
  } else if (own) {
    phonePart.value?.mute(own.id, !own.muted);
    say(own.muted ? 'You are heard again.' : 'You are muted.');
  }
}

export function hold(): void {
  const { it, own } = open(), byPhone = !it || it.call?.held_by === 'phone';
  if (it?.call?.consult) return; // the customer waits, or talks with both
  if (byPhone && own && !own.help) phonePart.value?.hold(own.id, !own.hold);
  else if (byPhone && it) say('On hold by your phone: take it back there.');
  else if (it) void (it.call?.state === 'held' ? order(it, 'resume', 'You talk again.') : order(it, 'hold', 'The customer is on hold.'));
}
