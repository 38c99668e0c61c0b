/* All recordings of the organisation (SP-15); what shows them is loaded when it is opened. */
import '../view/Recordings.css';
import { useEffect } from 'preact/hooks';
import { Later } from '../view/Later.tsx';
import { list, type Person } from './things.ts';

const FEW = 'limit=20';
const found = (search: string) => list<Person>('users', { search, sort: 'name' }, FEW).then(({ data }) => data.map(({ id, name, username }) => ({ id, label: `${name} (${username})` })));

async function load() {
  const { Recordings } = await import('../view/Recordings.tsx');
  return () => <Recordings agents={found} />;
}

export function RecordingsPart() {
  useEffect(() => { document.title = 'Recordings · Administration · Trunkline'; }, []);
  return <main class="page" aria-labelledby="recordings-title"><h1 id="recordings-title">Recordings</h1><Later what="Recordings" load={load} /></main>;
}
