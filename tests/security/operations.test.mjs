// Every operation of the API document, called by everybody who may not: users of each role, keys of each scope, another tenant.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fittingBody, tested } from '../lib/operations.mjs';
import { isProblem } from '../lib/problems.mjs';
import { Stack, until } from '../lib/stack.mjs';
import { SHARED, World } from '../lib/things.mjs';

let stack, world, theirs;
before(async () => {
  process.env.TRUNKLINE_HOOKD_HOOK_ALLOW_PRIVATE = '1'; // the webhooks' receiver is at home
  stack = await Stack.start({ name: 'operations', checkTenants: true });
  world = await World.make(stack);
  theirs = await world.other();
});
after(async () => { await world?.close(); await theirs?.close(); await stack?.stop(); });

test('no operation does anything for a role that may not call it, of whatever thing', async () => {
  const callers = { agent: world.agent, supervisor: world.supervisor, administrator: world.administrator, operator: world.operator, work: world.worker };
  // Reads are noted a moment later (`since` says when they were): those of the preparations are none of these.
  const [{ begun }] = await stack.asOwner('SELECT ops.clock()::text AS begun');
  const acts = async () => (await stack.asOwner(`SELECT count(*)::int AS rows FROM ops.audit WHERE actor = ANY ($1) AND COALESCE((detail ->> 'since')::timestamptz, at) >= $2`,
    [Object.values(callers).map(({ id }) => id), begun]))[0].rows;
  let called = 0;
  for (const one of tested.filter(({ operation }) => operation.security.length > 0)) {
    const refused = Object.entries(callers).filter(([role]) => !one.roles.includes(role)), ids = world.idsOf(one), body = one.body && fittingBody(one.body, world.refs());
    const before = await acts();
    for (const [role, client] of refused) {
      const answer = await world.call(one, { client, ids, body });
      assert.equal(answer.status, 403, `${one.name} by ${role}: ${answer.status} ${JSON.stringify(answer.body)}`);
      isProblem(answer, 403, 'forbidden');
      called++;
    }
    assert.equal(await acts(), before, `${one.name} leaves nothing of whom it refused`);
  }
  // What is noted a moment later, too: a read that is noted comes after all before it.
  const all = await acts();
  assert.equal((await world.agent.call('GET', '/api/v1/customers?number=%2B46700000001')).status, 200);
  await until('the notes are written', async () => (await acts()) > all);
  assert.equal(await acts(), all + 1, 'nothing is noted later, either');
  assert.ok(called > 500, `${called} calls`);
});

test('no operation shows or changes another tenant\'s thing, to its administrators, agents or keys', async () => {
  let called = 0;
  for (const one of tested.filter(({ ids, segment }) => ids.length > 0 && !SHARED.includes(segment))) {
    const ids = world.idsOf(one);
    if (!ids) continue;
    for (const [role, client] of [['administrator', theirs.administrator], ['agent', theirs.agent], ['work', theirs.worker], ['integrator', theirs.key]]) {
      const may = one.roles.includes('stranger') || (role === 'integrator' ? one.scope !== undefined : one.roles.includes(role)); // to strangers nothing is there that they do not know
      const answer = await theirs.call(one, { client, ids });
      isProblem(answer, may ? 404 : 403);
      called++;
    }
  }
  assert.ok(called > 150, `${called} calls`);
});

test('no list shows another tenant\'s things, whatever it is filtered by', async () => {
  const idsIn = async (client, one, query) => {
    const { status, body } = await world.call(one, { client, query });
    assert.ok(status === 200 || status === 404, `${one.name}: ${status} ${JSON.stringify(body)}`);
    return status === 200 ? body.data.map((line) => line.id ?? line.webhook ?? JSON.stringify(line)) : [];
  };
  let seen = 0;
  for (const one of tested.filter(({ isList, ids, segment }) => isList && ids.length === 0 && !SHARED.includes(segment))) {
    const limit = one.query.some(({ name }) => name === 'limit') ? 'limit=200' : '';
    const ours = new Set(await idsIn(world.allowed(one), one, limit));
    for (const client of [theirs.allowed(one), theirs.key].slice(0, one.scope ? 2 : 1)) {
      const mine = await idsIn(client, one, limit);
      seen += mine.length;
      for (const id of mine) assert.ok(!ours.has(id), `${one.name} shows ${id}`);
    }
    for (const { name, schema } of one.query.filter(({ schema }) => schema.pattern?.startsWith('^[1-9]') || schema.type === 'integer')) {
      const id = world.refs()[name] ?? world.refs()[`${name}_id`];
      if (id) assert.deepEqual(await idsIn(theirs.allowed(one), one, `${name}=${id}`), [], `${one.name}?${name} ${schema.type}`);
    }
  }
  assert.ok(seen >= 12, `${seen} of their own`);
});

test('nothing can be made that refers to another tenant\'s thing', async () => {
  let tried = 0;
  for (const one of tested.filter(({ method, ids, body }) => method === 'POST' && ids.length === 0 && body)) {
    for (const [name, schema] of Object.entries(one.body.properties ?? {}).filter(([, schema]) => schema.pattern?.startsWith('^[1-9]'))) {
      const ours = world.refs()[name];
      if (!ours) continue;
      const answer = await theirs.call(one, { body: { ...await theirs.bodyOf(one), [name]: ours } });
      assert.ok([404, 422].includes(answer.status), `${one.name} ${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
      tried++;
    }
  }
  assert.ok(tried >= 5, `${tried} references`);
});
