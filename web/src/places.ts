/* One's own places and where one is of them (EM-11), for what asks: not loaded before that. Must not know: how it is shown. */
import { say } from './alerts.ts';
import { command } from './api.ts';
import { exclusive, fail } from './commands.ts';
import { location, look, readLocation, type Location, type Place } from './emergency.ts';
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

/** The address is said as it is shown: what an administrator makes of it meanwhile is not confirmed. */
export const confirmPlace = (place: Id | null) =>
  exclusive('location', async () => {
    const it = location.value, words = (place === null ? it?.site : it?.places.find((one) => one.id === place))?.words;
    try {
      location.value = await command<Location>('PUT', '/me/location', { place, words });
      say('Your location is confirmed.');
    } catch (error) {
      fail('Your location is not confirmed', error);
      await look(false);
    }
  });

/** Makes a place (no id) or changes one. */
export const savePlace = (id: Id | null, fields: PlaceFields): Promise<Place> =>
  id === null ? command<Place>('POST', '/me/places', fields) : command<Place>('PATCH', `/me/places/${id}`, fields);

export async function removePlace(id: Id): Promise<void> {
  await command<void>('DELETE', `/me/places/${id}`);
  await readLocation();
}
