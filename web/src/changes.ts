/*
 * What follows when a thing changes: a line to read, a sound, a spoken word, the reading of
 * what is missing. It never opens one conversation in the place of another that others took, and never touches a draft.
 */
import { isLooking, notify, say, soundFor } from './alerts.ts';
import { serverNow } from './clock.ts';
import { busy, store } from './commands.ts';
import { lookUp, updateCards } from './customers.ts';
import * as desk from './desk.ts';
import { endByTime, savedByTime } from './endings.ts';
import { select } from './offers.ts';
import { refresh } from './session.ts';
import type { Change, Origin } from './store.ts';
import { dropOutgoing, fillConversation } from './texts.ts';
import type { Id, Interaction, Offer } from './types.ts';
import { stopTyping } from './typing.ts';
import { caller, channelWord, isolated, phoneWords, reasonWords, spoken } from './words.ts';

export function onChange(change: Change): void {
  switch (change.kind) {
    case 'offer':
      return onOffer(change);
    case 'message':
      return onMessage(change);
    case 'interaction':
      return onInteraction(change);
    case 'conversation':
      if (change.after && store.work.value.some((it) => it.conversation === change.id)) fillSoon(change.id);
      return;
    case 'customer':
      if (change.after) updateCards(change.id, change.version, change.after);
      return;
    case 'agent':
      return;
  }
}

function whose(it: { customer?: { name: string } | null; number: string }): string {
  return isolated(caller(it));
}

/** Queue figures are read once a minute, and again when an offer contradicts them: the clock of a customer who was taken must stop. */
const READ_APART_MS = 5000;
let readAt = 0;

function refreshWaiting({ kind, queue, waiting_since }: Offer, waits: boolean): void {
  setTimeout(() => {
    const shown = store.queues.value.find(({ id }) => kind === 'queue' && id === queue?.id);
    if (document.hidden || !shown || (waits ? shown.waiting : shown.oldest_since !== waiting_since)) return;
    readAt = Date.now();
    refresh();
  }, Math.max(FILL_AFTER_MS, readAt + READ_APART_MS - Date.now()));
}

function onOffer({ before, after, origin }: Extract<Change, { kind: 'offer' }>): void {
  const mine = store.user.value?.id;
  const offer = after ?? before;
  if (offer && origin !== 'snapshot') refreshWaiting(offer, ['made', 'rejected', 'expired'].includes(after?.state ?? ''));
  if (after?.state === 'made' && before === null && after.agent === mine) {
    const who = whose(after);
    const left = spoken(Date.parse(after.deadline) - serverNow());
    say(`New offer: ${channelWord(after.channel.kind)} from ${who}, ${after.queue?.name ?? after.channel.name}. ${left} to answer.`, true);
    soundFor('offer');
    notify(`New offer in ${after.queue?.name ?? after.channel.name}`, `${left} to answer`, after.offer);
    void lookUp(after.number, true);
    return;
  }
  /* What ended while a snapshot was read is not in it: its frame comes behind it, and is the first that this page hears of it. */
  if (before === null) return after?.to && after.agent !== mine && origin === 'stream' ? onAsked(after, after) : undefined;
  if (before.agent !== mine) return onAsked(before, after);
  if (desk.preview.value === before.offer) desk.preview.value = null;
  const line = offerLine(before, after, origin);
  if (!line) return;
  desk.addLine('missed', line, serverNow());
  say(line, true);
}

/** What became of what this agent asked a colleague. */
function onAsked(before: NonNullable<OfferChange['before']>, after: OfferChange['after']): void {
  const refused = after?.state === 'rejected' ? 'said no' : after?.state === 'expired' ? 'did not answer' : null;
  if (!refused && (after?.state !== 'withdrawn' || after.cause === 'asker')) return;
  const line = `${isolated(before.to?.name ?? 'The other agent')} ${refused ?? 'can\'t take it any more'}: ${whose(before)} stays with you.`;
  desk.addLine('missed', line, serverNow());
  say(line, true);
}

type OfferChange = Extract<Change, { kind: 'offer' }>;

function offerLine(before: NonNullable<OfferChange['before']>, after: OfferChange['after'], origin: OfferChange['origin']): string | null {
  const who = whose(before);
  const what = `${channelWord(before.channel.kind)} from ${who}${before.queue ? ` in ${before.queue.name}` : ''}`;
  if (after?.state === 'expired') return `You missed an offer: ${what}.`;
  if (after?.state === 'withdrawn') {
    const cause = reasonWords(after.cause);
    return `An offer was taken back: ${what}${cause ? ` (${cause})` : ''}.`;
  }
  const phone = after?.state === 'rejected' ? phoneWords(after.cause) : null;
  if (phone) return `An offer did not reach you: ${what} (${phone}).`;
  if (after === null && origin === 'snapshot') return `An offer ended while you were not connected: ${what}.`;
  return null;
}

