/* How the result of an import is listed: rows that need a decision first, and the file's own names of data in words. */
import type { Imported } from './contacts.ts';

export type ImportedItem = Imported['items'][number];

const rankOf = (item: ImportedItem) => (item.action === 'skipped' ? 0 : item.action === 'changed' ? 1 : item.possible_duplicate_of ? 2 : 3);

/** Skipped, changed and possible duplicates first, then the other new ones; unchanged ones apart. Within each, the file's order. */
export function arranged(items: readonly ImportedItem[]): { listed: ImportedItem[]; unchanged: ImportedItem[] } {
  return {
    listed: items.filter((item) => item.action !== 'unchanged').sort((a, b) => rankOf(a) - rankOf(b)),
    unchanged: items.filter((item) => item.action === 'unchanged'),
  };
}

/** vCard's properties. Columns of tables have names of their own. */
const DROPPED: Record<string, string> = {
  ADR: 'Addresses', LABEL: 'Address labels', BDAY: 'Birthday', ANNIVERSARY: 'Anniversary', 'X-ANNIVERSARY': 'Anniversary', PHOTO: 'Photo', LOGO: 'Logo', SOUND: 'Sound',
  URL: 'Web pages', NICKNAME: 'Nickname', CATEGORIES: 'Categories', IMPP: 'Instant messaging', 'X-SOCIALPROFILE': 'Social profiles', 'X-ABDATE': 'Dates',
  RELATED: 'Related people', 'X-ABRELATEDNAMES': 'Related people', 'X-SPOUSE': 'Spouse', 'X-MANAGER': 'Manager', 'X-ASSISTANT': 'Assistant', ROLE: 'Role', GENDER: 'Gender', GEO: 'Location',
  TZ: 'Time zone', LANG: 'Language', KEY: 'Keys', MEMBER: 'Members', FN: 'Further names', ORG: 'Further companies', TITLE: 'Further job titles', UID: 'Id',
  'N (MIDDLE NAME)': 'Middle name', 'N (PREFIX)': 'Name prefix', 'N (SUFFIX)': 'Name suffix', 'X-PHONETIC-FIRST-NAME': 'Phonetic first name', 'X-PHONETIC-LAST-NAME': 'Phonetic last name',
};

export const droppedWords = (name: string) => DROPPED[name.toUpperCase()] ?? name;
