// What the database refuses is said in the API's words: boundary values of every field of every operation, made from the API
// document. No answer holds a text of PostgreSQL, and none is an error of ours.
//
// EDGE_VALUES=all (tests/run --long): each value for each field. Otherwise a field gets its own limits, and one in twelve of the values that
// are for all, and of the pairs of fields: others with each TEST_SEED.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fitting, makers, tested } from '../lib/operations.mjs';
import { generator } from '../lib/random.mjs';
import { Stack } from '../lib/stack.mjs';
import { World } from '../lib/things.mjs';

let stack, world;
before(async () => {
  process.env.TRUNKLINE_HOOKD_HOOK_ALLOW_PRIVATE = '1'; // the webhooks' receiver is at home
  process.env.TRUNKLINE_CHATD_KEY_REQUESTS = '1000000';
  stack = await Stack.start({ name: 'constraints' });
  world = await World.make(stack);
});
after(async () => { await world?.close(); await stack?.stop(); });

// Words that only the database says. An audit log or a text that somebody wrote may hold them: neither is asked for here.
const SQL = /violat|duplicate key|invalid input|constraint|CHECK \(|::(text|bigint|jsonb)|\brelation "|\bcolumn "|null value in|out of range for type|syntax for|malformed|cannot (cast|call|extract|populate|get)|SQLSTATE|\bpg_|plpgsql|ANY \(|jsonb|expected JSON|IS NOT NULL|operator does|unterminated|input string/i;

// ---- values at the edge of what a field takes ----

const BIGGEST = '9223372036854775807';
const POOL = [null, true, -1, 0, 1, 101, 1.5, 2147483647, 2147483648, 1e15, 1e300, '', ' ', 'x', '0', '-1', BIGGEST, '9223372036854775808', '99999999999999999999999',
  'x'.repeat(5000), '\u0000', 'a\u0000b', 'a\nb', '\u202e', '%s', "';--", '{', '[', '2026-02-30T00:00:00Z', '2026-13-01', '25:00', 'infinity', 'NaN',
  [], [null], [[]], [{}], ['x'], ['', ''], [''], [1], [1e300], ['1', '1'], ['0'], [BIGGEST], ['9223372036854775808'], ['x\u0000'], Array(1001).fill('1'), Array(65).fill('x'),
  {}, { a: 1 }, { schedule: { id: 'x', open: 5 } }, { keyword: null }, { id: '9223372036854775808' }, [{ weekday: 99999999999, opens: 'x', closes: null }], [{ date: '2026-02-30', opens: '25:99' }],
  [{ skill: 'x', level: '50' }], [{ skill: BIGGEST, level: 1e300 }], [{ after_ms: 1e300, level: 'x' }], [{ number: 5 }], [{ label: null, kind: 'phone', number: '+1', shown: {} }], [{ label: 'x', email: 5 }]];

const random = generator();
const some = (list) => process.env.EDGE_VALUES === 'all' ? list : list.filter(() => random.below(12) === 0);

const TAKES = { string: (value) => typeof value === 'string', integer: (value) => typeof value === 'number', boolean: (value) => typeof value === 'boolean' };

// That a value of another type is refused shows tests/integration/api.test.mjs.
function values(schema) {
  const own = [], types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  const fits = types.length > 0 && types.every((type) => TAKES[type]) ? (value) => value === null || types.some((type) => TAKES[type](value)) : () => true;
  for (const bound of ['minimum', 'maximum']) if (Number.isSafeInteger(schema[bound])) own.push(schema[bound] - 1, schema[bound], schema[bound] + 1);
  for (const bound of ['minLength', 'maxLength']) if (schema[bound] !== undefined) own.push('x'.repeat(Math.max(0, schema[bound] - 1)), 'x'.repeat(schema[bound]), '😕'.repeat(schema[bound]), 'x'.repeat(schema[bound] + 1));
  return [...own, ...schema.enum ?? [], ...some(POOL.filter(fits))];
}

const wrongIn = ({ status, body, text }) => (status >= 500 ? `is ${status}` : status >= 400 && SQL.exec(JSON.stringify(body ?? text ?? ''))?.[0]);

function judge(found, what, answer) {
  const wrong = wrongIn(answer);
  if (wrong) found.push(`${what}: ${answer.status} ${wrong}: ${JSON.stringify(answer.body).slice(0, 400)}`);
}

// What would log out who asks, end what everybody stands on, or take the licences that who is made next needs.
const NOT = ['put_me_password', 'post_me_proof', 'post_sessions', 'post_tenants', 'put_tenants_id_licences'];
const asksFor = (one, name) => one.query.some((query) => query.name === name);
// Some at a time: each waits for the same database.
async function together(list, run) {
  const rest = [...list];
  await Promise.all(Array.from({ length: 6 }, async () => { while (rest.length > 0) await run(rest.shift()); }));
}
const show = (value) => JSON.stringify(value).slice(0, 60);

test('no answer to the same thing once more holds a text of the database', async (t) => {
  for (const one of makers) await t.test(`POST ${one.path}`, async () => {
    const found = [], body = await world.bodyOf(one);
    for (const n of [1, 2]) judge(found, `time ${n}`, await world.call(one, { body }));
    assert.deepEqual(found, []);
  });
});

test('no answer to a value at the edge of its field holds a text of the database', async (t) => {
  for (const one of tested.filter(({ body, name }) => body && !NOT.includes(name))) await t.test(`${one.method} ${one.path}`, async () => {
    const found = [], dry = asksFor(one, 'dry_run') ? 'dry_run=true' : '';
    const base = await world.bodyOf(one), ids = world.idsOf(one) ?? {};
    for (const [name, schema] of Object.entries(one.body.properties ?? {}))
      await together(values(schema), async (value) => judge(found, `${name} ${show(value)}`, await world.call(one, { ids, query: dry, body: { ...base, [name]: value } })));
    assert.deepEqual(found, []);
  });
});

test('two fields that each fit, and do not fit together, are named in the API\'s words', async (t) => {
  for (const one of tested.filter((each) => each.body && asksFor(each, 'dry_run') && each.method === 'PATCH')) await t.test(`${one.method} ${one.path}`, async () => {
    const found = [], ids = world.idsOf(one) ?? {}, refs = world.refs();
    const fields = Object.entries(one.body.properties ?? {}).filter(([name]) => name !== 'password'); // it takes its time
    const pairs = fields.flatMap((first, n) => fields.slice(n + 1).map((second) => [first, second]));
    await together(some(pairs), async ([[first, a], [second, b]]) => {
      const body = { [first]: fitting(a, first, refs), [second]: fitting(b, second, refs) };
      judge(found, `${first}, ${second}`, await world.call(one, { ids, query: 'dry_run=true', body }));
    });
    assert.deepEqual(found, []);
  });
});

// ---- the same in files ----

test('no error of an import holds a text of the database', async (t) => {
  const file = (await world.administrator.call('GET', '/api/v1/export')).body;
  for (const [noun, rows] of Object.entries(file.resources)) if (rows.length > 0) await t.test(noun, async () => {
    const found = [];
    // One or two values a field, others for each: an import judges the whole configuration.
    for (const [n, field] of Object.keys(rows[0]).entries()) await together(POOL.filter((_, i) => (i + n) % 46 === 0), async (value) => {
      const raw = JSON.stringify({ ...file, resources: { [noun]: [{ ...rows[0], [field]: value }] } });
      judge(found, `${field} ${show(value)}`, await world.administrator.call('POST', '/api/v1/import?mode=merge&dry_run=true', undefined, { raw, headers: { 'content-type': 'application/json' } }));
    });
    assert.deepEqual(found, []);
  });
  await t.test('what is no JSON', async () => {
    const found = [];
    for (const raw of ['', '{', '{"a": 1,}', '[1, 2', 'nonsense', '{"a": "\u0000"}', '{"a": "\\u0000"}', '{"a": "\\ud800"}', '"', '['.repeat(10000), '{"format": 1e999999}', 'NaN', '{"a"\n: tru}'])
      judge(found, raw.slice(0, 30), await world.administrator.call('POST', '/api/v1/import?mode=merge&dry_run=true', undefined, { raw, headers: { 'content-type': 'application/json' } }));
    assert.deepEqual(found, []);
  });
});
