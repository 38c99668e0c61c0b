-- The audit log's hash chain: it grows in order, a change of any kind is found, and a sweep leaves it whole.
\ir testing_work.sql
\set verify `cat :'root'/sql/audit_verify.sql`
PREPARE verify(text) AS :verify;
-- What verify finds of tenant 7, as one line.
CREATE FUNCTION pg_temp.found() RETURNS text LANGUAGE plpgsql AS $$
DECLARE r record;
BEGIN
	EXECUTE 'EXECUTE verify(''7'')' INTO r;
	RETURN format('%s checked, %s unchained, %s', r.checked, r.unchained, COALESCE(r.broken_id - (SELECT min(a.id) FROM pg_temp.lines AS a) + 1 || ' ' || r.problem, 'whole'));
END $$;
CREATE FUNCTION pg_temp.add(count integer) RETURNS void LANGUAGE sql AS $$
	SELECT ops.audit_add(7, 1, 'agent', 'test', 8, n, jsonb_build_object('n', n, 'text', 'Zoë "quoted"')) FROM generate_series(1, count) AS n
$$;
CREATE TEMP TABLE lines (id bigint);
GRANT SELECT ON lines TO PUBLIC;

SELECT pg_temp.add(5);
INSERT INTO lines SELECT id FROM ops.audit WHERE tenant = 7;
SELECT test.is(pg_temp.found(), '0 checked, 5 unchained, whole', 'lines are unchained at first');
SELECT ops.audit_link(1000);
SELECT ops.audit_link(1000);
SELECT ops.audit_link(1000);
SELECT test.is(pg_temp.found(), '5 checked, 0 unchained, whole', 'three calls later they are chained');

-- ---- a writer that is still open ----

SELECT test.connect('writer');
SELECT test.run('writer', 'BEGIN');
SELECT test.ask('writer', 'SELECT ops.audit_add(7, 1, ''agent'', ''late'', 8, 1, NULL)::text');
SELECT pg_temp.add(1);
SELECT ops.audit_link(1000); SELECT ops.audit_link(1000); SELECT ops.audit_link(1000); SELECT ops.audit_link(1000);
SELECT test.is(pg_temp.found(), '5 checked, 1 unchained, whole', 'nothing is chained before a line that may still appear');
SELECT test.run('writer', 'COMMIT');
SELECT ops.audit_link(1000); SELECT ops.audit_link(1000); SELECT ops.audit_link(1000);
SELECT test.is(pg_temp.found(), '7 checked, 0 unchained, whole', 'then both are, in the order of their ids');
SELECT test.is(ops.audit_link(1000), 0::bigint, 'a quiet log has nothing to chain');
INSERT INTO lines SELECT id FROM ops.audit WHERE tenant = 7 AND id NOT IN (SELECT id FROM lines);
SELECT array_agg(id ORDER BY id) AS ids FROM lines \gset
SELECT head_hash AS head FROM ops.audit_head WHERE tenant = 7 \gset

-- ---- small steps, several tenants ----

SELECT pg_temp.add(4), ops.audit_add(8, NULL, 'system', 'test', 8, 1, NULL);
SELECT ops.audit_link(2); SELECT ops.audit_link(2);
SELECT test.is((SELECT array_agg(ops.audit_link(2) ORDER BY n) FROM generate_series(1, 4) AS n), '{2,2,1,0}'::bigint[], 'a long log is chained in small steps');
SELECT test.is(pg_temp.found(), '11 checked, 0 unchained, whole', 'without a gap');
SELECT test.is((SELECT count(*) FROM ops.audit_chain WHERE tenant = 8), 1::bigint, 'each tenant has a chain of its own');
SELECT test.is((SELECT hash FROM ops.audit_chain WHERE tenant = 7 AND audit_id = (:'ids'::bigint[])[7]), :'head'::bytea, 'what was the head stays in the chain');

-- ---- what an attacker does ----

