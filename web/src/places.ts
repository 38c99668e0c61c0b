/* One's own places and where one is of them (EM-11), for what asks: not loaded before that. Must not know: how it is shown. */
import { say } from './alerts.ts';
import { Problem, command } from './api.ts';
import { exclusive, fail } from './commands.ts';
import { location, look, readLocation, sameLogin, type Location, type Place } from './emergency.ts';
import type { Id } from './types.ts';

/** What is typed of a place; empty: there is none. */
export interface PlaceFields {
  name: string;
  country: string;
  region: string;
  city: string;
  postal_code: string;
  street: string;
  house_number: string;
  additional: string;
}

/** What is chosen where it is no place of one's own. */
export const SITE = 'site';

/** The address of a choice, as it is shown; undefined: it is not there any more. */
export const addressOf = (it: Location, choice: Id | typeof SITE): string | undefined =>
  (choice === SITE ? it.site : it.places.find((one) => one.id === choice))?.words;

/** What is shown is not what the server has: it is shown anew. */
const OUTDATED = new Set(['address_changed', 'unknown_reference']);

/** words: the address as it was shown: what an administrator makes of it meanwhile is not confirmed. Answers whether it is confirmed. */
export async function confirmPlace(choice: Id | typeof SITE, words: string): Promise<boolean> {
  const isSame = sameLogin();
  let done = false;
  await exclusive('location', async () => {
    try {
      const it = await command<Location>('PUT', '/me/location', { place: choice === SITE ? null : choice, words });
      if (!isSame()) return;
      location.value = it;
      done = true;
      say('Your location is confirmed.');
    } catch (error) {
      if (!isSame()) return; // logged out meanwhile: it is nobody's matter here
      fail('Your location is not confirmed', error);
      if (error instanceof Problem && OUTDATED.has(error.type)) await look(false);
    }
  });
  return done;
}

/** Makes a place (no id) or changes one. */
export const savePlace = (id: Id | null, fields: PlaceFields): Promise<Place> =>
  id === null ? command<Place>('POST', '/me/places', fields) : command<Place>('PATCH', `/me/places/${id}`, fields);

export async function removePlace(id: Id): Promise<void> {
  await command<void>('DELETE', `/me/places/${id}`);
  await readLocation();
}
