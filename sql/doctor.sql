-- doctor.sql - what an operator should know of a set-up: one row a check (name, ok, what to do).
-- Run by `trunklinectl doctor`; $1: 'tests' allows what only tests may have.
WITH beating AS (SELECT boot, name, http_url, missing FROM ops.instance WHERE beat_at > ops.clock() - interval '10 s')
SELECT name, ok, advice FROM (VALUES
	('postgresql version', current_setting('server_version_num')::int >= 150000,
		'Trunkline is made for PostgreSQL 15 or later; this is ' || current_setting('server_version')),
	('fsync', current_setting('fsync') = 'on', 'set fsync = on: without it a crash loses what was acknowledged'),
	('full_page_writes', current_setting('full_page_writes') = 'on', 'set full_page_writes = on'),
	('synchronous_commit', current_setting('synchronous_commit') IN ('on', 'remote_apply'),
		'set synchronous_commit = on: RL-1 is promised for that'),
	('synchronous standby', current_setting('synchronous_standby_names') <> '' OR $1 = 'tests',
		'set synchronous_standby_names: without a synchronous standby a lost disk loses data, and RL-1 holds for crashes only; a trial needs none'),
	('max_locks_per_transaction', current_setting('max_locks_per_transaction')::int >= 256,
		'set max_locks_per_transaction = 256: a batch takes up to 512 lock keys'),
	('clock of tests', $1 = 'tests' OR (SELECT value = 'off' FROM ops.setting WHERE name = 'test_clock'),
		'this database was made with --test-clock: use it for tests only'),
	('keys checked', $1 = 'tests' OR current_setting('trunkline.check_keys', true) IS DISTINCT FROM 'on',
		'trunkline.check_keys is on: it is for tests and costs time'),
	('router shards held', NOT EXISTS (SELECT FROM ops.holder AS h LEFT JOIN beating AS b ON b.boot = h.boot
		WHERE h.kind = 'shard' AND b.boot IS NULL),
		'nobody chooses agents in a shard: start routerd; see trunklinectl shard list'),
	('sender groups held', NOT EXISTS (SELECT FROM ops.holder AS h LEFT JOIN beating AS b ON b.boot = h.boot
		WHERE h.kind = 'group' AND b.boot IS NULL),
		'a sender group is held by nobody who is alive: start smsgw'),
	('webhooks held', NOT EXISTS (SELECT FROM ops.holder AS h LEFT JOIN beating AS b ON b.boot = h.boot
		WHERE h.kind = 'hook' AND b.boot IS NULL),
		'a webhook is delivered by nobody who is alive: start hookd'),
	('webhooks delivered', NOT EXISTS (SELECT FROM hooks.position WHERE paused),
		'a webhook is paused: too much waits for its receiver; see GET /api/v1/webhooks'),
	('instances', NOT EXISTS (SELECT FROM unnest('{presenced,routerd,smsgw,chatd,hookd,voiced}'::text[]) AS d (name)
		WHERE NOT EXISTS (SELECT FROM beating AS b WHERE split_part(b.name, '-', 1) = d.name)),
		'not every daemon is running: look at their logs'),
	('instances ready', NOT EXISTS (SELECT FROM beating WHERE missing <> ''),
		(SELECT string_agg(format('%s lacks %s', b.name, replace(b.missing, ' ', ', ')), '; ' ORDER BY b.name, b.boot) FROM beating AS b WHERE b.missing <> '')
			|| ': relay is rtpengine, see its own log and start it again; anything else is read from the database, see the log of the instance (docs/operating.md)'),
	('one voiced', (SELECT count(DISTINCT (b.name, b.http_url)) <= 1 FROM beating AS b WHERE split_part(b.name, '-', 1) = 'voiced'),
		'more than one voiced runs: pages of one are not rung by the other; let one run (docs/operating.md)'),
	('partitions ahead', NOT EXISTS (SELECT FROM pg_partitioned_table AS t
		WHERE t.partrelid::regclass::text ~ '^(ops|presence|routing|messaging|sms|hooks)[.]' AND NOT EXISTS (
			SELECT FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
			WHERE i.inhparent = t.partrelid
				AND right(c.relname, 7) = to_char((ops.clock() + interval '1 month') AT TIME ZONE 'UTC', '_YYYYMM'))),
		'next month has no partition yet: is presenced running? Without one all writes will fail'),
	('commands swept', NOT EXISTS (SELECT FROM ops.command WHERE at < ops.clock() - interval '3 days'),
		'answers of commands are kept for over a day: is presenced running?'),
	('feed', (SELECT count(*) < 10000 FROM ops.outbox), 'the feed is behind: is any daemon running?'),
	('oldest snapshot', NOT EXISTS (SELECT FROM pg_stat_activity
		WHERE backend_xmin IS NOT NULL AND xact_start < clock_timestamp() - interval '1 minute'),
		'a transaction has been open for over a minute: VACUUM can''t clean; see pg_stat_activity'),
	('receipts matched', NOT EXISTS (SELECT FROM sms.receipt_parked AS p
		JOIN sms.sent AS s ON s.account = p.account AND s.provider_id = p.provider_id
		WHERE p.at < ops.clock() - interval '5 minutes'),
		'receipts wait for 5 minutes though their message was sent: report this as a bug'),
	('calls of carriers read', NOT EXISTS (SELECT FROM sms.raw_inbound
		WHERE state = 'unparsed' AND at > ops.clock() - interval '1 day'),
		'a carrier sent what could not be read: see GET /api/v1/sms/raw'),
	('carrier accounts', NOT EXISTS (SELECT FROM sms.account WHERE carrier <> 'sandbox' AND secret IS NULL),
		'an account at a carrier has no secrets, as after an import: nothing is sent or taken there'),
	('texts leave', NOT EXISTS (SELECT FROM sms.outbox
		WHERE attempt > 1 AND message_at < ops.clock() - interval '10 minutes'),
		'texts are tried again for over 10 minutes: look for sms_account_refused in the log of smsgw'),
	('messages unknown', NOT EXISTS (SELECT FROM messaging.message
		WHERE delivery = 'unknown' AND at > ops.clock() - interval '1 day'),
		'messages whose sending was cut off: agents decide whether to send them again')
) AS checks (name, ok, advice)
