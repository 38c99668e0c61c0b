/*
 * The page that opens for who accepts (IN-4): a queue's template, filled in. Values are percent-encoded and stand behind the
 * host; what would lead elsewhere opens nothing. Pure, but for openPop. The placeholders are those of
 * sql/functions/routing/screen_pop_wrong.sql.
 */
import type { Interaction, User } from './types.ts';

type Value = (it: Interaction, agent: User) => string | null | undefined;

const VALUES: Record<string, Value> = {
  'customer.id': (it) => it.customer?.id,
  'customer.number': (it) => it.number,
  'customer.name': (it) => it.customer?.name,
  'interaction.id': (it) => it.interaction,
  'conversation.id': (it) => it.conversation,
  'queue.id': (it) => it.queue?.id,
  'queue.name': (it) => it.queue?.name,
  'channel.number': (it) => it.channel.number,
  'agent.id': (_, agent) => agent.id,
  'agent.name': (_, agent) => agent.name,
};

export const PLACEHOLDERS: readonly string[] = Object.keys(VALUES);

const TEMPLATE = /^https?:\/\/[^/?#{}@\\\s]+([/?#]|$)/;

/** Nothing but letters, digits and - . _ ~ stays as it is (RFC 3986). */
export function encoded(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

const fill = (template: string, value: (name: string) => string) =>
  template.replace(/\{([^{}]*)\}/g, (_, name: string) => (Object.hasOwn(VALUES, name) ? value(name) : ''));

/** A value of dots would climb in the path, which no encoding hides. */
const sameWay = (one: URL, other: URL) =>
  one.origin === other.origin && one.pathname.split('/').length === other.pathname.split('/').length;

/** The address, or null: there is none that may be opened. */
export function screenPop(template: string | undefined, it: Interaction, agent: User): string | null {
  if (template === undefined || !TEMPLATE.test(template)) return null;
  try {
    const meant = new URL(fill(template, () => 'x'));
    const url = new URL(fill(template, (name) => encoded(VALUES[name]!(it, agent) ?? '')));
    return sameWay(meant, url) ? url.href : null;
  } catch {
    return null; // no URL, or a broken character in a value
  }
}

/** In a tab of its own, which knows nothing of this one. The browser may refuse: the link in the conversation stays. */
export function openPop(url: string | null): void {
  if (url !== null) window.open(url, '_blank', 'noopener,noreferrer');
}