function onMessage({ before, after, origin }: Extract<Change, { kind: 'message' }>): void {
  if (!after) return;
  const it = store.work.value.find((work) => work.conversation === after.conversation);
  if (it) fillSoon(after.conversation);
  if (after.client_id) dropOutgoing(after.client_id);
  if (before || after.direction !== 'in') return;
  stopTyping(after.conversation);
  if (!it || origin !== 'stream') return;
  soundFor('message');
  if (it.interaction === desk.selected.value && desk.colleague.value === null && isLooking()) return;
  const who = whose(it);
  say(`${who} wrote.`);
  notify('A customer wrote', `${channelWord(it.channel.kind)} in ${it.queue?.name ?? it.channel.name}`, it.conversation);
}

/** Commands of this page by which a conversation leaves its agent. */
const LEAVING = ['end', 'wrap', 'transfer', 'consult', 'call'];

function onInteraction({ before, after, origin }: Extract<Change, { kind: 'interaction' }>): void {
  const mine = store.user.value?.id;
  if (after && store.concerns(after, mine)) {
    fillSoon(after.conversation);
    void lookUp(after.number, before !== null && before.state !== after.state);
    if (desk.selected.value === null) desk.selected.value = after.interaction;
    return;
  }
  if (!before || !store.concerns(before, mine)) return;
  const dialog = desk.dialog.value;
  if ((dialog?.name === 'end' || dialog?.name === 'transfer') && dialog.id === before.interaction) desk.dialog.value = null;
  const own = origin === 'answer' || LEAVING.some((name) => busy.value.has(`${name}:${before.interaction}`));
  if (own && !savedByTime.has(before.interaction)) goOn(before.interaction);
  else onTaken(before, after?.state === 'ended' ? null : after, origin);
}

/** The agent has let it go: the next one is opened. */
function goOn(interaction: Id): void {
  if (interaction !== desk.selected.value) return;
  const next = store.work.value[0]?.interaction ?? null;
  /* Behind a colleague's chat, which stays in front. */
  if (desk.colleague.value !== null) desk.selected.value = next;
  else select(next);
}

/** Who loses a wrap-up so near to its end lost it to the time. */
const OVER_MS = 1000;

/** Others, or the time, took it away: nothing is opened in its place, where what is being typed would go to another customer. */
function onTaken(before: Interaction, after: Interaction | null, origin: Origin): void {
  if (before.state === 'wrap_up' && Date.parse(before.wrap_until ?? '') - serverNow() < OVER_MS) endByTime(before, true);
  const draft = unsent(before);
  const text = takenWords(before, after, origin);
  if (after || draft) desk.addLine('missed', text, serverNow(), draft);
  say(text, true);
  if (before.interaction !== desk.selected.value) return;
  const more = store.work.value.length > 0 || desk.outgoing.value.some((it) => it.conversation === before.conversation);
  if (after || draft || more) desk.gone.value = { interaction: before.interaction, conversation: before.conversation, text, draft };
  else goOn(before.interaction);
}

/** All that was typed there: a reply, the note of its end, one for colleagues. */
function unsent({ interaction, conversation }: Interaction): string {
  const { note } = desk.outcomeOf(interaction);
  const texts = [desk.draftOf(conversation), note === savedByTime.get(interaction) ? '' : note, desk.notes.value[conversation] ?? ''];
  return texts.map((text) => text.trim()).filter(Boolean).join('\n\n');
}

function takenWords(before: Interaction, after: Interaction | null, origin: Origin): string {
  const who = whose(before);
  const what = before.state === 'wrap_up' ? 'wrap-up' : before.medium === 'voice' ? 'call' : before.channel.kind === 'sms' ? 'conversation' : 'chat';
  /* A wrap-up is nobody else's afterwards, so that nothing need say why it is gone. */
  if (!after && before.state === 'wrap_up') return `The wrap-up of ${who} is over.`;
  if (!after) return `The ${what} with ${who} ${origin === 'snapshot' ? 'is no longer yours' : 'has ended'}.`;
  if (before.agent !== store.user.value?.id) return `You are no longer asked into the ${what} with ${who}.`;
  if (after.agent) return `${isolated(after.agent_name ?? 'Another agent')} has the ${what} with ${who} now.`;
  const queue = after.queue?.name ?? 'its queue';
  /* An answer limit (RT-13). */
  if (after.returned_reason === 'unanswered') return `The ${what} with ${who} went back to ${queue}: you did not answer in time.`;
  return `The ${what} with ${who} went back to ${queue}.`;
}

const waiting = new Set<string>();
const FILL_AFTER_MS = 250;

/** Frames of one change come close together: a hole counts only when they have settled. */
function fillSoon(conversation: string): void {
  if (waiting.has(conversation)) return;
  waiting.add(conversation);
  setTimeout(() => {
    waiting.delete(conversation);
    void fillConversation(conversation);
  }, FILL_AFTER_MS);
}
