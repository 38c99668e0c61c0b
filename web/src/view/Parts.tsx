/* Pieces that several components share: avatar, channel chip, status mark, running time. */
import type { JSX } from 'preact';
import './Parts.css';
import { useState } from 'preact/hooks';
import { opened } from '../api.ts';
import { now } from '../clock.ts';
import { link } from '../session.ts';
import type { Id, Message, Version } from '../types.ts';
import { channelWord, failure, initials, span, spoken, statusWord, type Shape } from '../words.ts';
import { Icon, type IconName } from './Icon.tsx';

/** Somebody's image, where they have one, else their initials (CT-11). */
export function Avatar({ name, big = false, user, image = null }: { name: string; big?: boolean; user?: Id | undefined; image?: Version | null | undefined }) {
  const [broken, setBroken] = useState<Version | null>(null), kind = big ? 'avatar big' : 'avatar';
  if (user && image && broken !== image)
    return <img class={kind} src={opened(`/users/${user}/avatar?size=64&version=${image}`)} alt="" onError={() => setBroken(image)} data-testid="image" />;
  return <span class={kind} aria-hidden="true">{initials(name)}</span>;
}

const CHANNEL_ICONS: Record<string, IconName> = { sms: 'sms', web: 'chat', chat: 'chat', voice: 'call' };

export function Chip({ kind }: { kind: string }) {
  return (
    <span class={`chip ${kind}`}>
      <Icon name={CHANNEL_ICONS[kind] ?? 'chat'} size={13} />
      {channelWord(kind)}
    </span>
  );
}

const SHAPES: Record<Shape, JSX.Element> = {
  'disc': <circle cx="6" cy="6" r="5" fill="currentColor" />,
  'square': <rect x="1.5" y="1.5" width="9" height="9" rx="1.5" fill="currentColor" />,
  'square-bar': <><rect x="1.5" y="1.5" width="9" height="9" rx="1.5" fill="currentColor" /><path d="M3 6h6" stroke="var(--panel)" stroke-width="2" /></>,
  'half': <><circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" stroke-width="1.6" /><path d="M6 1.800a4.2 4.2 0 0 1 0 8.400z" fill="currentColor" /></>,
  'ring': <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" stroke-width="1.8" />,
  'pause': <path d="M3.5 1.500v9M8.5 1.500v9" stroke="currentColor" stroke-width="2.8" />,
  'cross': <path d="M2.5 2.500l7 7M9.5 2.500l-7 7" stroke="currentColor" stroke-width="2" />,
  'triangle': <path d="M6 1l5.5 10H.5z" fill="currentColor" />,
};

/** Shape and colour; the word is for the one who writes it beside. */
export function StatusMark({ shown }: { shown: string }) {
  const { shape, tone } = statusWord(shown);
  return (
    <svg class={`mark tone-${tone}`} width="11" height="11" viewBox="0 0 12 12" aria-hidden="true">
      {SHAPES[shape]}
    </svg>
  );
}

/** Time that runs since a moment. Stands still, and grey, while nothing new can come. */
export function Since({ at, late, label }: { at: string; late?: number; label?: string }) {
  const state = link.value;
  const until = state.state === 'lost' || state.state === 'stale' ? state.since : now.value;
  const ms = until - Date.parse(at);
  return (
    <time dateTime={at} class={late !== undefined && ms >= late ? 'late' : undefined} title={label}>
      <span aria-hidden="true">{span(ms)}</span>
      <span class="hidden">{label ? `${label}: ` : ''}{spoken(ms)}</span>
    </time>
  );
}

/** In a list of conversations: the last text of one did not reach the customer. */
export function Failed({ last }: { last: Message }) {
  const failed = failure(last);
  return failed && (
    <span class={`tone-${failed.tone}`} title={failed.word} data-testid="row-failed"><Icon name="warning" size={12} /><span class="hidden">{failed.word}</span></span>
  );
}
