/* One's own password, second factor and sessions. Each command answers what is wrong, or null. */
import { NoAnswer, Problem } from './api.ts';
import { onUnauthorized, words, type Refusal } from './commands.ts';

/** Which field a problem without a pointer is about. */
const FIELDS: Record<string, string> = { wrong_password: 'current', wrong_code: 'code' };

const SENTENCES: Record<string, string> = {
  wrong_password: 'This is not your present password.',
  wrong_code: 'This code is not right, or was used before.',
  wrong_security_key: 'This security key is not right. Try again.',
  security_key_there: 'This security key is registered already.',
  security_keys_full: 'You have ten security keys. Remove one first.',
  security_keys_off: 'Security keys can\'t be used at this address.',
  second_factor_blocked: 'Too many wrong codes. Try again in five minutes.',
  second_factor_mandatory: 'Your role must have a second factor: it can\'t be turned off.',
  second_factor_there: 'A second factor is turned on already.',
  throttled: 'Too many tries. Wait a moment.',
};

export function trouble(error: unknown): Refusal {
  if (!(error instanceof Problem)) return { field: null, text: error instanceof NoAnswer ? 'No answer from the server. Try again.' : words(error) };
  if (error.status === 401) onUnauthorized.call();
  const first = error.body.errors?.[0];
  return {
    field: first?.pointer.slice(1) ?? FIELDS[error.type] ?? null,
    text: SENTENCES[error.type] ?? first?.detail ?? words(error),
  };
}