BEGIN;
UPDATE ops.audit SET actor = 2 WHERE tenant = 7 AND id = (:'ids'::bigint[])[3];
SELECT pg_temp.found() AS found \gset
ROLLBACK;
SELECT test.is(:'found'::text, '11 checked, 0 unchained, 3 changed, or the one before it is missing', 'a changed line is found');
BEGIN;
UPDATE ops.audit SET detail = detail || '{"n": 3.0}' WHERE tenant = 7 AND id = (:'ids'::bigint[])[3];
SELECT pg_temp.found() AS found \gset
ROLLBACK;
SELECT test.is(:'found'::text, '11 checked, 0 unchained, 3 changed, or the one before it is missing', 'by whatever it has changed');
BEGIN;
DELETE FROM ops.audit WHERE tenant = 7 AND id = (:'ids'::bigint[])[4];
SELECT pg_temp.found() AS found \gset
ROLLBACK;
SELECT test.is(:'found'::text, '11 checked, 0 unchained, 4 deleted', 'a deleted line is found');
BEGIN;
DELETE FROM ops.audit WHERE tenant = 7 AND id = (:'ids'::bigint[])[4];
DELETE FROM ops.audit_chain WHERE tenant = 7 AND audit_id = (:'ids'::bigint[])[4];
SELECT pg_temp.found() AS found \gset
ROLLBACK;
SELECT test.is(:'found'::text, '10 checked, 0 unchained, 5 changed, or the one before it is missing', 'also if its hash was deleted with it');
BEGIN;
INSERT INTO ops.audit (at, id, tenant, actor, actor_role, action, kind, key, detail)
SELECT at + interval '1 us', id, tenant, actor, actor_role, action, kind, key, detail FROM ops.audit WHERE tenant = 7 AND id = (:'ids'::bigint[])[2];
SELECT pg_temp.found() AS found \gset
ROLLBACK;
SELECT test.is(:'found'::text, '11 checked, 0 unchained, 2 inserted', 'an inserted line is found');
BEGIN;
DELETE FROM ops.audit WHERE tenant = 7 AND id > (:'ids'::bigint[])[6];
DELETE FROM ops.audit_chain WHERE tenant = 7 AND audit_id > (:'ids'::bigint[])[6];
SELECT pg_temp.found() AS found \gset
ROLLBACK;
SELECT test.is(:'found'::text, '6 checked, 0 unchained, 6 the last, but later ones were chained', 'a chain whose end was cut off is found');
BEGIN;
DELETE FROM ops.audit WHERE tenant = 7;
DELETE FROM ops.audit_chain WHERE tenant = 7;
SELECT pg_temp.found() LIKE '%deleted, and so is all of the chain' AS found \gset
ROLLBACK;
SELECT test.ok(:'found'::boolean, 'a chain that is gone is found');
SELECT test.is(pg_temp.found(), '11 checked, 0 unchained, whole', 'and what was put back is whole again');

-- ---- heads for the log ----

-- What presenced does: asks, logs, says that it has.
CREATE FUNCTION pg_temp.heads() RETURNS text LANGUAGE plpgsql AS $$
DECLARE told text;
BEGIN
	CREATE TEMP TABLE due AS SELECT * FROM ops.audit_heads(3600, 100);
	SELECT string_agg(format('%s %s', d.tenant, d.hash), ', ' ORDER BY d.tenant) INTO told FROM due AS d;
	PERFORM ops.audit_heads_logged(array_agg(d.tenant), array_agg(d.audit_id), array_agg(d.base_id)) FROM due AS d;
	DROP TABLE due;
	RETURN told;
END $$;
CREATE FUNCTION pg_temp.ends(tenants bigint[]) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s %s', h.tenant, encode(h.head_hash, 'hex')), ', ' ORDER BY h.tenant) FROM ops.audit_head AS h WHERE h.tenant = ANY (tenants)
$$;
SELECT test.is((SELECT count(*) FROM ops.audit_heads(3600, 100)), 2::bigint, 'each chain''s head is due'), test.is((SELECT count(*) FROM ops.audit_heads(3600, 100)), 2::bigint, 'until a daemon says that it stands in its log');
SELECT test.is(pg_temp.heads(), pg_temp.ends('{7,8}'), 'then it has been told'), test.is(pg_temp.heads(), NULL, 'once');
SELECT pg_temp.add(1); SELECT ops.audit_link(9); SELECT ops.audit_link(9); SELECT ops.audit_link(9);
SELECT test.is(pg_temp.heads(), NULL, 'a chain that grows is not told again within the hour');
SELECT test.pass('1 hour 1 s');
SELECT test.is(pg_temp.heads(), pg_temp.ends('{7}'), 'then it is, as it is now');

