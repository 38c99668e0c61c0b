// contacts.mjs - PF-9: contact search among 100,000 contacts against the same among 100, over the API.
//
// Two organisations on one suite, asked in turn, so that whatever else the machine does meets both. Names, departments and
// companies are as common as they are among people: a few that very many have, a long tail. Every sort of query that CT-8
// names is asked; what is asked of the small organisation is made of its own contacts.
import { Client } from '../lib/client.mjs';

const SMALL = 100, LARGE = 100000, CHUNK = 10000, ROUNDS = 40;
const FIRST = 'Anna Maria Lars Karin Erik Eva Per Karl Sara Johan Elisabeth Anders Lena Mikael Emma Olof Birgitta Nils Ingrid Jan Margareta Sven Åsa Gunnar Zoë Jürgen Søren Łukasz José Chloé Amélie Renée Fatima Mohammed Ali Yusuf Wei Ming Priya Raj Olga Ivan Dmitri Natasha Kofi Ama Hiroshi Yuki Liam Noah'.split(' ');
const LAST = 'Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Pettersson Jonsson Jansson Hansson Bengtsson Jönsson Lindberg Jakobsson Magnusson Olofsson Lindström Lindqvist Lindgren Axelsson Berg Bergström Lundberg Lind Lundgren Müller Schmidt García Nguyễn Kowalski O\'Brien McDonald Smith Brown Öberg Åström'.split(' ');
const DEPARTMENTS = 'Sales Support Finance Marketing Engineering Logistics Purchasing Legal'.split(' ');

// The n-th of a list with Zipf's law, the same each run.
let seed = 20261121;
const random = () => { seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff; return seed / 0x7fffffff; };
const zipf = (list) => list[Math.min(list.length - 1, Math.floor(list.length ** random()) - 1)];

function person(n) {
  const [first, last] = [zipf(FIRST), zipf(LAST)];
  return { name: `${first} ${last}`, company: `${zipf(LAST)} & Co`, department: zipf(DEPARTMENTS), email: `${first}.${last}.${n}@example${n % 500}.com`,
    number: `+4670${String(n).padStart(7, '0')}` };
}

async function organisation(stack, name, count, hash) {
  const [{ id }] = await stack.asOwner('SELECT directory.tenant_create($1) AS id', [name]);
  await stack.mode(3, id);
  await stack.asOwner(`INSERT INTO directory.app_user (tenant, username, name, password_hash, role, has_seat, has_work)
    VALUES ($1, $2, 'Asker', $3, 'agent', true, true)`, [id, `asker-${name}`, hash]);
  const people = Array.from({ length: count }, (_, n) => person(n));
  for (let from = 0; from < count; from += CHUNK)
    await stack.asOwner(`INSERT INTO directory.external_contact (tenant, name, company, department, emails, numbers)
      SELECT $1, p.name, p.company, p.department, jsonb_build_array(jsonb_build_object('label', 'Work', 'email', p.email)),
        jsonb_build_array(jsonb_build_object('label', 'Mobile', 'kind', 'phone', 'number', p.number, 'shown', p.number))
      FROM jsonb_to_recordset($2) AS p (name text, company text, department text, email text, number text)`, [id, JSON.stringify(people.slice(from, from + CHUNK))]);
  return { people, client: null, username: `asker-${name}` };
}

// What somebody types who looks for one of the contacts.
const QUERIES = {
  'two letters': ({ name }) => name.slice(0, 2),
  'three letters of the last name': ({ name }) => name.split(' ')[1].slice(0, 3),
  'first name': ({ name }) => name.split(' ')[0],
  'whole name': ({ name }) => name,
  'last name, first letters': ({ name }) => `${name.split(' ')[1]} ${name.slice(0, 2)}`,
  'name and department': ({ name, department }) => `${name.split(' ')[0]} ${department}`,
  'name and company': ({ name, company }) => `${name.split(' ')[0]} ${company.split(' ')[0]}`,
  'national number': ({ number }) => `0${number.slice(3)}`,
  'half a number': ({ number }) => `070-${number.slice(5, 9)}`,
  'international number': ({ number }) => number,
  'e-mail': ({ email }) => email,
  'department': ({ department }) => department,
};

const percentile = (values, p) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(values.length * p) - 1)];

async function timed(client, q) {
  const path = `/api/v1/contacts?q=${encodeURIComponent(q)}&limit=20`, began = performance.now();
  const { status, body } = await client.call('GET', path);
  if (status !== 200 || body.data.length === 0) throw new Error(`search for one of the contacts: ${status}, ${body.data?.length} found`);
  return performance.now() - began;
}

export async function contacts(stack) {
  const { password } = stack.user('agent', 0);
  const [{ password_hash: hash }] = await stack.asOwner('SELECT password_hash FROM directory.app_user WHERE username = $1', [stack.user('agent', 0).username]);
  const sides = [];
  for (const [name, count] of [['small', SMALL], ['large', LARGE]]) sides.push(await organisation(stack, name, count, hash));
  await stack.asOwner('VACUUM ANALYZE directory.contact_entry, directory.contact_term');
  for (const side of sides) side.client = await Client.login(stack, { username: side.username, password });
  const taken = sides.map(() => Object.fromEntries(Object.keys(QUERIES).map((kind) => [kind, []])));
  for (let round = -5; round < ROUNDS; round++) // the first rounds warm caches and plans
    for (const [kind, query] of Object.entries(QUERIES))
      for (const [i, { people, client }] of sides.entries()) {
        const ms = await timed(client, query(people[Math.floor(random() * people.length)]));
        if (round >= 0) taken[i][kind].push(ms);
      }
  const [small, large] = taken.map((kinds) => percentile(Object.values(kinds).flat(), 0.95));
  const byKind = Object.fromEntries(Object.keys(QUERIES).map((kind) => [kind, taken.map((kinds) => Number(percentile(kinds[kind], 0.5).toFixed(2)))]));
  return {
    rows: [{ id: 'PF-9', what: `contact search, ${LARGE.toLocaleString('en-US')} contacts against ${SMALL}, p95 over the API`, value: large, unit: ' ms', peer: small, ratio: large / small,
      aim: '≤ 2', met: large / small <= 2 ? 'yes' : 'no', note: `p50 of each sort of query, ${SMALL} / ${LARGE}: ${Object.entries(byKind).map(([kind, [a, b]]) => `${kind} ${a} / ${b}`).join('; ')}` }],
    details: { small, large, byKind, taken },
  };
}
