/* From a key press to what it does (keys.ts says which key means what). */
import { fail, store } from './commands.ts';
import * as desk from './desk.ts';
import { endWrapUp } from './endings.ts';
import { actionOf, type Action } from './keys.ts';
import { acceptOffer, rejectOffer, select } from './offers.ts';
import { settings } from './settings.ts';
import { focusComposer } from './view/focus.ts';

export function step(by: 1 | -1): void {
  const ids = store.work.value.map((it) => it.interaction);
  if (ids.length === 0) return;
  const at = ids.indexOf(desk.selected.value ?? '');
  select(ids[(at + by + ids.length) % ids.length]!, true);
}

export function perform(action: Action | 'help'): void {
  const offer = store.openOffers.value[0];
  const it = store.work.value.find((work) => work.interaction === desk.selected.value);
  switch (action) {
    case 'accept':
      return void (offer && acceptOffer(offer.offer));
    case 'reject':
      return void (offer?.may_reject && rejectOffer(offer.offer));
    case 'next':
      return step(1);
    case 'previous':
      return step(-1);
    case 'write':
      return focusComposer();
    case 'customer':
      return togglePerson();
    case 'status':
      desk.statusOpen.value = true;
      return;
    case 'hold':
    case 'mute':
      return void import('./phone/turns.ts').then((part) => part[action]()).catch((error) => fail('Not done', error));
    case 'end':
      if (desk.colleague.value !== null) return;
      if (it?.state === 'assigned') desk.dialog.value = { name: 'end', id: it.interaction };
      else if (it) void endWrapUp(it);
      return;
    case 'help':
      desk.dialog.value = { name: 'keys' };
      return;
  }
}

export function togglePerson(): void {
  desk.personOpen.value = !desk.personOpen.value;
  desk.view.value = desk.view.value === 'customer' ? 'talk' : 'customer';
}

function isTyping(at: EventTarget | null): boolean {
  return at instanceof HTMLElement && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
}

/** Over an open dialog an offer may be answered, and who talks may be muted at once. */
const OVER_DIALOGS: ReadonlySet<Action | 'help'> = new Set(['accept', 'reject', 'mute']);

export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const { keys, singleKeys } = settings.value;
  const action = actionOf(event, keys, singleKeys, isTyping(event.target));
  if (!action) return;
  if (desk.dialog.value && !OVER_DIALOGS.has(action)) return;
  event.preventDefault();
  if (!event.repeat) perform(action);
}
