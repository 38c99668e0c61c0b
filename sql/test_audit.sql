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

SELECT test.is((SELECT count(*) FROM ops.audit_heads(3600, 100)), 2::bigint, 'each chain''s head is told once'), test.is((SELECT count(*) FROM ops.audit_heads(3600, 100)), 0::bigint, 'and not again');
SELECT pg_temp.add(1); SELECT ops.audit_link(9); SELECT ops.audit_link(9); SELECT ops.audit_link(9);
SELECT test.is((SELECT count(*) FROM ops.audit_heads(3600, 100)), 0::bigint, 'a chain that grows is not told again within the hour');
SELECT test.pass('1 hour 1 s');
SELECT test.is((SELECT array_agg(tenant || ' ' || hash) FROM ops.audit_heads(3600, 100)), (SELECT ARRAY['7 ' || encode(head_hash, 'hex')] FROM ops.audit_head WHERE tenant = 7), 'then it is, as it is now');

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
UPDATE directory.app_user SET role = 'operator' WHERE id = (SELECT min(id) FROM directory.app_user WHERE tenant = 1 AND role = 'agent' AND NOT has_seat);
SELECT test.is((SELECT count(*) FROM directory.app_user WHERE role = 'operator'), 1::bigint, 'where there is an operator'),
	test.is(pg_temp.noted(jsonb_build_array(pg_temp.refused('a password', 1, '2'))), '1: 1 stranger login_refused 1 {"why": "x", "since": "2", "times": 1}', 'they are in the log of the operator''s tenant');
SELECT test.is(pg_temp.noted('[{"action": "user_update", "kind": 8, "tenant": 1, "actor": 1, "role": "administrator", "key": 1, "detail": {"times": 1, "since": "1"}}]'), NULL, 'no daemon adds lines of other actions so');
SELECT test.fails('SET LOCAL ROLE tl_widget; SELECT presence.audit_notes(''[]'')', '42501', 'nor does what faces strangers add any');
