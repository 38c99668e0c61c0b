/* What users may do beyond what their kind may: permissions of the roles that all agents, supervisors and administrators have, and of those that agent groups are given. */
import { useEffect, useState } from 'preact/hooks';
import { call, type List } from '../api.ts';
import type { Id } from '../types.ts';
import { useReading } from '../view/useReading.ts';
import { Things, type Kind } from './Things.tsx';
import { all, wordsOf, type Named } from './things.ts';
import { ROLES } from './words.ts';

interface Permission { id: string; roles: string[]; words: string }
interface Role extends Named { permissions: string[]; user_role: string | null }
interface Group extends Named { role_id: Id | null }

const whose = ({ roles }: Permission) => (roles.includes('agent') ? '' : ' (supervisors and administrators)');

const roles = (permissions: readonly Permission[]): Kind<Role> => ({
  noun: 'roles', one: 'role', title: 'Roles', about: 'All users have the role of their kind; the members of an agent group have its role besides. What is changed here holds within seconds; open pages show it when they are loaded again.', empty: '',
  fields: [
    { name: 'name', word: 'Name', kind: 'text', required: true },
    { name: 'permissions', word: 'Its users may', kind: 'set', options: permissions.map((one) => [one.id, one.words + whose(one)]) },
  ],
  name: (one) => one.name,
  head: (one) => <><b><bdi>{one.name}</bdi></b> <span class="chip">{one.user_role ? `All ${ROLES[one.user_role]?.toLowerCase()}s` : 'For groups'}</span></>,
  lines: (one) => [permissions.filter(({ id }) => one.permissions.includes(id)).map(({ words }) => words).join(' · ') || 'Nothing besides what everybody may'],
  stays: (one) => one.user_role !== null,
});

const groups = (known: readonly Role[]): Kind<Group> => ({
  noun: 'agent-groups', one: 'group', title: 'Agent groups', about: 'Users are put into their group under Users.', empty: 'None yet.',
  fields: [
    { name: 'name', word: 'Name', kind: 'text', required: true },
    { name: 'role_id', word: 'Its members have the role', kind: 'word', options: known.filter((one) => one.user_role === null).map((one) => [one.id, one.name]), none: 'None besides that of their kind' },
  ],
  name: (one) => one.name,
  head: (one) => <><b><bdi>{one.name}</bdi></b> {one.role_id && <span class="chip assigned"><bdi>{known.find((role) => role.id === one.role_id)?.name}</bdi></span>}</>,
  lines: () => [],
});

const around = async () => {
  const [{ data }, known] = await Promise.all([call<List<Permission>>('GET', '/permissions'), all<Role>('roles')]);
  return { permissions: data, known };
};

export function Roles() {
  const [changes, setChanges] = useState(0);
  const { value, problem } = useReading(around, [changes], wordsOf);
  useEffect(() => { document.title = 'Roles · Administration · Trunkline'; }, []);
  return (
    <main class="page" aria-labelledby="roles-page-title" data-testid="roles-page">
      <h1 id="roles-page-title">Roles and groups</h1>
      {problem && <p class="error" role="alert">{problem}</p>}
      {value && (
        <>
          <Things of={roles(value.permissions)} onChanged={() => setChanges(changes + 1)} />
          <Things of={groups(value.known)} />
        </>
      )}
    </main>
  );
}