-- ---- the sweep ----

INSERT INTO directory.tenant SELECT (jsonb_populate_record(t, '{"id": 7, "name": "Seven", "audit_days": 90}')).* FROM directory.tenant AS t WHERE t.id = 1;
SELECT test.pass('100 days'), ops.partitions_ensure();
SELECT pg_temp.add(2); SELECT ops.audit_link(9); SELECT ops.audit_link(9); SELECT ops.audit_link(9);
SELECT test.is(ops.audit_sweep(5), 5::bigint, 'old lines are swept in small steps');
SELECT test.is(pg_temp.found(), '9 checked, 0 unchained, whole', 'and what is left is whole');
SELECT test.is(ops.audit_sweep(50) + ops.audit_sweep(50), 7::bigint, 'until only young ones are left');
SELECT test.is(pg_temp.found(), '2 checked, 0 unchained, whole', 'which are whole');
BEGIN;
DELETE FROM ops.audit WHERE tenant = 7 AND id = (SELECT min(id) FROM ops.audit WHERE tenant = 7);
DELETE FROM ops.audit_chain WHERE tenant = 7 AND audit_id = (SELECT min(audit_id) FROM ops.audit_chain WHERE tenant = 7);
SELECT pg_temp.found() LIKE '%the one before it is missing' AS found \gset
ROLLBACK;
SELECT test.ok(:'found'::boolean, 'the line after the swept ones is not deleted unnoticed');

-- ---- who may ----

SELECT test.fails(format('SET LOCAL ROLE %s; %s', role, statement), '42501', format('%s may not: %s', role, statement))
FROM unnest(ARRAY['tl_presenced', 'tl_chatd', 'tl_reader']) AS role, unnest(ARRAY['UPDATE ops.audit_chain SET hash = ''''',
	'DELETE FROM ops.audit_head', 'UPDATE ops.audit_linker SET done_id = 0', 'INSERT INTO ops.audit_chain VALUES (1, 1, ops.clock(), '''')',
	'SELECT ops.audit_head_set(NULL)', 'SELECT ops.audit_mark()']) AS statement;
SELECT test.fails('SET LOCAL ROLE tl_chatd; SELECT ops.audit_link(1)', '42501', 'and presenced alone chains');

-- ---- what daemons note ----

