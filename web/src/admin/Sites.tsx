/* Places of the organisation: where help is sent to, and which extensions are proposed to who works there. */
import { useEffect } from 'preact/hooks';
import { Things, type Kind } from './Things.tsx';
import type { Site } from './things.ts';

const SITES: Kind<Site> = {
  noun: 'sites', one: 'site', title: 'Sites', empty: 'None yet. Each user works at one.',
  fields: [
    { name: 'name', word: 'Name', kind: 'text', required: true },
    { name: 'country', word: 'Country', kind: 'text', required: true, max: 2, hint: 'Two letters, as SE', upper: true },
    { name: 'address', word: 'Address', kind: 'text', max: 500, hint: 'Where help is sent to in an emergency' },
    { name: 'work_first', word: 'Work extensions from', kind: 'word', max: 8, hint: 'The lowest that is proposed' },
    { name: 'work_last', word: 'Work extensions to', kind: 'word', max: 8, hint: 'The highest, with as many digits' },
    { name: 'agent_first', word: 'Agent extensions from', kind: 'word', max: 8, hint: 'Another range' },
    { name: 'agent_last', word: 'Agent extensions to', kind: 'word', max: 8, hint: 'The highest, with as many digits' },
  ],
  name: (one) => one.name,
  head: (one) => <><b><bdi>{one.name}</bdi></b> <span class="chip">{one.country}</span></>,
  lines: (one) => [one.address || 'No address',
    [one.work_first && `Work ${one.work_first} to ${one.work_last}`, one.agent_first && `Agent ${one.agent_first} to ${one.agent_last}`].filter(Boolean).join(' · ') || 'No extensions to propose'],
};

export function Sites() {
  useEffect(() => { document.title = 'Sites · Administration · Trunkline'; }, []);
  return <main class="page"><Things of={SITES} top /></main>;
}
