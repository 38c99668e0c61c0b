// mutants.mjs - deliberate faults in the product, and whether a run of the gate refused one (tests/mutations). Pure.
//
// A mutant is one mistake that an engineer could make: it is small, and it compiles. Its text must occur exactly once in its file;
// unit/gate.test.mjs checks that, so that an edit which moves the code notices at once.
import { WHOLE_FILE } from './result.mjs';

const sms = { suite: 'integration', file: 'tests/integration/sms.test.mjs' };
const files = { suite: 'integration', file: 'tests/integration/files.test.mjs' };

// daemon: the one that misbehaves; breaks: the rule that no longer holds, with its requirement; in: the mutated file; from, to: the
// text before and after; found: the suite and the test file that must fail.
export const MUTANTS = [
  {
    name: 'lost-commit', daemon: 'smsgw', breaks: 'a text is acknowledged to the carrier although its transaction was given up (SMS-30, RL-1)',
    in: 'smsgw/events.c', found: sms,
    from: `	if (outcome != DB_DONE && events->failed.kind == ERR_NONE)`,
    to: `	if (outcome == DB_FAILED && events->failed.kind == ERR_NONE)`,
  },
  {
    name: 'duplicate-send', daemon: 'smsgw', breaks: 'a text that a dead gateway was sending is queued again by its successor (SMS-31)',
    in: 'sql/functions/sms/group_takeover.sql', found: { suite: 'faults', file: 'tests/faults/smpp.test.mjs' },
    from: `			PERFORM sms.outbox_close(o, 'unknown', 'takeover', NULL);
			PERFORM sms.lost_note(o);`,
    to: `			UPDATE sms.outbox AS r SET state = 'queued' WHERE r.tenant = o.tenant AND r.id = o.id;`,
  },
  {
    name: 'slower-lock', daemon: 'smsgw', breaks: 'a text locks its channel until it is committed: all its customers wait for one (consistency.md, 23)',
    in: 'sql/functions/sms/accept_inbound.sql', found: sms,
    from: `	INSERT INTO sms.raw_inbound (at, tenant, channel, account, provider_id, raw)
	VALUES (at, tenant, channel, account, provider_id, raw);`,
    to: `	PERFORM FROM sms.channel_carrier AS k WHERE k.tenant = accept_inbound.tenant AND k.channel = accept_inbound.channel FOR UPDATE;
	INSERT INTO sms.raw_inbound (at, tenant, channel, account, provider_id, raw)
	VALUES (at, tenant, channel, account, provider_id, raw);`,
  },
  {
    name: 'other-tenant', daemon: 'chatd', breaks: 'a user\'s image is shown to other tenants (reliability.md, security)',
    in: 'sql/functions/messaging/avatar_read.sql', found: files,
    from: `		WHERE a.tenant = avatar_read.tenant AND a.user_id = avatar_read.user_id`,
    to: `		WHERE a.user_id = avatar_read.user_id`,
  },
  {
    name: 'unscanned-file', daemon: 'chatd', breaks: 'a file is handed out while the virus scanner still has it (MS-4)',
    in: 'chatd/files.c', found: files,
    from: `	else if (strcmp(state, "stored") != 0)`,
    to: `	else if (strcmp(state, "refused") == 0)`,
  },
  {
    name: 'permission', daemon: 'presenced', breaks: 'agents may read every user\'s record (AD-1)',
    in: 'presenced/routes.c', found: { suite: 'integration', file: 'tests/integration/input.test.mjs' },
    from: `"users", ROLE_ADMINISTRATOR, "admin", user,`,
    to: `"users", ROLES_SEATED, "admin", user,`,
  },
  {
    name: 'proof', daemon: 'presenced', breaks: 'no session needs a fresh proof of who its user is (decision 87)',
    in: 'common/daemon/session.c', found: { suite: 'integration', file: 'tests/integration/access.test.mjs' },
    from: `	if (request->actor.user == 0)`,
    to: `	if (request->actor.user >= 0)`,
  },
  {
    name: 'wrong-order', daemon: 'routerd', breaks: 'the priority of a queue is forgotten when its work is put in line (RT-2)',
    in: 'routerd/core/demand.c', found: { suite: 'integration', file: 'tests/integration/routing.test.mjs' },
    from: `		.a = widen_priority(interaction),`,
    to: `		.a = interaction->now.priority,`,
  },
  {
    name: 'inside-addresses', daemon: 'hookd', breaks: 'webhooks reach addresses of our own network (reliability.md, security)',
    in: 'hookd/sender.c', found: { suite: 'security', file: 'tests/security/addresses.test.mjs' },
    from: `		.may_connect = any ? NULL : address_is_public,`,
    to: `		.may_connect = any ? address_is_public : NULL,`,
  },
  {
    name: 'emergency-refused', daemon: 'voiced', breaks: 'an emergency call is refused while the daemon is overloaded (60-emergency)',
    in: 'voiced/direct.c', found: { suite: 'integration', file: 'tests/integration/behind.test.mjs' },
    from: `	help_dialled(daemon, caller, request, &dial);
	if (dial.kind == DIAL_EMERGENCY) {`,
    to: `	if (!calls_admit(daemon, request))
		return;
	help_dialled(daemon, caller, request, &dial);
	if (dial.kind == DIAL_EMERGENCY) {`,
  },
  {
    name: 'strangers-chat', daemon: 'widget', breaks: 'a visitor\'s token opens the chat at any widget (reliability.md, security)',
    in: 'sql/functions/messaging/visitor_find.sql', found: { suite: 'integration', file: 'tests/integration/widget.test.mjs' },
    from: `	WHERE r.token_hash = visitor_find.token_hash AND r.tenant = visitor_find.tenant AND r.channel = visitor_find.channel;`,
    to: `	WHERE r.token_hash = visitor_find.token_hash;`,
  },
  {
    name: 'no-fence', daemon: 'routerd', breaks: 'a router that lost its shard still writes its decisions (consistency.md, 6)',
    in: 'sql/functions/ops/holder_fence.sql', found: { suite: 'sql', file: 'sql/test' },
    from: ` ON h.thing = pairs[2 * i.n - 1] AND h.epoch = pairs[2 * i.n]`,
    to: ` ON h.thing = pairs[2 * i.n - 1]`,
  },
];

