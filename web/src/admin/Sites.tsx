/* Places of the organisation: their country, and the extensions that are proposed to the users who work there. What emergency calls need stands under Emergency. */
import { useEffect } from 'preact/hooks';
import { IN_WORDS, addressOf } from './address.ts';
import { Things, type Kind } from './Things.tsx';
import type { Site } from './things.ts';

const SITES: Kind<Site> = {
  noun: 'sites', one: 'site', title: 'Sites', empty: 'None yet. Each user works at one.',
  about: <>What emergency calls need of a site (its street and city, a number to call back, security contacts) is set <a href="#emergency">under Emergency</a>.</>,
  fields: [
    { name: 'name', word: 'Name', kind: 'text', required: true },
    { name: 'country', word: 'Country', kind: 'text', required: true, max: 2, hint: 'Two letters, as SE', upper: true },
    IN_WORDS,
    { name: 'work_first', word: 'Work extensions from', kind: 'word', max: 8, hint: 'The lowest that is proposed' },
    { name: 'work_last', word: 'Work extensions to', kind: 'word', max: 8, hint: 'The highest, with as many digits' },
    { name: 'agent_first', word: 'Agent extensions from', kind: 'word', max: 8, hint: 'Another range' },
    { name: 'agent_last', word: 'Agent extensions to', kind: 'word', max: 8, hint: 'The highest, with as many digits' },
  ],
  name: (one) => one.name,
  head: (one) => <><b><bdi>{one.name}</bdi></b> <span class="chip">{one.country}</span></>,
  lines: (one) => [addressOf(one) || 'No address',
    [one.work_first && `Work ${one.work_first} to ${one.work_last}`, one.agent_first && `Agent ${one.agent_first} to ${one.agent_last}`].filter(Boolean).join(' · ') || 'No extensions to propose'],
};

export function Sites() {
  useEffect(() => { document.title = 'Sites · Administration · Trunkline'; }, []);
  return <main class="page"><Things of={SITES} top /></main>;
}
