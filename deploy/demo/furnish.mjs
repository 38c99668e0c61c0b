// furnish.mjs - furnishes a new demo as its users and customers would, so that each page shows what it is for.
//
// usage: node furnish.mjs run.json
// All of it goes through the public API and the carrier's hook. What is there already is left as it is: a second run adds nothing. The address of the
// wallboard, with its key, is written to demo.json beside run.json, as the demo's other secrets are. Exit status 1 if any step fails.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, show } from './desk.mjs';
import { furnishCustomers } from './furnish_customers.mjs';
import { furnishOffice } from './furnish_office.mjs';
import { furnishOrganisation } from './furnish_organisation.mjs';
import { Person } from './person.mjs';

const BOARD = 'Wallboard of the store';

// A key is shown once: a wallboard whose key was lost gets a new one.
async function board(admin) {
  const file = join(run.dir, 'demo.json'), demo = JSON.parse(readFileSync(file, 'utf8'));
  const found = (await admin.list('api-keys')).find((one) => one.name === BOARD);
  if (found && demo.board) return;
  const { key } = found ? await admin.call('POST', `api-keys/${found.id}/rotate`, {}) : await admin.call('POST', 'api-keys', { name: BOARD, scopes: ['wallboard'], queue_ids: [] });
  const users = demo.users.map((one) => (one.username === 'adam' ? { ...one, licences: ['seat', 'work'] } : one)); // see USERS of furnish_organisation.mjs
  writeFileSync(`${file}.new`, JSON.stringify({ ...demo, users, board: { url: `${run.base_url}/board#${key}` } }), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

const SESSIONS = [['adam', 'admin'], ['adam', 'work'], ['ida', 'work'], ['rosa', 'work'], ['rosa', 'workspace']];
const sessions = [];

async function furnish() {
  for (const [username, app] of SESSIONS) sessions.push(await Person.logIn(username, app));
  const [admin, adam, ida, rosa, lead] = sessions;
  const users = Object.fromEntries((await admin.list('users')).map((one) => [one.username, one.id]));
  const { dispositions, fax } = await furnishOrganisation(admin, users);
  show('organisation set up', 'a second site, services, opening hours, canned messages, contacts, a fax number');
  const parts = await Promise.allSettled([
    board(admin),
    furnishOffice({ adam, ida, rosa }, admin, fax).then(() => show('office furnished', 'contacts, chats, a room, texts, faxes')),
    furnishCustomers(lead, dispositions).then(() => show('customers served', 'texts and a web chat with cases; one customer waits')),
  ]);
  const failed = parts.flatMap(({ reason }) => (reason ? [reason.message] : []));
  if (failed.length) throw new Error(failed.join('; '));
}

try {
  await furnish();
} catch (error) {
  console.error(`The demo could not be furnished: ${error.message}`);
  process.exitCode = 1;
} finally {
  await Promise.all(sessions.map((one) => one.logOut()));
}
