/* What is wrong with a request, in words. */
import { Problem } from './api.ts';
import { words } from './commands.ts';

/** Of one field the sentence alone, of several each with its field. */
export const fieldWords = (errors: { pointer: string; detail: string }[]) =>
  errors.map(({ pointer, detail }) => (errors.length > 1 ? `${pointer.slice(1)}: ${detail}` : detail)).join(' ');

export const wordsOf = (error: unknown) => (error instanceof Problem && error.body.errors?.length ? fieldWords(error.body.errors) : words(error));
