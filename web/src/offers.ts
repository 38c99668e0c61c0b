/* Taking an offer or not, and which conversation is open. */
import { Problem, api } from './api.ts';
import { exclusive, fail, store } from './commands.ts';
import * as desk from './desk.ts';
import { acceptedHere } from './phone/lazy.ts';
import { openPop, screenPop } from './screenpop.ts';
import { settings } from './settings.ts';
import type { FrameOf, Id } from './types.ts';
import { composer, focusComposer } from './view/focus.ts';

/** A person who is in the middle of a text keeps it under their hands, as does one who has gone to a field since `from` had the focus. The message
    field does not count as one: it gets the focus by itself as the offer goes. */
function isWriting(from: Element | null) {
  const at = document.activeElement;
  return at?.matches(':read-write:not(dialog input)') && ((at !== from && at !== composer()) || ((at as HTMLTextAreaElement).value ?? at.textContent).trim());
}

export function openColleague(account: string): void {
  desk.colleague.value = account;
  desk.preview.value = null;
  desk.view.value = 'talk';
  requestAnimationFrame(focusComposer);
}

export function select(interaction: Id | null, focus = false): void {
  desk.colleague.value = null;
  desk.selected.value = interaction;
  desk.gone.value = null;
  desk.preview.value = null;
  desk.view.value = interaction === null ? 'list' : 'talk';
  if (focus) requestAnimationFrame(focusComposer);
}

export const acceptOffer = (id: Id) =>
  exclusive(`offer:${id}`, async () => {
    const offer = store.offers.value.get(id), from = document.activeElement;
    try {
      acceptedHere(id); // its call is answered here, whichever comes first
      openAccepted(await api.accept(id).catch((error: unknown) => {
        if (offer && isAlreadyAccepted(error)) return api.interaction(offer.interaction); // answering the call accepted it first
        throw error;
      }), from);
    } catch (error) {
      offerFailed('Not accepted', error);
    }
  });

function openAccepted(frame: FrameOf<'interaction'>, from: Element | null): void {
  const it = frame.state, me = store.user.value;
  store.fromAnswer(frame);
  if (it === null || me === null || it.agent !== me.id) return;
  if (!isWriting(from)) {
    select(frame.id);
    requestAnimationFrame(() => isWriting(from) || focusComposer());
  }
  if (settings.value.screenPop) openPop(screenPop(it.screen_pop_url, it, me));
}

export const rejectOffer = (id: Id) =>
  exclusive(`offer:${id}`, async () => {
    try {
      const frame = await api.reject(id);
      if (frame?.kind) store.fromAnswer(frame);
    } catch (error) {
      offerFailed('Not rejected', error);
    }
  });

const isAlreadyAccepted = (error: unknown) => error instanceof Problem && error.type === 'offer_already_accepted';

/** The answer that it has ended already carries no version; the stream's frame does. */
function offerFailed(what: string, error: unknown): void {
  if (isAlreadyAccepted(error)) return;
  fail(what, error);
}