// Applies a mutant to the text of its file. Throws unless the text to replace occurs exactly once.
export function mutated(text, { name, in: file, from, to }) {
  const count = text.split(from).length - 1;
  if (count !== 1) throw new Error(`mutation ${name}: its text occurs ${count} times in ${file} instead of once`);
  return text.replace(from, () => to);
}

const SHOWN_MAX = 3;
const few = (names) => [...names.slice(0, SHOWN_MAX), ...(names.length > SHOWN_MAX ? [`and ${names.length - SHOWN_MAX} more`] : [])].join('; ');

// A stack that does not start is not a refusal by a test.
const isTest = ({ test, error }) => test !== WHOLE_FILE && !error.startsWith('quickstart failed');

// Returns whether a run of the gate refused the mutation, as { refused, by }; by: the tests that failed, or why none did.
// outcome: the results that tests/run --results wrote, or null; status: its exit status.
export function refusal(outcome, status) {
  if (outcome === null) return { refused: false, by: `the gate wrote no results (exit status ${status})` };
  const failed = outcome.files.filter(({ verdict }) => verdict === 'failed');
  const tests = failed.flatMap(({ file, failures }) => failures.filter(isTest).map(({ test }) => `${file}: ${test}`));
  if (tests.length > 0 && status !== 0) return { refused: true, by: few(tests) };
  const unsteady = outcome.files.filter(({ verdict }) => verdict === 'unsteady').map(({ file }) => file);
  const why = [...outcome.problems, ...failed.map(({ file }) => `${file} failed as a whole`), ...unsteady.map((file) => `${file} passed its rerun`)];
  return { refused: false, by: why.length > 0 ? why.join('; ') : 'all tests passed' };
}
