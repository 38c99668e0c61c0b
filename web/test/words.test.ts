/* What the page says: times, empty states, delivery, numbers, keys. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestOffset } from '../src/clock.ts';
import { DEFAULT_KEYS, actionOf, comboOf, usable } from '../src/keys.ts';
import * as live from '../src/live_words.ts';
import * as words from '../src/words.ts';
import type { Agent, Queue } from '../src/types.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse('2026-11-20T09:30:00.000Z');

test('a running time is short for the eye', () => {
  assert.equal(words.span(0), '0:00');
  assert.equal(words.span(-5000), '0:00');
  assert.equal(words.span(52_999), '0:52');
  assert.equal(words.span(12 * MINUTE + 41_000), '12:41');
  assert.equal(words.span(HOUR + 2 * MINUTE + 5_000), '1:02:05');
  assert.equal(words.span(76 * HOUR), '3 d 4 h');
});

test('a running time is whole words for the ear', () => {
  assert.equal(words.spoken(0), '0 seconds');
  assert.equal(words.spoken(61_000), '1 minute 1 second');
  assert.equal(words.spoken(2 * MINUTE), '2 minutes');
  assert.equal(words.spoken(HOUR + 2 * MINUTE + 30_000), '1 hour 2 minutes');
});

test('a day is named by its distance', () => {
  const day = (at: string) => words.dayWord(at, NOW, 'en-GB', 'UTC');
  assert.equal(day('2026-11-20T00:00:00.000Z'), 'Today');
  assert.equal(day('2026-11-19T23:59:59.999Z'), 'Yesterday');
  assert.equal(day('2026-11-12T10:00:00.000Z'), '12 Nov');
  assert.equal(day('2025-11-12T10:00:00.000Z'), '12 Nov 2025');
});

test('the day turns in the zone of the reader', () => {
  assert.equal(words.dayWord('2026-11-19T23:30:00.000Z', NOW, 'en-GB', 'Europe/Stockholm'), 'Today');
});

test('yesterday is the day before, however long it or today is', () => {
  const day = (at: string, now: string) => words.dayWord(at, Date.parse(now), 'en-GB', 'Europe/Berlin');
  assert.equal(day('2026-10-24T12:00:00.000Z', '2026-10-25T22:30:00.000Z'), 'Yesterday');
  assert.equal(day('2026-10-24T22:30:00.000Z', '2026-10-25T22:30:00.000Z'), 'Today');
  assert.equal(day('2026-03-29T12:00:00.000Z', '2026-03-29T22:30:00.000Z'), 'Yesterday');
  assert.equal(day('2026-03-28T22:45:00.000Z', '2026-03-29T22:30:00.000Z'), '28 Mar');
});

test('a list of a thousand times makes one format, in each zone', () => {
  const real = Intl.DateTimeFormat;
  let made = 0;
  Intl.DateTimeFormat = new Proxy(real, { construct: (target, given) => { made++; return Reflect.construct(target, given) as object; } });
  try {
    for (let i = 0; i < 1000; i++) for (const zone of ['Asia/Tokyo', 'Asia/Kolkata']) words.clockTime(NOW + i * MINUTE, 'sv-SE', zone);
  } finally { Intl.DateTimeFormat = real; }
  assert.equal(made, 2);
  assert.deepEqual(['Asia/Tokyo', 'Asia/Kolkata'].map((zone) => words.clockTime(NOW, 'sv-SE', zone)), ['18:30', '15:00']);
});

test('a machine that travels shows the time of where it is', () => {
  const home = process.env.TZ;
  const times = ['Europe/Berlin', 'America/New_York', 'Europe/Berlin'].map((zone) => { process.env.TZ = zone; return words.clockTime(NOW, 'en-GB'); });
  if (home === undefined) delete process.env.TZ; else process.env.TZ = home;
  assert.deepEqual(times, ['10:30', '04:30', '10:30']);
});

const agent = (part: Partial<Agent>): Agent => ({
  agent: '5', name: 'Maya Okafor', status: 'available', stop_new: false, code: null, code_name: null, since: '2026-11-20T09:12:00.000Z',
  set_by: 'agent', set_by_name: null, reason: null, until: null, occupancy: 'idle', shown: 'available', shown_since: null, shown_until: null, lease: 'live',
  load: 0, limit: 600, chats: 0, chats_limit: 6, ...part,
});
const queue = (name: string, waiting: number): Queue => ({ id: name, name, waiting, oldest_since: null });
const empty = (part: Partial<Agent>, queues: Queue[]) => words.emptyWords(agent(part), queues, 'en-GB', 'UTC');

test('the empty page says what is so', () => {
  assert.equal(empty({}, [queue('Billing', 0), queue('Orders', 0)]), 'Available since 09:12. Two queues, nobody waiting.');
  assert.equal(empty({ status: 'on_break' }, [queue('Billing', 3), queue('Orders', 0)]), 'You are on break; three people wait in Billing.');
  assert.equal(empty({ status: 'on_break' }, [queue('Billing', 1)]), 'You are on break; one person waits in Billing.');
  assert.equal(empty({ status: 'on_break' }, [queue('Billing', 2), queue('Orders', 12)]), 'You are on break; 14 people wait in two queues.');
  assert.equal(empty({}, []), 'No queue lets you in: ask your supervisor.');
});

test('who set a status is said', () => {
  assert.equal(words.whoSet(agent({})), 'Chosen by you');
  assert.equal(words.whoSet(agent({ shown: 'busy' })), 'Busy in a conversation. Available: chosen by you');
  assert.equal(words.whoSet(agent({ shown: 'post_processing', set_by: 'supervisor', set_by_name: 'Ida Brandt' })), 'Post Processing in wrap-up. Available: set by Ida Brandt');
  assert.deepEqual(['available', 'busy', 'post_processing', 'disconnected'].map((shown) => words.sinceWords({ shown, status: 'available' })), ['in this status', 'longest conversation', 'since it ended', 'since it was lost']);
  assert.equal(words.whoSet(agent({ set_by: 'supervisor', set_by_name: 'Ida Brandt' })), 'Set by Ida Brandt');
  assert.equal(words.whoSet(agent({ set_by: 'rule', reason: 'offer_expired' })), 'Set by a rule: an offer was missed');
  assert.equal(words.whoSet(agent({ set_by: 'rule', reason: 'something_new' })), 'Set by a rule: something new');
});

test('a file is called by its kind, saved under a name of its own, its size told as people say it', () => {
  assert.deepEqual(['image/png', 'video/3gpp', 'audio/amr', 'application/pdf', 'text/vcard', null].map(words.fileNoun),
    ['Picture', 'Video', 'Sound', 'PDF document', 'Contact card', 'File']);
  assert.deepEqual([words.fileName('7', 'image/jpeg'), words.fileName('8', 'video/3gpp'), words.fileName('9', 'text/vcard'), words.fileName('10', null)],
    ['picture-7.jpg', 'video-8.3gp', 'contact-9.vcf', 'file-10']);
  assert.deepEqual([words.fileSize(999), words.fileSize(40_000), words.fileSize(5_242_880)], ['999 bytes', '40 kB', '5.2 MB']);
});

test('every delivery state has words, and what failed can be sent again', () => {
  const say = (state: string, reason: string | null = null) => words.deliveryWord({ state, reason });
  assert.equal(say('queued').word, 'queued');
  assert.equal(say('delivered', 'whatever').word, 'delivered');
  assert.equal(say('undelivered', 'the phone was unreachable').word, 'not delivered: the phone was unreachable');
  assert.equal(say('failed', 'carrier_down').word, 'failed: carrier down');
  assert.equal(say('unknown').word, 'not known whether it was sent');
  for (const state of ['undelivered', 'failed', 'expired', 'rejected', 'unknown']) assert.equal(say(state).again, true, state);
  for (const state of ['held', 'queued', 'sending', 'sent', 'delivered', 'blocked', 'cancelled']) assert.equal(say(state).again, false, state);
  assert.equal(words.deliveryWord({ state: 'held', reason: null, held_until: '2026-11-13T07:00:00.000000Z' }, 'en-GB', 'Europe/Berlin').word, 'held until Fri 08:00');
  assert.equal(say('half_sent').word, 'half sent');
});

test('statuses differ in shape, not in colour alone', () => {
  const names = ['available', 'busy', 'busy_stop_new', 'post_processing', 'work_offline', 'on_break', 'logged_out', 'disconnected'];
  assert.equal(new Set(names.map((name) => words.statusWord(name).shape)).size, names.length);
  assert.equal(words.statusWord('in_training').word, 'In training');
});

test('a number is grouped for the eye and never changed', () => {
  assert.equal(words.phone('+14155550132'), '+1 415 555 0132');
  assert.equal(words.phone('+46705550142'), '+46 705 550 142');
  assert.equal(words.phone('+353861234567'), '+353 861 234 567');
  assert.equal(words.phone('ACME'), 'ACME');
  for (let n = 1_000_000; n < 1_000_100; n++) {
    assert.equal(words.phone(`+49${n}7`).replaceAll(' ', ''), `+49${n}7`);
  }
});

test('initials come from letters, in any script', () => {
  assert.equal(words.initials('Maya Okafor'), 'MO');
  assert.equal(words.initials('Åsa van der Berg'), 'ÅB');
  assert.equal(words.initials('+46 70'), '#');
});

test('the reason of an offer reads from words and from fields', () => {
  assert.equal(words.whyWords('longest without work'), 'longest without work');
  assert.equal(words.whyWords({ skills: [{ skill: 'Swedish', level: 90 }], by: 'idle' }), 'Swedish 90, longest without work');
  assert.equal(words.whyWords(null), '');
});

test('the latest answer is not the truest: the quickest is', () => {
  assert.equal(bestOffset([]), 0);
  assert.equal(bestOffset([-300, -20, -150]), -20);
});

const press = (key: string, part = {}) =>
  ({ key, code: '', ctrlKey: false, shiftKey: false, altKey: false, metaKey: false, ...part });

test('a combination has one name on every keyboard', () => {
  assert.equal(comboOf(press('A', { ctrlKey: true, shiftKey: true })), 'Ctrl+Shift+A');
  assert.equal(comboOf(press('!', { code: 'Digit1', ctrlKey: true, shiftKey: true })), 'Ctrl+Shift+1');
  assert.equal(comboOf(press('Shift', { shiftKey: true })), null);
});

test('single letters work outside text fields only, and can be switched off', () => {
  assert.equal(actionOf(press('j'), DEFAULT_KEYS, true, false), 'next');
  assert.equal(actionOf(press('j'), DEFAULT_KEYS, true, true), null);
  assert.equal(actionOf(press('j'), DEFAULT_KEYS, false, false), null);
  assert.equal(actionOf(press('?', { shiftKey: true }), DEFAULT_KEYS, true, false), 'help');
  assert.equal(actionOf(press('j', { ctrlKey: true }), DEFAULT_KEYS, true, false), null);
});

test('Esc is never an action, and no plain letter can be chosen for one', () => {
  assert.equal(actionOf(press('Escape'), DEFAULT_KEYS, true, false), null);
  assert.equal(usable('A'), false);
  assert.equal(usable('Shift+A'), false);
  assert.equal(usable('Alt+A'), true);
  assert.equal(usable('F8'), true);
});

test('a status says who or what set it, when, until when, and why (SV-6)', () => {
  const since = '2026-11-20T14:02:00.000Z';
  const said = (it: Partial<Parameters<typeof words.setWords>[0]>) => words.setWords({ since, set_by: 'agent', ...it }, 'en-GB', 'UTC');
  assert.equal(said({ set_by: 'rule', reason: 'offer_expired' }), 'by a missed offer at 14:02');
  assert.equal(said({ set_by: 'rule', reason: 'emergency', until: '2026-11-20T14:30:00.000Z' }), 'by an emergency call at 14:02, until 14:30');
  assert.equal(said({ set_by: 'rule', reason: 'of_tomorrow' }), 'by a rule (of tomorrow) at 14:02');
  assert.equal(said({ set_by: 'supervisor', set_by_name: 'Rosa Marchetti', reason: 'Call Anna' }), 'by Rosa Marchetti at 14:02: Call Anna');
  assert.equal(said({}), 'by their own choice at 14:02');
  assert.equal(said({ since: null, set_by: 'rule' }), 'by a rule');
  // What nobody chose is not said to be chosen.
  assert.equal(said({ shown: 'available', status: 'available' }), 'by their own choice at 14:02');
  assert.equal(said({ shown: 'busy_stop_new', status: 'available' }), 'by their own choice at 14:02');
  assert.equal(said({ shown: 'busy', status: 'busy', set_by: 'rule', reason: 'emergency' }), 'by an emergency call at 14:02');
  assert.equal(said({ shown: 'busy', status: 'available', shown_until: '2026-11-20T14:30:00.000Z' }), 'in a conversation (Available by their own choice at 14:02)');
  assert.equal(said({ shown: 'post_processing', status: 'available', shown_until: '2026-11-20T14:30:00.000Z', until: '2026-11-20T15:00:00.000Z' }), 'in wrap-up, until 14:30 (Available by their own choice at 14:02)');
  assert.equal(said({ shown: 'disconnected', status: 'on_break', set_by: 'rule', reason: 'offer_expired' }), 'connection lost (On Break by a missed offer at 14:02)');
});

test('an alarm says what crossed which line (SV-5)', () => {
  assert.equal(live.alarmWords({ kind: 'oldest_wait', value: 72_000, threshold: 60_000 }), 'oldest wait 1:12, above 1:00');
  assert.equal(live.alarmWords({ kind: 'service_level', value: 61.6, threshold: 80 }), 'service level 62 %, below 80 %');
  assert.equal(live.alarmWords({ kind: 'nobody_logged_in', value: null, threshold: null }), 'nobody is logged in');
  assert.equal(live.alarmWords({ kind: 'of_tomorrow', value: 1, threshold: 2 }), 'of tomorrow');
});

test('what can not be divided is a dash; each unit in its own words (SV-7)', () => {
  assert.equal(live.figureWords(null, 'percent'), '–');
  assert.equal(live.figureWords(81.6, 'percent'), '82 %');
  assert.equal(live.figureWords(72_000, 'ms'), '1:12');
  assert.equal(live.figureWords(1.25, 'ratio'), '1.3');
});

test('a decision to offer says to whom, how it ended and why to them', () => {
  const made = { at: '', decision: 'offer', agent: { id: '1', name: 'Maya' }, offer: { state: 'expired', cause: null }, words: 'the only one who can take it' };
  assert.equal(live.decisionWords(made), 'Offered to Maya, missed: the only one who can take it');
  assert.equal(live.decisionWords({ ...made, offer: { state: 'made', cause: null }, words: 'Offered to Maya.' }), 'Offered to Maya');
  assert.equal(live.decisionWords({ ...made, offer: null, agent: null, decision: 'auto_reply', words: null }), 'Auto reply');
});

test('an e-mail goes to the whole address and to nobody else', () => {
  assert.equal(words.mailTo('ann@example.com'), 'mailto:ann@example.com');
  for (const odd of ['ann#1@example.com', 'a&b@example.com', 'a%0d@example.com', 'a?bcc=eve@example.com']) {
    const url = new URL(words.mailTo(odd));
    assert.deepEqual([decodeURIComponent(url.pathname), url.search, url.hash], [odd, '', '']);
  }
});
