// Roles in a real Chromium (issue 15, D11): an administrator takes a permission from all agents and gives it to a group; pages offer what their user may, nothing else.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../lib/client.mjs';
import { assigned } from '../lib/desk.mjs';
import { beAvailable, eventually, faults, fits, focused, logIn, openPage, reads, takeOffer } from '../lib/page.mjs';
import { Stack } from '../lib/stack.mjs';
import { newNumber, text } from '../lib/texts.mjs';

const size = { width: 1280, height: 800 }, screens = 'build/screens';
let stack, adam, admin;
const ok = (answer, status = 200) => { assert.equal(answer.status, status, JSON.stringify(answer.body)); return answer.body; };
const roles = async () => ok(await adam.call('GET', '/api/v1/roles')).data;
const roleOf = async (name) => (await roles()).find((one) => one.name === name);
const row = ({ the }, noun, words) => the(`${noun}-row`).filter({ hasText: words }).first();
const edit = (noun, words) => row(admin, noun, words).locator(`[data-testid=${noun}-edit]`).click();
const tick = (id, on) => admin.page.locator('[data-testid=roles-form] label', { hasText: id }).locator('input').setChecked(on);

before(async () => {
  stack = await Stack.start({ name: 'rolespage' });
  adam = await Client.login(stack, stack.user('administrator'), 'admin');
  admin = await openPage({ size, screens });
  await admin.page.goto(stack.base + '/admin');
  await logIn(admin.the, stack.user('administrator'), 'admin');
  await stack.asOwner(`UPDATE presence.session SET proved_at = 'infinity' WHERE app = 'admin'`); // a test may be slow
});
after(async () => { await admin?.close(); await stack?.stop(); });

async function agentPage(user, then) {
  const one = await openPage({ size, screens });
  try {
    await one.page.goto(stack.base + '/');
    await logIn(one.the, user);
    await then(one);
  } finally { await one.close(); }
}

test('an administrator takes searching and merging from all agents, and gives both to a group', async () => {
  const { the, page } = admin;
  await the('section-roles').click();
  await row(admin, 'roles', 'All agents').waitFor();
  assert.deepEqual(await faults(page), [], 'roles');
  assert.equal(await row(admin, 'roles', 'All agents').locator('[data-testid=roles-delete]').count(), 0, 'what each organisation has is not deleted');
  await edit('roles', 'All agents');
  await focused(page, 'field-permissions');
  await tick('Search customers', false);
  await tick('Merge two records', false);
  assert.deepEqual(await faults(page), [], 'a role, open');
  await admin.shot('roles-form');
  await the('roles-save').click();
  await eventually(async () => (await roleOf('Agent')).permissions, ['recordings_listen', 'sms_initiate']);

  // What every organisation has keeps its name, and is not offered what its users can't use.
  await edit('roles', 'All agents');
  await the('roles-form').waitFor();
  assert.deepEqual([await the('field-name').count(), await the('field-permissions').count()], [0, 4]);
  await the('roles-cancel').click();

  await the('roles-new').click();
  await the('field-name').fill('Second level');
  await tick('Search customers', true);
  await tick('Merge two records', true);
  await the('roles-save').click();
  await row(admin, 'roles', 'Second level').filter({ hasText: 'For groups' }).waitFor();
  await edit('agent-groups', 'Accounts');
  const second = await roleOf('Second level');
  await admin.page.locator('[data-testid=agent-groups-form] [data-testid=field-role_id]').selectOption(second.id);
  await the('agent-groups-save').click();
  await row(admin, 'agent-groups', 'Accounts').filter({ hasText: 'Second level' }).waitFor();
  await admin.withErrors(['409 /api/v1/roles/:id'], async () => {
    await row(admin, 'roles', 'Second level').locator('[data-testid=roles-delete]').click();
    await page.getByRole('button', { name: 'Delete', exact: true }).last().click();
    await reads(admin, 'roles-problem', /Others refer to it/);
  });
  await admin.shot('roles');
});

