/*
 * Joins the parts of the agents' page for one logged-in person: session, store, desk. Started with the page; what one
 * person had ends with the logout.
 */
import { effect } from '@preact/signals';
import { startAlerts } from './alerts.ts';
import { api } from './api.ts';
import { channels, loadChannels } from './channels.ts';
import { onChange } from './changes.ts';
import { serverNow, startClock } from './clock.ts';
import { store } from './commands.ts';
import { lookups } from './customers.ts';
import * as desk from './desk.ts';
import { chatsLive, chatsOver, hearChat, isChat, part } from './chat/lazy.ts';
import { endEmergency, startEmergency } from './emergency.ts';
import { endByTime, savedByTime } from './endings.ts';
import { forgetMessages, readMessages } from './messages.ts';
import { phoneLive, phoneOver } from './phone/lazy.ts';
import { leads, phase, refresh, say, startSession } from './session.ts';
import { startSettings } from './settings.ts';
import { onKey } from './shortcuts.ts';
import { loadCodes } from './status.ts';
import { drainAll, fillConversation, unreadOf } from './texts.ts';
import { forgetUrgent, hearUrgent, isUrgent, readUrgent, urgentWords, type EmergencyCall } from './urgent.ts';
import type { Frame } from './types.ts';

/** The figures of queues and team come with a snapshot; this often, with some play. */
const REFRESH_MS = 60_000;
const REFRESH_PLAY_MS = 10_000;
/** A wrap-up that runs out is saved by the page this long before its end. */
const WRAP_SAVE_MS = 2_000;
/** An offer that still stands so long after its deadline has ended unheard. */
const OFFER_OVERDUE_MS = 4_000;
const CHECK_MS = 500;

let unwatch: (() => void) | null = null;

function entered(): void {
  unwatch = store.onChange(onChange);
  void loadCodes();
  void loadChannels();
  startEmergency();
}

function left(): void {
  unwatch?.();
  savedByTime.clear();
  chatsOver();
  phoneOver();
  forgetMessages();
  endEmergency();
  forgetUrgent();
  lookups.value = new Map();
  channels.value = [];
}

/** Who leads agents and looks at their own workspace is told of emergency calls here, too. */
const urgentLine = (it: EmergencyCall): void => desk.addLine('error', `Emergency call: ${urgentWords(it)}`, serverNow());

const hear = (frame: Frame): void => (isUrgent(frame) ? hearUrgent(frame as never, store.user.value?.id, urgentLine) : isChat(frame) ? hearChat(frame as never) : store.fromStream(frame));

function afterSnapshot(): void {
  const ids = store.work.value.map((it) => it.interaction);
  if (desk.selected.value === null || !ids.includes(desk.selected.value) && desk.gone.value?.interaction !== desk.selected.value) {
    desk.selected.value = ids[0] ?? null;
  }
  for (const it of store.work.value) void fillConversation(it.conversation);
  drainAll();
  if (store.user.value) chatsLive(store.user.value, say);
  phoneLive();
  void readMessages();
  if (leads.value) void readUrgent(store.user.value?.id, urgentLine);
}

/* ---- what time brings ----------------------------------------------------------- */

function saveWrapUps(): void {
  for (const it of store.work.value) {
    if (it.state !== 'wrap_up' || !it.wrap_until) continue;
    const left = Date.parse(it.wrap_until) - serverNow();
    if (left > WRAP_SAVE_MS) savedByTime.delete(it.interaction);
    else if (left >= -WRAP_SAVE_MS) endByTime(it);
  }
}

/** An offer's end should have come by now: a new snapshot tells. */
function askForOverdue(): void {
  const first = store.openOffers.value[0];
  if (!first) return;
  const late = serverNow() - Date.parse(first.deadline);
  if (late > OFFER_OVERDUE_MS && late % OFFER_OVERDUE_MS < CHECK_MS) refresh();
}

/* ---- start ---------------------------------------------------------------------------- */

function refreshLater(): void {
  setTimeout(() => {
    if (document.visibilityState === 'visible') refresh();
    refreshLater();
  }, REFRESH_MS + Math.random() * REFRESH_PLAY_MS);
}

function title(): string {
  const offers = store.openOffers.value.length;
  if (offers > 0) return 'New offer · Trunkline';
  const unread = store.work.value.filter((it) => unreadOf(it.conversation) > 0).length;
  const all = unread + (part.value?.unread.value ?? 0);
  return all > 0 ? `(${all}) Trunkline` : 'Trunkline';
}

export async function start(): Promise<void> {
  startClock();
  startSettings();
  startAlerts();
  document.addEventListener('keydown', (event) => phase.value.name === 'in' && onKey(event));
  effect(() => {
    document.title = title();
  });
  setInterval(() => {
    saveWrapUps();
    askForOverdue();
  }, CHECK_MS);
  refreshLater();
  await startSession({ entered, readSnapshot: api.workspace, hear, onLive: afterSnapshot, left });
}
