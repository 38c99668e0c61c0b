// The form of a user: what is sent of what was typed, and what becomes of it when somebody else has saved meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIELDS, bodyOf, draftOf, merge, missing, typed, type Draft } from '../src/admin/fields.ts';

const empty = draftOf(null);
const with_ = (part: Record<string, Draft[string]>): Draft => ({ ...empty, ...part });

test('of a new one all is sent, what is empty as null where the field has nothing then', () => {
  const body = bodyOf(with_({ first_name: ' Ann ', email: ' ', offer_ms: '29', forward_delay_s: '45', has_seat: true }), {});
  assert.deepEqual([body['first_name'], body['email'], body['offer_ms'], body['forward_delay_s'], body['has_seat'], body['sip_uri']], ['Ann', null, 29000, 45, true, null]);
});

test('of another only what differs is sent; what is no number goes as it was typed', () => {
  const base = with_({ department: 'Sales', forward_delay_s: '30' });
  assert.deepEqual(bodyOf({ ...base, department: '', forward_delay_s: 'soon' }, base), { department: '', forward_delay_s: 'soon' });
  assert.deepEqual(bodyOf({ ...base, forward_delay_s: '-1' }, base), { forward_delay_s: -1 }, 'the server says from where to where it goes');
  assert.deepEqual(bodyOf(base, base), {});
});

test('what a new user needs is named', () => {
  assert.deepEqual(Object.keys(missing(with_({ last_name: 'Berg' }))), ['first_name', 'email', 'username', 'site_id']);
});

test('the name that others see follows its parts until somebody gives another one', () => {
  const ann = with_({ first_name: 'Ann', last_name: 'Berg', name: 'Ann Berg' });
  assert.equal(typed(ann, { last_name: 'Holm' })['name'], 'Ann Holm');
  assert.equal(typed({ ...ann, name: 'Annie' }, { last_name: 'Holm' })['name'], 'Annie');
  assert.equal(typed(ann, { name: 'Annie' })['name'], 'Annie');
});

test('of any three states of a form: what only they changed is theirs, what I changed stays mine, and only a dispute is one', () => {
  const names = FIELDS.map(({ name }) => name).filter((name) => name !== 'name');
  let seed = 7;
  const random = (n: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
  const some = () => Object.fromEntries(names.map((name) => [name, ['a', 'b', 'c'][random(3)]!]));
  for (let n = 0; n < 500; n++) {
    const [base, mine, theirs] = [with_(some()), with_(some()), with_(some())];
    const { draft, both, theirs: taken } = merge(base, mine, theirs);
    for (const name of names) {
      const [b, m, t] = [base[name], mine[name], theirs[name]];
      assert.equal(draft[name], m === b ? t : m, `${name}: ${b} ${m} ${t}`);
      assert.equal(both.includes(name), m !== b && t !== b && m !== t);
      assert.equal(taken.includes(name), m === b && t !== b);
    }
  }
});

test('the name that others see is no dispute where all have it of the parts', () => {
  const of = (first: string, last: string) => with_({ first_name: first, last_name: last, name: `${first} ${last}` });
  const { draft, both } = merge(of('Ann', 'Berg'), of('Ann', 'Holm'), of('Anna', 'Berg'));
  assert.deepEqual([draft['name'], both], ['Anna Holm', []]);
});
