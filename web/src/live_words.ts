/* What the live view, Why and who leads see in words: figures, alarms, decisions, problems. Pure; loaded with them. */
import type { Alarm, Decision, Formula } from './types.ts';
import { NONE, plain, problemWords, span } from './words.ts';

const UNITS: Record<Formula['unit'], (value: number) => string> = {
  percent: (value) => `${Math.round(value)} %`,
  ms: span,
  ratio: (value) => value.toFixed(1),
};

export function figureWords(value: number | null | undefined, unit: Formula['unit']): string {
  return value == null ? NONE : UNITS[unit](value);
}

const FIGURES: Record<string, string> = {
  service_level: 'Service level',
  service_level_live: 'Service level, live',
  service_level_negative: 'Service level, leavers against us',
  service_level_positive: 'Service level, early leavers served',
  service_level_answered: 'Service level, of the answered',
  service_level_short: 'Service level, without short leavers',
  asa_ms: 'Speed of answer',
  abandon_ms: 'Time to abandon',
  aht_ms: 'Handle time',
  first_response_ms: 'First response',
  next_response_ms: 'Next response',
  next_response_live_ms: 'Next response, live',
};

export const figureName = (name: string): string => FIGURES[name] ?? plain(name.replace(/_ms$/, ''));

/** Which counters have a list of interactions behind them, in this order. */
export const LISTED: Record<Formula['of'], Record<string, string>> = {
  queue: {
    offered: 'Offered', answered: 'Answered', answered_in_time: 'Answered in time', abandoned: 'Abandoned',
    abandoned_in_time: 'Abandoned in time', left_otherwise: 'Left otherwise', waiting: 'Waiting', handled: 'Handled', first_replies: 'First replies', replies: 'Replies',
  },
  agent: { accepted: 'Accepted', handled: 'Handled', rejected: 'Rejected', missed: 'Missed', withdrawn: 'Taken back' },
};

const ALARMS: Record<string, (value: number, threshold: number) => string> = {
  oldest_wait: (value, threshold) => `oldest wait ${span(value)}, above ${span(threshold)}`,
  service_level: (value, threshold) => `service level ${Math.round(value)} %, below ${threshold} %`,
  nobody_logged_in: () => 'nobody is logged in',
  figures_differ: (value) => `the night's recount found ${value} difference${value === 1 ? '' : 's'}`,
};

/** What crossed which line (SV-5). */
export function alarmWords(alarm: Pick<Alarm, 'kind' | 'value' | 'threshold'>): string {
  return ALARMS[alarm.kind]?.(alarm.value ?? 0, alarm.threshold ?? 0) ?? plain(alarm.kind).toLowerCase();
}

const VERDICTS: Record<string, string> = {
  eligible: 'can be offered it',
  membership: 'not enabled in the queue',
  medium: 'does not handle this medium',
  skill: 'lacks a required skill',
  level: 'a required skill at too low a level',
  emergency: 'held back by an emergency',
  status: 'not Available',
  stop_new: 'takes nothing new (Stop New)',
  lease: 'not connected',
  wrap_up: 'in wrap-up',
  capacity: 'no room left',
  cool_down: 'missed, rejected or gave it away a moment ago',
  last_agent: 'it waits for who served the customer last',
};

const ENDS: Record<string, string> = { accepted: 'accepted', rejected: 'rejected', expired: 'missed', withdrawn: 'taken back' };

/** A stored decision: an offer says to whom, why to them, and how it ended. */
export function decisionWords(it: Decision): string {
  if (!it.offer || !it.agent) return it.words ?? plain(it.decision);
  const end = ENDS[it.offer.state];
  const why = it.words && !it.words.includes(it.agent.name) ? `: ${it.words}` : '';
  return `Offered to ${it.agent.name}${end ? `, ${end}` : ''}${why}`;
}

/** Why an agent does not get something. */
export const verdictWords = (verdict: string): string => VERDICTS[verdict] ?? plain(verdict).toLowerCase();

/** problemWords where it is about others: those whom one leads. */
const LED_PROBLEMS: Record<string, string> = {
  not_found: 'It is not there any more, or is not yours to lead.',
  not_logged_in: 'They are logged out: only they can log in again.',
  not_handling: 'They handle nothing: choose Work Offline.',
  locked: 'An emergency call holds their status.',
  emergency_runs: 'They have an emergency call, or had one minutes ago: being logged out has to be confirmed.',
  interaction_not_waiting: 'It does not wait any more: somebody has it, or it has ended.',
  offer_already_accepted: 'The offer was accepted a moment ago.',
  unknown_reference: 'What you chose does not wait there any more, or is not yours to lead.',
};

export function ledProblemWords(type: string, title: string, detail: string | null): string {
  return LED_PROBLEMS[type] ?? problemWords(type, title, detail);
}
