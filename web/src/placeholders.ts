/*
 * Canned messages: what stands in braces is filled in from the customer, the case and the agent (SMS-13); what has no value the
 * agent fills in. Pure. The placeholders are those of sql/functions/directory/a_canned_message_saved.sql.
 */
export const PLACEHOLDERS = {
  'customer.name': 'Customer’s name',
  'customer.number': 'Customer’s number',
  'agent.name': 'Your name',
  'case.number': 'Case number',
  'queue.name': 'Queue',
} as const;

export type Placeholder = keyof typeof PLACEHOLDERS;
export type Values = Partial<Record<Placeholder, string | null | undefined>>;

const known = (name: string): name is Placeholder => Object.hasOwn(PLACEHOLDERS, name);
const valueOf = (values: Values, name: Placeholder) => values[name]?.trim() ?? '';

/** Each known placeholder of the text, once, in its order. */
export function placeholdersIn(text: string): Placeholder[] {
  const names = [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? '');
  return [...new Set(names)].filter(known);
}

/** Those that have no value yet. */
export const unfilled = (text: string, values: Values): Placeholder[] => placeholdersIn(text).filter((name) => valueOf(values, name) === '');

/** The text with what is known; a value is never looked at again for braces. */
export const filled = (text: string, values: Values): string =>
  text.replace(/\{([^{}]*)\}/g, (whole, name: string) => (known(name) && valueOf(values, name)) || whole);