CREATE FUNCTION pg_temp.noted(notes jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	last bigint := (SELECT max(a.id) FROM ops.audit AS a);
	added bigint;
BEGIN
	SET LOCAL ROLE tl_chatd;
	added := presence.audit_notes(notes);
	RESET ROLE;
	RETURN added || ': ' || (SELECT string_agg(format('%s %s %s %s %s', a.tenant, COALESCE(a.actor::text, a.actor_role), a.action, a.key, a.detail), '; ' ORDER BY a.id)
		FROM ops.audit AS a WHERE a.id > last);
END $$;
CREATE FUNCTION pg_temp.refused(username text, times integer, since text) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_object('action', 'login_refused', 'kind', 8, 'tenant', 0, 'actor', 0, 'role', 'stranger', 'key', 0, 'username', username,
		'detail', jsonb_build_object('why', 'x', 'times', times, 'since', since))
$$;
SELECT test.is(pg_temp.noted(jsonb_build_array(pg_temp.refused(upper(u.username), 3, '1'))),
	format('1: 1 stranger login_refused %s {"why": "x", "since": "1", "times": 3}', u.id), 'a name''s refused logins stand in its tenant''s log, in any case')
FROM directory.app_user AS u WHERE u.tenant = 1 ORDER BY u.id LIMIT 1;
SELECT test.is(pg_temp.noted(jsonb_build_array(pg_temp.refused('a password', 3, '2'), pg_temp.refused('another', 4, '1'), pg_temp.refused(NULL, 1, '3'))),
	'1: 0 stranger login_refused 0 {"why": "x", "since": "1", "times": 8}', 'names that nobody has are one line without them, in no tenant''s log');
SELECT test.is(pg_temp.noted(jsonb_build_array(jsonb_set(pg_temp.refused('a password', 3, '2'), '{detail,source}', '"192.0.2.1"'), jsonb_set(pg_temp.refused('another', 4, '1'), '{detail,source}', '"192.0.2.2"'))),
	'1: 0 stranger login_refused 0 {"why": "x", "since": "1", "times": 7}', 'from wherever they were tried');
SELECT test.is(pg_temp.noted(jsonb_build_array(jsonb_set(pg_temp.refused(NULL, 3, '2'), '{detail,source}', '"192.0.2.1"'))),
	'1: 0 stranger login_refused 0 {"why": "x", "since": "2", "times": 3, "source": "192.0.2.1"}', 'what is noted by its source has it');

SELECT pg_advisory_lock(ops.key('command', 0, repeat('0a', 16)));
SELECT test.is((SELECT array_agg(presence.audit_notes(jsonb_build_array(pg_temp.refused('a password', 1, '2')), decode(repeat('0a', 16), 'hex')) ORDER BY n) FROM generate_series(1, 2) AS n), '{1,0}'::bigint[],
	'a write that comes again, because its COMMIT was not answered, adds nothing');
SELECT pg_advisory_unlock(ops.key('command', 0, repeat('0a', 16)));
UPDATE directory.app_user SET role = 'operator' WHERE id = (SELECT min(id) FROM directory.app_user WHERE tenant = 1 AND role = 'agent' AND NOT has_seat);
SELECT test.is((SELECT count(*) FROM directory.app_user WHERE role = 'operator'), 1::bigint, 'where there is an operator'),
	test.is(pg_temp.noted(jsonb_build_array(pg_temp.refused('a password', 1, '2'))), '1: 1 stranger login_refused 1 {"why": "x", "since": "2", "times": 1}', 'they are in the log of the operator''s tenant');
SELECT test.is(pg_temp.noted('[{"action": "user_update", "kind": 8, "tenant": 1, "actor": 1, "role": "administrator", "key": 1, "detail": {"times": 1, "since": "1"}}]'), NULL, 'no daemon adds lines of other actions so');
SELECT test.fails('SET LOCAL ROLE tl_widget; SELECT presence.audit_notes(''[]'')', '42501', 'nor does what faces strangers add any');

-- ---- what verify is not to be led past ----

-- What verify says of tenant 7 and of all, with the age of what is unchained and what is kept.
CREATE FUNCTION pg_temp.judged() RETURNS text LANGUAGE plpgsql AS $$
DECLARE r record; said text;
BEGIN
	FOR r IN EXECUTE 'EXECUTE verify(''7'')' LOOP
		said := concat_ws('; ', said, format('%s%s unchained, %s', CASE WHEN r.tenant IS NULL THEN 'all: ' END, r.unchained, COALESCE(r.problem, 'whole')));
	END LOOP;
	RETURN said;
END $$;
SELECT pg_temp.add(3); SELECT ops.audit_link(100); SELECT ops.audit_link(100); SELECT ops.audit_link(100);
SELECT test.is(pg_temp.judged(), '0 unchained, whole', 'a swept log is whole');
SELECT min(id) AS first, max(id) AS last FROM ops.audit WHERE tenant = 7 \gset
BEGIN;
DELETE FROM ops.audit_linker;
INSERT INTO ops.audit SELECT (jsonb_populate_record(a, jsonb_build_object('at', a.at + interval '1 us'))).* FROM ops.audit AS a WHERE a.tenant = 7 AND a.id = :first;
SELECT pg_temp.judged() AS said \gset
ROLLBACK;
SELECT test.is(:'said'::text, '0 unchained, inserted; all: 0 unchained, ops.audit_linker has not its one row: nothing is chained any more', 'a line that was inserted is found without the linker''s row, which is missed');
SELECT test.fails('DELETE FROM ops.audit_linker; SELECT ops.audit_link(1)', 'P0002', 'audit_link fails without it');
BEGIN;
INSERT INTO ops.audit SELECT (jsonb_populate_record(a, '{"id": 4000000000000000000}')).* FROM ops.audit AS a WHERE a.tenant = 7 AND a.id = :last;
SELECT pg_temp.judged() AS said \gset
ROLLBACK;
SELECT test.is(:'said'::text, '0 unchained, inserted', 'and one with an id that was never given');
SELECT pg_temp.add(1);
CREATE FUNCTION pg_temp.verified() RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE r record;
BEGIN EXECUTE 'EXECUTE verify(''7'')' INTO r; RETURN to_jsonb(r); END $$;
SELECT test.is((SELECT v ->> 'unchained' || ' ' || (v ->> 'unchained_at') FROM pg_temp.verified() AS v), '1 ' || (SELECT to_char(max(at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') FROM ops.audit WHERE tenant = 7),
	'verify says since when a line waits to be chained');
SELECT ops.audit_link(100); SELECT ops.audit_link(100); SELECT ops.audit_link(100);

-- Deletes the oldest line that is kept, as if it were swept.
CREATE FUNCTION pg_temp.faked(change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text;
BEGIN
	EXECUTE 'UPDATE ops.audit_head AS h SET base_hash = c.hash, ' || change || ' FROM ops.audit_chain AS c
		WHERE h.tenant = 7 AND c.tenant = 7 AND c.audit_id = (SELECT min(x.audit_id) FROM ops.audit_chain AS x WHERE x.tenant = 7)';
	DELETE FROM ops.audit WHERE tenant = 7 AND id = (SELECT min(a.id) FROM ops.audit AS a WHERE a.tenant = 7);
	DELETE FROM ops.audit_chain WHERE tenant = 7 AND audit_id = (SELECT min(a.audit_id) FROM ops.audit_chain AS a WHERE a.tenant = 7);
	said := pg_temp.judged();
	RAISE EXCEPTION USING ERRCODE = 'TL001', MESSAGE = said;
EXCEPTION WHEN SQLSTATE 'TL001' THEN
	RETURN SQLERRM;
END $$;
SELECT test.is(pg_temp.faked(change), '0 unchained, ' || said, sentence) FROM (VALUES
	('base_id = c.audit_id, base_at = c.at', 'called swept, but was to be kept for 90 days', 'a young line can''t have been swept'),
	('base_id = (SELECT max(x.audit_id) FROM ops.audit_chain AS x WHERE x.tenant = 7), base_at = ''2000-01-01''', 'called swept, but older ones are kept', 'nor one that stands behind what is kept'),
	('base_id = 0', 'called swept, but no sweep took it', 'nor one without a sweep'),
	('base_id = c.audit_id, base_at = NULL, base_days = NULL', 'called swept, but no sweep took it', 'nor one of which no time is known'),
	('base_id = c.audit_id, base_at = c.at, base_days = 0', 'called swept, but no sweep took it', 'nor by fewer days than any organisation may keep')) AS f (change, said, sentence);
UPDATE directory.tenant SET audit_days = 36500 WHERE id = 7;
SELECT test.is(pg_temp.judged(), '0 unchained, whole', 'days that were raised after a sweep break nothing');
UPDATE directory.tenant SET audit_days = NULL WHERE id = 7;
SELECT test.is(pg_temp.judged(), '0 unchained, whole', 'nor days that were taken away');
UPDATE directory.tenant SET audit_days = 120 WHERE id = 7;
SELECT test.is((SELECT concat_ws(' ', v ->> 'base_days', (v ->> 'kept_id')::bigint = :first, (v ->> 'base_id')::bigint < :first) FROM pg_temp.verified() AS v), '90 t t', 'verify says from where a log is kept');
SELECT test.is((SELECT concat_ws(' ', base_id = h.b, base_hash, base_days) FROM ops.audit_heads(3600, 100) AS x, LATERAL (SELECT base_id AS b, encode(base_hash, 'hex') AS hash FROM ops.audit_head WHERE tenant = 7) AS h WHERE tenant = 7 AND x.base_hash = h.hash),
	(SELECT 't ' || encode(base_hash, 'hex') || ' 90' FROM ops.audit_head WHERE tenant = 7), 'and a daemon''s log is due what was swept');
SELECT pg_temp.heads();
SELECT pg_temp.add(1); SELECT ops.audit_link(100); SELECT ops.audit_link(100); SELECT ops.audit_link(100);
SELECT test.pass('1 hour 1 s');
SELECT test.is((SELECT base_id FROM ops.audit_heads(3600, 100) WHERE tenant = 7), 0::bigint, 'once');
SELECT pg_temp.heads();
UPDATE ops.audit_head SET base_id = base_id + 1 WHERE tenant = 7;
SELECT test.pass('1 hour 1 s');
SELECT test.is((SELECT count(*) FROM ops.audit_heads(3600, 100) WHERE tenant = 7 AND base_id > 0), 1::bigint, 'and again when it was moved, though no line is new');
UPDATE ops.audit_head SET base_id = base_id - 1 WHERE tenant = 7;

-- ---- a clock that was ahead; lines of nobody ----

UPDATE directory.tenant SET audit_days = 90 WHERE id = 7;
SELECT test.pass('100 days'), ops.partitions_make(ops.clock(), ops.clock() + interval '2 years');
SELECT ops.audit_sweep(100);
-- Lines of tenant 7 with the times of several clocks, chained; and for how many days each is kept now.
CREATE FUNCTION pg_temp.at(VARIADIC days integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO ops.audit (at, id, tenant, actor_role, action, kind, key, detail)
	SELECT ops.clock() + d * interval '1 day', nextval('ops.audit_id'), 7, 'agent', 'clock', 8, d, '{}' FROM unnest(days) WITH ORDINALITY AS x (d, n) ORDER BY n;
END $$;
CREATE FUNCTION pg_temp.kept() RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', (SELECT string_agg(a.key::text, ' ' ORDER BY a.id) FROM ops.audit AS a WHERE a.tenant = 7),
		CASE WHEN EXISTS (SELECT FROM ops.audit_heads(0, 100) AS h WHERE h.tenant = 7 AND h.held_id > 0) THEN 'held' END)
$$;
SELECT test.is(pg_temp.kept(), '', 'all is swept');
SELECT pg_temp.at(0, 200, 200, 200, 0, 0, 200, 10); SELECT ops.audit_link(100); SELECT ops.audit_link(100); SELECT ops.audit_link(100);
SELECT ops.audit_sweep(100);
SELECT test.is(pg_temp.kept(), '0 200 200 200 0 0 200 10', 'what is young stays');
SELECT test.pass('91 days');
SELECT test.is((SELECT array_agg(ops.audit_sweep(2)) FROM generate_series(1, 4)), '{2,2,2,0}'::bigint[], 'lines of a clock that was ahead go with old ones behind them');
SELECT test.is(pg_temp.kept(), '200 10', 'in small steps, and stay before a young one');
SELECT test.is(pg_temp.judged(), '0 unchained, whole', 'what is left is whole');
SELECT pg_temp.at(10, 0); SELECT ops.audit_link(100); SELECT ops.audit_link(100); SELECT ops.audit_link(100);
SELECT test.pass('95 days');
SELECT ops.audit_sweep(100), ops.audit_sweep(100);
SELECT test.is(pg_temp.kept(), '10 0 held', 'a young line before old ones holds the sweep, which a daemon''s log is due');
SELECT test.pass('10 days');
SELECT ops.audit_sweep(100), pg_temp.add(1); SELECT ops.audit_link(100); SELECT ops.audit_link(100); SELECT ops.audit_link(100);
SELECT ops.audit_sweep(100);
SELECT test.is(pg_temp.kept(), '1', 'until it is old');

SELECT ops.audit_add(0, NULL, 'stranger', 'login_refused', 8, 0, NULL); SELECT ops.audit_link(100); SELECT ops.audit_link(100); SELECT ops.audit_link(100);
UPDATE directory.tenant SET audit_days = NULL WHERE id = 7;
SELECT test.pass('399 days'), ops.audit_sweep(100);
SELECT test.ok((SELECT count(*) > 0 FROM ops.audit WHERE tenant = 0 AND at > ops.clock() - interval '400 days'), 'what concerns no tenant is kept for 400 days');
SELECT test.pass('2 days');
SELECT ops.audit_sweep(100);
SELECT test.is((SELECT count(*) FROM ops.audit WHERE tenant = 0), 0::bigint, 'and then swept');

-- ---- whose log takes what concerns nobody ----

CREATE FUNCTION pg_temp.plan() RETURNS text LANGUAGE plpgsql AS $$
DECLARE line text; plan text := '';
BEGIN
	SET LOCAL enable_seqscan = off;
	FOR line IN EXECUTE 'EXPLAIN ' || (SELECT p.prosrc FROM pg_proc AS p WHERE p.oid = 'presence.installation_tenant()'::regprocedure) LOOP
		plan := plan || line;
	END LOOP;
	RETURN plan;
END $$;
SELECT test.ok(pg_temp.plan() LIKE '%app_user_operators%', 'it is found without reading all users', pg_temp.plan());
