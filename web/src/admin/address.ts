/* A site's address as it goes with an emergency call: the server sends the address in words only while the street is empty. */
import type { FieldRow } from './Things.tsx';
import type { Site } from './things.ts';

export const IN_WORDS: FieldRow = { name: 'address', word: 'Address in words', kind: 'text', max: 500, hint: 'Sent with an emergency call only while the street is empty' };

export const isInWords = (one: Site) => one.street === '' && one.address !== '';
/** As it is read out; empty: none is known but the country. */
export const addressOf = (one: Site) => (one.words === one.country ? '' : one.words);
