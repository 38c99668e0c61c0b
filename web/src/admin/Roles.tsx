/* Permissions of the roles that all agents, supervisors and administrators have, and of those that agent groups are given. */
import { useEffect, useState } from 'preact/hooks';
import { call, type List } from '../api.ts';
import type { Id } from '../types.ts';
import { useReading } from '../view/useReading.ts';
import { Things, type FieldRow, type Kind } from './Things.tsx';
import { all, wordsOf, type Named } from './things.ts';
import { ROLES } from './words.ts';

interface Permission { id: string; roles: string[]; words: string }
interface Role extends Named { permissions: string[]; user_role: string | null }
interface Group extends Named { role_id: Id | null }

const permissionsOf = (known: readonly Permission[], kind: string | null): FieldRow => ({
  name: 'permissions', word: 'Permissions', kind: 'set',
  options: known.filter(({ roles }) => kind === null || roles.includes(kind)).map(({ id, words, roles }) => [id, kind === null && !roles.includes('agent') ? `${words} (no effect for agents)` : words]),
});

const roles = (permissions: readonly Permission[]): Kind<Role> => ({
  noun: 'roles', one: 'role', title: 'Roles', about: 'Every user has the role named Agent, Supervisor or Administrator. Members of an agent group have the group\'s role, too; supervising a group doesn\'t make one a member. Changes take effect within 5 seconds; open pages show them after a reload.', empty: '',
  fields: [
    { name: 'name', word: 'Name', kind: 'text', required: true },
    permissionsOf(permissions, null),
  ],
  fieldsOf: (one) => (one.user_role ? [permissionsOf(permissions, one.user_role)] : undefined),
  name: (one) => one.name,
  head: (one) => <><b><bdi>{one.name}</bdi></b> <span class="chip">{one.user_role ? `All ${ROLES[one.user_role]?.toLowerCase()}s` : 'For groups'}</span></>,
  lines: (one) => [permissions.filter(({ id }) => one.permissions.includes(id)).map(({ words }) => words).join(' · ') || 'No permissions'],
  stays: (one) => one.user_role !== null,
});

const groups = (known: readonly Role[]): Kind<Group> => ({
  noun: 'agent-groups', one: 'group', title: 'Agent groups', about: 'A user\'s group is set under Users.', empty: 'None yet.',
  fields: [
    { name: 'name', word: 'Name', kind: 'text', required: true },
    { name: 'role_id', word: 'Role', kind: 'word', options: known.filter((one) => one.user_role === null).map((one) => [one.id, one.name]), none: 'No additional role' },
  ],
  name: (one) => one.name,
  head: (one) => <><b><bdi>{one.name}</bdi></b> {known.filter((role) => role.id === one.role_id).map((role) => <span key={role.id} class="chip assigned"><bdi>{role.name}</bdi></span>)}</>,
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
          <Things of={groups(value.known)} onChanged={() => setChanges(changes + 1)} />
        </>
      )}
    </main>
  );
}
