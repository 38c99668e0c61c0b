/*
 * Hold and mute by a key, for the call that one talks on, whichever phone it is on. Both are the contact center's; a call that is on this page's
 * own phone is muted by that.
 */
import { effect } from '@preact/signals';
import { say } from '../alerts.ts';
import { command } from '../api.ts';
import { exclusive, fail, store } from '../commands.ts';
import * as desk from '../desk.ts';
import type { Id, Interaction, QueueCall } from '../types.ts';
import { phone } from '../words.ts';
import { phonePart } from './lazy.ts';
import { calls, type PhoneCall } from './state.ts';

/** What can be talked on: a customer's call, a call of the page's own, or both in one. */
interface Talk {
  it: Interaction | undefined;
  own: PhoneCall | undefined;
}

const MUTED = 'You are muted.', HEARD = 'You are heard again.';
const NOT_YET = { calling: 'The call is not answered yet.', ringing: 'The call is not answered yet.', again: 'Its sound is not back yet.' };

const isTalked = ({ agent, call }: Interaction): boolean => agent === store.user.value?.id && (call?.state === 'talking' || call?.state === 'held');

/**
 * The page's own call that this customer's call is; none is known: it is on another phone. Of one that was left with the agent after a consult the
 * phone was rung without an offer: only the customer's number tells it from a call by anybody else.
 */
export const ownCall = ({ offer, number }: Interaction): PhoneCall | undefined =>
  calls.value.find((call) => call.offer !== null && call.offer === offer) ??
  calls.value.find((call) => call.offer === null && call.way === 'in' && call.number === number && !call.help && (call.state === 'talking' || call.state === 'again'));

/** The customer's call that this one of the page's is. */
export const customerOn = (call: PhoneCall): Interaction | undefined => store.work.value.find((it) => isTalked(it) && ownCall(it) === call);

/** Where the customer is meanwhile: the agent has to know who hears them. */
export function consultWords({ name, number, state }: NonNullable<QueueCall['consult']>): string {
  const who = name ? `${name} (${phone(number)})` : phone(number);
  switch (state) {
    case 'ringing': return `It rings at ${who}; the customer waits`;
    case 'talking': return `You talk with ${who}; the customer hears music`;
    case 'conference': return `All three talk: you, the customer and ${who}`;
  }
}

/* ---- which call a key is for ----------------------------------------------------------------- */

function talks(): Talk[] {
  const customers = store.work.value.filter(isTalked).map((it): Talk => ({ it, own: ownCall(it) }));
  const others = calls.value.filter((call) => call.state !== 'ringing' && !customers.some(({ own }) => own === call));
  return [...customers, ...others.map((own): Talk => ({ it: undefined, own }))];
}

/** Who is heard on this page goes before who is heard elsewhere, who may soon be heard, and who is on hold. */
function rank({ it, own }: Talk): number {
  if (own && own.state !== 'talking') return 2;
  if (own) return own.held ? 3 : 0;
  return it?.call?.state === 'held' ? 3 : 1;
}

/** Of several alike, the one that is open. */
function open(): Talk {
  const isOpen = ({ it }: Talk): number => Number(it !== undefined && it.interaction === desk.selected.value);
  return talks().sort((a, b) => rank(a) - rank(b) || isOpen(b) - isOpen(a))[0] ?? { it: undefined, own: undefined };
}

/* ---- mute ------------------------------------------------------------------------------------ */

/** The page learns of what was done by its stream, after the answer; without the stream it waits no longer. */
const SHOWN_MS = 3_000;

/** What its agent wished last, of each call whose mute is under way. */
const wishes = new Map<Id, boolean>();

const isMuted = (id: Id): boolean => store.interactions.value.get(id)?.call?.muted ?? false;

async function shown(id: Id, muted: boolean): Promise<void> {
  let stop = (): void => {};
  await new Promise<void>((done) => {
    setTimeout(done, SHOWN_MS);
    stop = effect(() => { if (isMuted(id) === muted) done(); });
  });
  stop();
}

function sayMuted(id: Id, muted: boolean): void {
  const it = store.interactions.value.get(id);
  say(muted ? MUTED : it && ownCall(it)?.muted ? 'Your phone is still muted.' : HEARD);
}

async function fulfil(id: Id): Promise<void> {
  for (let sent: boolean | undefined; sent !== wishes.get(id);) {
    sent = wishes.get(id)!;
    try {
      await command('POST', `/interactions/${id}/call/${sent ? 'mute' : 'unmute'}`, {});
      sayMuted(id, sent);
      await shown(id, sent);
    } catch (error) {
      if (sent === wishes.get(id)) throw error;
    }
  }
}

/** By the contact center. A wish that comes while one is under way is sent after it: the last one is what stays. */
export async function muteBy(id: Id, muted: boolean): Promise<void> {
  wishes.set(id, muted);
  await exclusive(`mute:${id}`, () => fulfil(id).finally(() => wishes.delete(id)));
}

function muteOwn(own: PhoneCall): void {
  if (own.state !== 'talking') say(NOT_YET[own.state]);
  else if (phonePart.value?.mute(own.id, !own.muted)) say(own.muted ? HEARD : MUTED);
}

export function mute(): void {
  const { it, own } = open(), muted = it !== undefined && (wishes.get(it.interaction) ?? isMuted(it.interaction));
  if (it && (!own || muted)) void muteBy(it.interaction, !muted).catch((error) => fail('Not done', error));
  else if (own) muteOwn(own);
}

/* ---- hold ------------------------------------------------------------------------------------ */

const order = (it: Interaction, path: string, done: string): Promise<void> => exclusive(`call:${it.interaction}`, async () => {
  try {
    await command('POST', `/interactions/${it.interaction}/call/${path}`, {});
    say(done);
  } catch (error) {
    fail('Not done', error);
  }
});

function holdOwn(own: PhoneCall): void {
  if (own.state !== 'talking') say(NOT_YET[own.state]);
  else if (own.help) say('An emergency call is never held.');
  else phonePart.value?.hold(own.id, !own.hold);
}

export const hold = (): void => turnHold(open());

/** By the card of the page's own call. */
export const holdCard = (own: PhoneCall): void => turnHold({ it: customerOn(own), own });

function turnHold({ it, own }: Talk): void {
  const held = it?.call?.state === 'held';
  if (it?.call?.consult) return own?.hold ? holdOwn(own) : say('No hold while somebody is brought in.');
  if (it && !own && it.call?.held_by === 'phone') return say('On hold by your phone: take it back there.');
  /* Another call of the page's makes it hold a customer, who may be on hold already: they are back when neither holds them. */
  if (own && (!it || own.hold)) holdOwn(own);
  if (it && (held || !own?.hold)) void (held ? order(it, 'resume', 'You talk again.') : order(it, 'hold', 'The customer is on hold.'));
}