test('on a narrow dark page, roles fit', async () => {
  const small = await openPage({ size: { width: 400, height: 800 }, screens, colorScheme: 'dark' });
  try {
    await small.page.goto(`${stack.base}/admin#roles`);
    await logIn(small.the, stack.user('administrator'), 'admin');
    await row(small, 'roles', 'All agents').waitFor();
    await fits(small.page);
    assert.deepEqual(await faults(small.page), []);
    await small.shot('roles-small');
  } finally { await small.close(); }
});

test('an agent is offered what their own role and that of their group allow', async () => {
  const handle = (user, name, allowed) => agentPage(user, async ({ the, page }) => {
    await beAvailable(the);
    assert.equal((await text(stack.channel('twilio'), newNumber(), 'refund please')).status, 200); // to Billing, which both serve
    await takeOffer(the);
    await the('new-name').fill(name);
    const known = await the('new-known').count();
    await the('new-save').click();
    await reads({ the }, 'customer-name', name);
    await the('cases-all').waitFor();
    await the('open-past').click();
    await the('search-past').waitFor();
    const search = await the('past-words').count();
    assert.deepEqual(await faults(page), []);
    await page.keyboard.press('Escape');
    assert.deepEqual({ search, known, merge: await the('merge-with').count() }, { search: allowed, known: allowed, merge: allowed }, name);
  });
  await handle(stack.user('agent', 2), 'Helen Zhao', 1); // ida, of Accounts
  ok(await (await Client.login(stack, stack.user('agent', 2))).call('PUT', '/api/v1/me/status', { status: 'on_break' }));
  await handle(stack.user('agent', 0), 'Marcus Bell', 0); // maya, of Service desk
});

test('a supervisor is offered what their role allows: statuses, monitoring, joining, taking over, blocking, listening', async () => {
  const maya = await Client.ready(stack, stack.user('agent', 0)), { id: work, state: { conversation } } = await assigned(maya, stack.channel('twilio'), newNumber(), 'look at this');
  const lost = ['agent_status_set', 'chats_monitor', 'interactions_take_over', 'numbers_block', 'recordings_listen', 'reports_read'];
  const look = async (refusals = []) => {
    const one = await openPage({ size, screens }), { the, page } = one;
    try {
      await page.goto(stack.base + '/supervise');
      await logIn(the, stack.user('supervisor'), 'supervise');
      const seen = {};
      await one.withErrors(refusals, async () => {
        await the('talk-row', `[data-conversation="${conversation}"]`).click();
        seen.look = await Promise.race([the('message').first().waitFor().then(() => 'open'), the('look-refused').waitFor().then(() => 'refused')]);
      });
      assert.equal(await the('look-again').count(), 0, 'what is refused for good is not tried again');
      Object.assign(seen, { join: await the('join').count(), take_over: await the('take-over').count(), ended: await the('open-ended').count() });
      await the('open-blocked').click();
      await the('blocked-list').waitFor();
      seen.block = await the('block-add').count();
      await page.keyboard.press('Escape');
      await the('open-recordings').click();
      await the('recordings-count').waitFor();
      seen.silent = await the('recordings-silent').count();
      await page.keyboard.press('Escape');
      await the('open-live').click();
      await the('live-dialog').waitFor();
      await the('live-dialog').getByRole('button', { name: /Maya Okafor/ }).first().click();
      await the('agent-status').waitFor();
      seen.status = await the('lead-status').count();
      seen.lists = await the('agent-dialog').locator('button[data-testid^=counter-]').count() > 0;
      assert.deepEqual(await faults(page), []);
      return seen;
    } finally { await one.close(); }
  };
  assert.deepEqual(await look(), { look: 'open', join: 1, take_over: 1, ended: 1, block: 1, silent: 0, status: 1, lists: true }, work);
  const { id, version, permissions } = await roleOf('Supervisor');
  ok(await adam.call('PATCH', `/api/v1/roles/${id}`, { permissions: permissions.filter((one) => !lost.includes(one)) }, { headers: { 'if-match': `"${version}"` } }));
  assert.deepEqual(await look(['403 /api/v1/conversations/:id/monitor']), { look: 'refused', join: 0, take_over: 0, ended: 0, block: 0, silent: 1, status: 0, lists: false });
  maya.close();
});
