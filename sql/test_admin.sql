-- The engine of configuration (ops.resource_*): what each resource is, pages, writes, refusals, the linter.
SELECT test.organisation();
SELECT directory.tenant_create('Other') AS other \gset

CREATE FUNCTION test.write(schema text, noun text, verb text, id bigint, version bigint, item jsonb, dry boolean DEFAULT false,
	tenant bigint DEFAULT 1, command bytea DEFAULT NULL, fingerprint bytea DEFAULT NULL, once jsonb DEFAULT NULL)
RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('config', tenant, ''), ops.key('agent', tenant, COALESCE(id, 0)::text),
		ops.key('command', tenant, COALESCE(encode(command, 'hex'), ''))]);
	EXECUTE format('SELECT * FROM %I.resource_write($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)', schema) INTO answer
	USING command, fingerprint, tenant, test.who('eve'), 'administrator', '{"source": "192.0.2.1"}'::jsonb, noun, verb, id, version, item, once, dry;
	PERFORM ops.batch_end();
	RETURN answer;
END $$;
CREATE FUNCTION test.make(noun text, item jsonb, schema text DEFAULT 'routing') RETURNS bigint LANGUAGE sql AS $$
	SELECT ((test.write(schema, noun, 'create', NULL, NULL, item)).body ->> 'id')::bigint
$$;
CREATE FUNCTION test.refusal(answer ops.answer) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', answer.outcome, (SELECT string_agg(e.value ->> 'pointer', ' ') FROM jsonb_array_elements(answer.body -> 'errors') AS e))
$$;

-- ---- what a resource is ----

SELECT test.is((SELECT array_agg(v.oid::regclass::text) FROM pg_class AS v WHERE v.relkind = 'v' AND v.relname LIKE 'a\_%'
	AND to_regclass(obj_description(v.oid, 'pg_class')) IS NULL), NULL, 'each resource names its table');
SELECT test.is((SELECT array_agg(v.oid::regclass::text) FROM pg_class AS v WHERE v.relkind = 'v' AND v.relname LIKE 'a\_%' AND v.relname <> 'a_audit'
	AND (pg_relation_is_updatable(v.oid, true) & 28 <> 28 OR (SELECT count(*) FROM pg_attribute AS a
		WHERE a.attrelid = v.oid AND a.attname IN ('tenant', 'id', 'version') AND a.atttypid = 'bigint'::regtype) <> 3)), NULL,
	'each lets rows be added, changed and removed, and has tenant, id and version');
SELECT test.is((SELECT array_agg(format('%s.%s', v.relname, f.name)) FROM pg_class AS v CROSS JOIN LATERAL ops.resource_fields(v.oid) AS f
	WHERE v.relkind = 'v' AND v.relname LIKE 'a\_%' AND (f.name ~ 'hash|secret|password|hook|token' AND f.name NOT IN ('password_min', 'token_url') OR f.type = 'bytea'::regtype)), NULL,
	'no secret is a field that is shown');
SELECT test.is((SELECT array_agg(format('%s reads %s', r.rolname, v.relname)) FROM pg_roles AS r JOIN pg_class AS v ON v.relkind = 'v'
		AND v.relname LIKE 'a\_%' JOIN pg_namespace AS n ON n.oid = v.relnamespace
	WHERE r.rolname IN ('tl_smsgw', 'tl_chatd') AND has_table_privilege(r.rolname, v.oid, 'SELECT')), NULL, 'no other daemon reads them');

-- ---- made, read, changed, deleted ----

SELECT test.write('routing', 'queue', 'create', NULL, NULL, '{"name": "Sales", "priority": 3}') AS a \gset
SELECT test.is((:'a'::ops.answer).outcome, 'created', 'a queue is made');
SELECT ((:'a'::ops.answer).body ->> 'id')::bigint AS q \gset
SELECT test.is((:'a'::ops.answer).body -> 'priority', '3', 'as it was asked for');
SELECT test.is((:'a'::ops.answer).news #>> '{0,kind}', '8', 'its news is that the configuration changed');
SELECT test.is((:'a'::ops.answer).body #>> '{warnings,0,kind}', 'queue_unserved', 'with what the linter says');
SELECT test.is((routing.resource_read('queue', 1, :q, NULL)).body ->> 'name', 'Sales', 'it is read');
SELECT test.is((routing.resource_read('queue', :other, :q, NULL)).outcome, 'not_found', 'by no other tenant');
SELECT test.is((test.write('routing', 'queue', 'update', :q, 1, '{"wrap_ms": 5}')).body ->> 'version', '2', 'a change raises the version');
SELECT test.is((test.write('routing', 'queue', 'update', :q, 1, '{"wrap_ms": 6}')).outcome, 'stale_version', 'a version that was read before is stale');
SELECT test.is((test.write('routing', 'queue', 'update', :q, 2, '{"wrap_ms": 6}', tenant => :other)).outcome, 'not_found', 'another tenant changes nothing');
SELECT test.is((SELECT format('%s %s', wrap_ms, name) FROM routing.queue WHERE id = :q), '5 Sales', 'what was not given stays');
SELECT test.is((SELECT revision FROM routing.revision WHERE tenant = 1), 2::bigint, 'each change of what the router knows is a revision');

-- ---- refused, with the field ----

SELECT test.is(test.refusal(test.write('routing', 'queue', 'create', NULL, NULL, '{"name": "Sales"}')), 'name_taken /name', 'a name that is taken');
SELECT test.is(test.refusal(test.write('routing', 'queue', 'update', :q, 2, '{"priority": 12}')), 'invalid /priority', 'a value that breaks a rule');
SELECT test.is(test.refusal(test.write('routing', 'queue', 'update', :q, 2, '{"priority": "high"}')), 'invalid /priority', 'one that has not its form');
SELECT test.is(test.refusal(test.write('routing', 'queue', 'update', :q, 2, '{"name": null}')), 'invalid /name', 'one that must be there');
SELECT test.is(test.refusal(test.write('routing', 'queue', 'update', :q, 2, '{"closing": "overflow"}')), 'invalid /closing /overflow_queue_id', 'two that do not fit together');
SELECT test.is((test.write('routing', 'queue', 'update', :q, 2, '{"closing": "overflow"}')).body #>> '{errors,0,detail}', 'Closing by overflow needs overflow_queue_id: another queue.', 'in words');
CREATE TEMPORARY VIEW rule AS
SELECT DISTINCT c.conname, pg_get_constraintdef(c.oid) AS definition, ops.rule_words(c.conrelid, c.conname) AS words
FROM pg_class AS v JOIN pg_rewrite AS r ON r.ev_class = v.oid JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
JOIN pg_constraint AS c ON c.contype = 'c' AND c.conrelid = d.refobjid
WHERE v.relkind = 'v' AND v.relname LIKE 'a\_%' OR c.conrelid IN ('presence.place'::regclass, 'directory.personal_contact'::regclass);
SELECT test.ok((SELECT count(*) FROM rule) > 200, 'the rules of what can be configured');
SELECT test.is(string_agg(r.conname, ' '), NULL, 'each is said in words of its own') FROM rule AS r WHERE r.words = 'Has not the form of its field.';
SELECT test.is(string_agg(r.words, ' '), NULL, 'and never as SQL') FROM rule AS r
WHERE r.words ~ '::|\m(CHECK|AND|ANY|ARRAY|NULL)\M|[<>=]|\\' AND r.conname <> 'trunk_username' OR r.words !~ '^[A-Za-z].*\.$';
SELECT test.is((SELECT words FROM rule WHERE conname = v.name), v.words, 'the words of ' || v.name) FROM (VALUES
	('queue_priority_check', 'From 1 to 10.'), ('tenant_session_ms_check', 'From 60000 to 2592000000.'), ('queue_name_length', 'Must have 1 to 200 characters.'),
	('app_user_department', 'At most 200 characters.'), ('dial_rule_action', 'One of: allow, refuse.'), ('tenant_mode_check', 'One of: 1, 2, 3.'),
	('channel_group_ids', 'At most 500, none of them null.'), ('fax_number_number', 'Must be a number in E.164, as +46701234567.'),
	('country_quiet_end_check', 'Must be a time of day, as 08:00.'), ('route_rule_position_check', 'At least 1.'), ('schedule_week_check', 'Must be a list.'),
	('site_country_check', 'Must be a country''s code of two letters, as SE.')) AS v (name, words);
SELECT test.is(test.refusal(test.write('routing', 'queue', 'update', :q, 2, '{"schedule_id": "99"}')), 'unknown_reference /schedule_id', 'one that refers to nothing');
SELECT test.is(test.refusal(test.write('routing', 'membership', 'create', NULL, NULL, jsonb_build_object('queue_id', :q, 'agent_id', 99))),
	'unknown_reference /agent_id', 'to a user that another schema has not');
SELECT test.make('schedule', '{"name": "Theirs", "time_zone": "UTC"}') AS s \gset
SELECT test.is(test.refusal(test.write('routing', 'queue', 'create', NULL, NULL, jsonb_build_object('name', 'x', 'schedule_id', :s), tenant => :other)),
	'unknown_reference /schedule_id', 'nor to another tenant''s');
SELECT test.is(test.refusal(test.write('directory', 'user', 'create', NULL, NULL,
	'{"username": "ann", "name": "Ann", "password_hash": "x", "role": "agent"}', tenant => :other)), 'name_taken /username', 'a username is one over all tenants');
SELECT test.is((SELECT version FROM routing.queue WHERE id = :q), 2::bigint, 'and nothing was changed');

-- ---- keys, ids of commands, dry runs ----

DO $$ BEGIN
	PERFORM ops.batch_begin('{}');
	PERFORM test.fails($f$SELECT routing.resource_write(NULL, NULL, 1, 5, 'administrator', '{}', 'skill', 'create', NULL, NULL, '{"name": "x"}', NULL, false)$f$,
		'P0004', 'configuration is not written without its key');
END $$;
SELECT test.command() AS c \gset
SELECT test.is((test.write('routing', 'skill', 'create', NULL, NULL, '{"name": "Once"}', command => :'c', fingerprint => '\x01', once => '{"key": "shown"}')).body ->> 'key', 'shown', 'a secret is in the first answer');
SELECT test.is((test.write('routing', 'skill', 'create', NULL, NULL, '{"name": "Once"}', command => :'c', fingerprint => '\x01', once => '{"key": "other"}')).body ->> 'key', NULL, 'and in no later one');
SELECT test.is((SELECT count(*) FROM routing.skill WHERE name = 'Once'), 1::bigint, 'a command that comes again does nothing');
SELECT test.is((test.write('routing', 'skill', 'create', NULL, NULL, '{"name": "More"}', command => :'c', fingerprint => '\x02')).outcome, 'idempotency_key_reused', 'its id with another request is refused');
CREATE TEMP VIEW kept AS SELECT (SELECT count(*) FROM ops.audit) AS audits, (SELECT count(*) FROM ops.event) AS events,
	(SELECT count(*) FROM ops.command) AS commands, (SELECT sum(revision) FROM routing.revision) AS revisions,
	(SELECT sum(version) FROM routing.queue) AS versions, (SELECT count(*) FROM routing.schedule_boundary) AS boundaries;
CREATE TEMP TABLE then_ AS SELECT * FROM kept;
SELECT test.write('routing', 'queue', 'create', NULL, NULL, '{"name": "Dry"}', true, command => test.command(), fingerprint => '\x01') AS a \gset
SELECT test.is((:'a'::ops.answer).outcome, 'ok', 'a dry run answers');
SELECT test.ok((:'a'::ops.answer).body @> '{"name": "Dry", "version": "1", "dry_run": true}' AND NOT (:'a'::ops.answer).body ? 'id', 'what would be there, without an id');
SELECT test.ok((:'a'::ops.answer).body -> 'warnings' @> '[{"words": "The queue \"Dry\" has no enabled member with a seat: nobody can serve it."}]', 'what the linter would say');
SELECT test.is((:'a'::ops.answer).news, '[]', 'and tells nobody');
SELECT test.is((test.write('routing', 'queue', 'update', :q, 2, '{"name": "Dry"}', true)).body ->> 'version', '3', 'of a change, too');
SELECT test.is((test.write('routing', 'queue', 'delete', :q, 2, NULL, true)).outcome, 'ok', 'of a deletion, too');
SELECT test.is((test.write('routing', 'schedule', 'update', :s, 1, '{"week": [{"weekday": 1, "opens": "08:00", "closes": "18:00"}]}', true)).outcome, 'ok', 'of hours, too');
SELECT test.is(test.refusal(test.write('routing', 'queue', 'create', NULL, NULL, '{"name": "Sales"}', true)), 'name_taken /name', 'it refuses as the write would');
SELECT test.ok((SELECT kept = then_ FROM kept, then_), 'and nothing of it is kept');

-- ---- the audit log ----

SELECT test.is((SELECT array_agg(a.action ORDER BY a.id) FROM ops.audit AS a WHERE a.kind = 8 AND a.key = :q AND a.detail ->> 'resource' = 'queue'), '{queue_create,queue_update}', 'who wrote what is kept');
SELECT test.is((SELECT a.detail #>> '{before,wrap_ms}' || ' ' || (a.detail #>> '{after,wrap_ms}') || ' ' || (a.detail ->> 'source') || ' ' || a.actor
	FROM ops.audit AS a WHERE a.action = 'queue_update'), '60000 5 192.0.2.1 ' || test.who('eve'), 'with before, after, from where and who');
SELECT test.ok((SELECT NOT a.detail -> 'after' ?| '{open,members,waiting}' FROM ops.audit AS a WHERE a.action = 'queue_update'), 'and nothing that is no configuration');
SELECT test.write('directory', 'user', 'update', test.who('ben'), 1, '{"password_hash": "$argon2id$new"}') AS a \gset
SELECT test.ok((SELECT count(*) > 0 AND NOT bool_or(a.detail::text LIKE '%argon2id%') FROM ops.audit AS a WHERE a.action = 'user_update'), 'never a secret');
SELECT test.is((SELECT a.detail -> 'secrets' FROM ops.audit AS a WHERE a.action = 'user_update' AND a.key = test.who('ben') ORDER BY a.id DESC LIMIT 1), '["password"]', 'but that one was set');
SELECT test.is((SELECT u.password_hash FROM directory.app_user AS u WHERE u.username = 'ben'), '$argon2id$new', 'which was written');

-- ---- tenants: an operator reads and makes them, and administers none ----

CREATE FUNCTION pg_temp.make(username text, zone text DEFAULT 'Europe/Oslo') RETURNS ops.answer LANGUAGE plpgsql AS $$
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, '')]);
	RETURN directory.tenant_make(NULL, NULL, 1, test.who('eve'), 'operator', '{"source": "192.0.2.1"}', 'Made', NULL, zone, username, 'First', '$argon2id$made');
END $$;
SELECT count(*) AS tenants FROM directory.tenant \gset
SELECT test.is(test.refusal(pg_temp.make('ANN')), 'name_taken /administrator_username', 'a tenant whose administrator''s name is taken is not made');
SELECT test.is(test.refusal(pg_temp.make('oslo', 'Oslo')), 'invalid /time_zone', 'nor one in no time zone');
SELECT test.is((SELECT count(*) FROM directory.tenant), :tenants::bigint, 'nothing of them is kept');
SELECT pg_temp.make('Oslo') AS a \gset
SELECT test.is((:'a'::ops.answer).outcome, 'created', 'one that is right is made');
SELECT ((:'a'::ops.answer).body ->> 'id')::bigint AS made \gset
SELECT test.is((SELECT (t.name, t.time_zone, t.mode, t.password_min)::text FROM directory.tenant AS t WHERE t.id = :made), '(Made,Europe/Oslo,1,10)', 'as it was said');
SELECT test.is((SELECT array_agg(format('%s %s %s', u.username, u.role, u.name)) FROM directory.app_user AS u WHERE u.tenant = :made), '{"oslo administrator First"}', 'with its administrator');
SELECT test.is((SELECT count(*) FROM directory.status_code AS c WHERE c.tenant = :made), 4::bigint, 'and status codes');
SELECT test.ok((SELECT m.shard IS NOT NULL FROM routing.shard_map() AS m WHERE m.tenant = :made), 'in a shard');
SELECT test.ok((SELECT count(*) = 1 AND bool_and(a.actor = test.who('eve')) FROM ops.audit AS a WHERE a.tenant = 1 AND a.action = 'tenant_create'), 'the operator''s tenant knows who made it');
SELECT test.ok((SELECT count(*) = 6 AND NOT bool_or(a.detail::text LIKE '%argon2id%') FROM ops.audit AS a WHERE a.tenant = :made), 'and itself what it was made of');
SELECT test.is((SELECT array_agg(t ->> 'id') FROM jsonb_array_elements((directory.resource_read('tenant', 1, NULL, '{"who": {"role": "administrator"}}')).body -> 'data') AS t), '{1}', 'an administrator reads their own tenant');
SELECT test.is((SELECT count(*) FROM jsonb_array_elements((directory.resource_read('tenant', 1, NULL, '{"who": {"role": "operator"}}')).body -> 'data') AS t), (:tenants + 1)::bigint, 'an operator all');
SELECT test.is((directory.resource_read('tenant', 1, :made, '{"who": {"role": "operator"}}')).body ->> 'name', 'Made', 'and one');
SELECT test.is((directory.resource_read('tenant', 1, :made, '{"who": {"role": "administrator"}}')).outcome, 'not_found', 'which another''s administrator does not');
SELECT test.is((SELECT count(*) FROM jsonb_array_elements((directory.resource_read('user', 1, NULL, '{"limit": 200, "who": {"role": "operator"}}')).body -> 'data') AS u),
	(SELECT count(*) FROM directory.a_user AS u WHERE u.tenant = 1), 'of anything else nobody reads more than their tenant''s');
SELECT directory.operator_make(1, '{}', 'Olga', 'Olga', '$argon2id$olga') AS olga \gset
SELECT test.is(directory.operator_make(1, '{}', 'olga', 'Olga', '$argon2id$other'), :olga::bigint, 'an operator gets another password by hand');
SELECT test.is(directory.operator_make(1, '{}', 'olga', 'Olga', NULL), :olga::bigint, 'and ends');
SELECT test.is((SELECT (u.disabled, u.password_hash)::text FROM directory.app_user AS u WHERE u.id = :olga), '(t,!)', 'so that nobody logs in');
SELECT test.is(directory.operator_make(1, '{}', 'otto', 'Otto', NULL), NULL::bigint, 'who is none does not end');
SELECT test.fails($$SELECT directory.operator_make(1, '{}', 'ann', 'Ann', 'x')$$, '23505', 'who is a user of the tenant becomes none');
SELECT test.is((directory.resource_read('user', 1, :olga, '{"who": {"role": "administrator"}}')).outcome, 'not_found', 'and are no administrator''s to see');

-- ---- deletion ----

SELECT test.make('membership', jsonb_build_object('queue_id', :q, 'agent_id', test.who('ann'))) AS m \gset
CREATE FUNCTION test.served() RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', (SELECT e.version = r.revision FROM ops.event AS e WHERE e.tenant = 1 AND e.kind = 24 AND e.key = test.who('ann') ORDER BY e.id DESC LIMIT 1),
		s.version = r.revision, s.audience = ARRAY[test.who('ann')], s.state ->> 'queues')
	FROM routing.revision AS r, ops.state(24, 1, test.who('ann')) AS s WHERE r.tenant = 1
$$;
SELECT test.is(test.served(), format('t t t ["%s"]', :q), 'an agent''s pages are told that they serve a queue');
SELECT test.is((test.write('routing', 'membership', 'update', :m, 1, '{"enabled": false}')).outcome || ' ' || test.served(), 'ok t t t []', 'that they serve it no more');
SELECT test.is((test.write('routing', 'membership', 'update', :m, 2, '{"enabled": true}')).outcome || ' ' || test.served(), format('ok t t t ["%s"]', :q), 'that they do again');
SELECT test.is((test.write('routing', 'queue', 'delete', :q, 2, NULL)).body -> 'referenced_by', format('[{"kind": "membership", "count": 1, "names": ["%s"]}]', :m)::jsonb, 'what is referred to is not deleted, and who refers is named');
SELECT test.is((test.write('directory', 'user', 'delete', test.who('ann'), 1, NULL)).body #>> '{referenced_by,0,kind}', 'membership', 'also by another schema');
SELECT test.is((test.write('routing', 'membership', 'delete', :m, 3, NULL)).outcome, 'ok', 'who refers goes first');
SELECT test.is(test.served(), 't t t []', 'and is told, too');
INSERT INTO routing.interaction (tenant, channel, conversation, queue, state, entered_at) VALUES (1, 1, 1, :q, 'waiting', ops.clock()) RETURNING id AS i \gset
SELECT test.is((test.write('routing', 'queue', 'delete', :q, 2, NULL)).body -> 'referenced_by', '[{"kind": "interaction", "count": 1}]', 'open work holds its queue, though no foreign key tells');
DELETE FROM routing.interaction WHERE id = :i;
SELECT test.is((test.write('routing', 'queue', 'delete', :q, 2, NULL)).outcome, 'ok', 'then it goes');
SELECT test.is((test.write('routing', 'queue', 'delete', :q, 2, NULL)).outcome, 'not_found', 'once');

-- ---- pages ----

SELECT test.make('skill', jsonb_build_object('name', format('s%s', n / 2 * 10 + n % 2))) FROM generate_series(1, 7) AS n;
SELECT test.make('skill', '{"name": "s5"}') AS gone \gset
CREATE FUNCTION test.pages(ask jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
	told text[] := '{}';
BEGIN
	LOOP
		answer := routing.resource_read('skill', 1, NULL, ask);
		told := told || ARRAY(SELECT e.value ->> 'name' FROM jsonb_array_elements(answer.body -> 'data') WITH ORDINALITY AS e ORDER BY e.ordinality);
		-- What was told last is removed, another one comes before it: the place is kept.
		DELETE FROM routing.skill WHERE name = 's5' AND 's5' = ANY (told);
		INSERT INTO routing.skill (tenant, name) VALUES (1, 'r' || cardinality(told));
		ask := jsonb_build_object('limit', 2, 'cursor', answer.body ->> 'next_cursor');
		EXIT WHEN answer.body ->> 'next_cursor' IS NULL OR cardinality(told) > 100;
	END LOOP;
	DELETE FROM routing.skill WHERE name LIKE 'r%';
	RETURN (SELECT string_agg(t.name, ' ' ORDER BY t.n) FROM unnest(told) WITH ORDINALITY AS t (name, n) WHERE t.name NOT LIKE 'r%');
END $$;
SELECT test.is(test.pages('{"limit": 2, "sort": "name", "fields": "id,name"}'), 'Once s1 s10 s11 s20 s21 s30 s31 s5', 'pages by name are complete and without doubles');
SELECT test.is(test.pages('{"limit": 2, "sort": "-name"}'), 's31 s30 s21 s20 s11 s10 s1 Once', 'and turned');
SELECT test.is(test.pages('{"limit": 2, "filter": {"name": "s11"}}'), 's11', 'and filtered');
SELECT test.is((SELECT array_agg(k) FROM jsonb_object_keys((routing.resource_read('skill', 1, NULL, '{"fields": "name,id"}')).body #> '{data,0}') AS k), '{id,name}', 'with the fields that were asked for');
SELECT test.is(test.refusal(routing.resource_read('skill', 1, NULL, '{"fields": "name,tenant"}')), 'bad_request /fields', 'and no others');
SELECT test.is(test.refusal(routing.resource_read('skill', 1, NULL, jsonb_build_object('cursor', c))), 'bad_request /cursor', 'no cursor: ' || c)
FROM unnest('{"",x,!!,e30,eyJhc2siOnt9fQ,bm90IGpzb24}'::text[]) AS c;
SELECT test.is((routing.resource_read('skill', :other, NULL, '{}')).body -> 'data', '[]', 'another tenant''s page is empty');

-- ---- hours, rules ----

SELECT test.is((test.write('routing', 'schedule', 'update', :s, 1, '{"week": [{"weekday": 1, "opens": "22:00", "closes": "02:00"}]}')).body ->> 'version', '2', 'new hours are one change');
SELECT test.ok((SELECT count(*) > 100 FROM routing.schedule_boundary WHERE schedule = :s), 'they are compiled with it');
SELECT test.is((SELECT version FROM routing.schedule WHERE id = :s), 2::bigint, 'which is no other change');
DO $$ BEGIN PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, '')]); PERFORM routing.schedules_compile(1); END $$;
SELECT test.is((SELECT version FROM routing.schedule WHERE id = :s), 2::bigint, 'nor is it each night');
SELECT test.is((test.write('routing', 'schedule', 'update', :s, 2, patch)).body #>> '{errors,0,pointer}', pointer, patch::text) FROM (VALUES
	('{"week": [{"weekday": 1, "opens": "08:00", "closes": "12:00"}, {"weekday": 1, "opens": "11:59", "closes": "13:00"}]}'::jsonb, '/week/1'),
	('{"week": [{"weekday": 1, "opens": "01:00", "closes": "02:00"}, {"weekday": 7, "opens": "22:00", "closes": "01:01"}]}', '/week/1'),
	('{"week": [{"weekday": 7, "opens": "22:00", "closes": "01:01"}, {"weekday": 3, "opens": "08:00", "closes": "09:00"}, {"weekday": 1, "opens": "01:00", "closes": "02:00"}]}', '/week/2'),
	('{"week": [{"weekday": 2, "opens": "00:00", "closes": "00:00"}, {"weekday": 2, "opens": "23:59", "closes": "01:00"}]}', '/week/1'),
	('{"exceptions": [{"day": "2026-12-24", "opens": "22:00", "closes": "02:00"}, {"day": "2026-12-25", "opens": "01:00", "closes": "03:00"}]}', '/exceptions/1'),
	('{"exceptions": [{"day": "2026-12-24"}, {"day": "2026-12-24", "opens": "08:00", "closes": "12:00"}]}', '/exceptions/1')) AS v (patch, pointer);
SELECT test.is((test.write('routing', 'schedule', 'update', :s, 2, '{"week": [{"weekday": 1, "opens": "12:00", "closes": "18:00"}, {"weekday": 1, "opens": "08:00", "closes": "12:00"},
	{"weekday": 7, "opens": "22:00", "closes": "08:00"}], "exceptions": [{"day": "2026-12-24", "opens": "22:00", "closes": "02:00"}, {"day": "2026-12-25"}]}')).outcome, 'ok',
	'openings that touch, and a night into a day that is closed, are none that overlap');
SELECT test.is((test.write('routing', 'schedule', 'delete', :s, 3, NULL)).outcome, 'ok', 'a schedule is deleted');
SELECT test.is((SELECT count(*) FROM routing.schedule_boundary WHERE schedule = :s), 0::bigint, 'with what was compiled of it');

SELECT test.make('channel', '{"medium": "sms", "name": "Line", "hook_key": "0123456789abcdef"}', 'directory') AS ch \gset
SELECT test.make('queue', '{"name": "Help"}') AS h \gset
SELECT test.make('route_rule', jsonb_build_object('channel_id', :ch, 'position', 1, 'queue_id', :h)) AS r1 \gset
SELECT test.make('route_rule', jsonb_build_object('channel_id', :ch, 'position', 1, 'queue_id', :h, 'conditions', '{"keyword": "a"}'::jsonb)) AS r2 \gset
SELECT test.is((SELECT array_agg(r.id ORDER BY r.position) FROM routing.route_rule AS r WHERE r.channel = :ch), ARRAY[:r2, :r1]::bigint[], 'a rule at a taken place comes before the one that was there');
SELECT test.is(test.refusal(test.write('routing', 'route_rule', 'update', :r2, 1, item)), wanted, wanted)
FROM (VALUES ('{"conditions": {"keyword": 5}}'::jsonb, 'invalid /conditions/keyword'), ('{"conditions": {"keyword": ["a", ""]}}', 'invalid /conditions/keyword'),
	('{"conditions": {"language": ["sv"]}}', 'invalid /conditions/language'), ('{"conditions": {"schedule": {"id": "1"}}}', 'invalid /conditions/schedule'),
	('{"conditions": {"schedule": 5}}', 'invalid /conditions/schedule'), ('{"skills": {}}', 'invalid /skills'), ('{"skills": [5]}', 'invalid /skills/0'),
	('{"skills": [{"skill": "1", "level": "x"}]}', 'invalid /skills/0'), ('{"queue_id": null}', 'invalid /queue_id /auto_reply')) AS v (item, wanted);

-- ---- the linter ----

CREATE FUNCTION test.lint() RETURNS text[] LANGUAGE sql AS $$ SELECT array_agg(l.kind ORDER BY l.kind) FROM routing.lint(1) AS l WHERE l.resource <> 'user' $$;
SELECT test.is(test.lint(), '{queue_unserved}', 'a queue without members');
SELECT test.make('membership', jsonb_build_object('queue_id', :h, 'agent_id', test.who('wim'))) AS m \gset
SELECT test.is(test.lint(), '{queue_unserved}', 'or with one who has no seat');
SELECT test.make('membership', jsonb_build_object('queue_id', :h, 'agent_id', test.who('ann'))) AS m \gset
SELECT test.is(test.lint(), NULL, 'an agent serves it');
UPDATE directory.app_user SET disabled = true WHERE id = test.who('ann');
SELECT test.is(test.lint(), '{queue_unserved}', 'but not a disabled one');
UPDATE directory.app_user SET disabled = false WHERE id = test.who('ann');
UPDATE routing.route_rule SET skills = jsonb_build_array(jsonb_build_object('skill', (SELECT min(id)::text FROM routing.skill), 'level', 40)) WHERE id = :r1;
SELECT test.is(test.lint(), '{rule_unserved}', 'a rule with a skill that no member holds');
SELECT test.make('agent_skill', jsonb_build_object('agent_id', test.who('ann'), 'skill_id', (SELECT min(id)::text FROM routing.skill), 'level', 30));
SELECT test.is(test.lint(), '{rule_unserved}', 'or not at this level');
UPDATE routing.agent_skill SET level = 40;
SELECT test.is(test.lint(), NULL, 'at this level it is served');
UPDATE routing.route_rule SET conditions = '{"customer": "known"}' WHERE id = :r1;
SELECT test.is(test.lint(), '{channel_without_default}', 'a channel whose rules all ask for something');
UPDATE routing.route_rule SET conditions = '{}' WHERE id = :r1;
SELECT test.make('schedule', '{"name": "Never", "time_zone": "UTC"}');
SELECT test.is(test.lint(), '{schedule_never_opens}', 'a schedule without hours');
DELETE FROM routing.schedule;
SELECT test.make('queue', jsonb_build_object('name', 'Second', 'closing', 'overflow', 'overflow_queue_id', :h)) AS h2 \gset
INSERT INTO routing.member (tenant, queue, agent) VALUES (1, :h2, test.who('ann'));
SELECT test.is(test.lint(), NULL, 'an overflow that ends');
UPDATE routing.queue SET closing = 'overflow', overflow_queue = :h2 WHERE id = :h;
SELECT test.is(test.lint(), '{overflow_loop,overflow_loop}', 'and one that does not');
SELECT test.is((SELECT l.words FROM routing.lint(1) AS l WHERE l.id = :h AND l.resource = 'queue'), 'The queue "Help" overflows into itself, by way of "Second".', 'in words');
SELECT test.is((SELECT count(*) FROM routing.lint(:other)), 0::bigint, 'of one''s own tenant alone');

-- ---- the audit log, by whom it is read ----

CREATE FUNCTION test.audit(who text, role text, filter jsonb DEFAULT '{}', id bigint DEFAULT NULL) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT directory.resource_read('audit', 1, id, jsonb_build_object('limit', 200, 'filter', filter, 'who', jsonb_build_object('actor', test.who(who), 'role', role)))
$$;
DELETE FROM ops.audit;
SELECT ops.audit_add(1, test.who('eve'), 'administrator', 'queue_update', 8, 7, '{"resource": "queue"}');
SELECT ops.audit_add(1, test.who('sue'), 'supervisor', 'status_set', 1, test.who('ben'), '{}');
SELECT ops.audit_add(1, test.who('eve'), 'administrator', 'status_set', 1, test.who('ann'), '{}');
SELECT ops.audit_add(1, test.who('ann'), 'agent', 'session_open', 7, 5, '{}');
SELECT ops.audit_add(1, test.who('eve'), 'administrator', 'user_update', 8, test.who('ben'), '{"resource": "user"}');
CREATE FUNCTION test.lines(answer ops.answer) RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(string_agg(e.value ->> 'action', ' ' ORDER BY e.ordinality), '') FROM jsonb_array_elements(answer.body -> 'data') WITH ORDINALITY AS e
$$;
SELECT test.is(test.lines(test.audit('eve', 'administrator')), 'queue_update status_set status_set session_open user_update', 'an administrator reads all of it');
SELECT test.is(test.lines(test.audit('sue', 'supervisor')), 'status_set status_set session_open', 'a supervisor what they did, and what those in their groups did and had done to them');
SELECT test.is(test.lines(test.audit('tom', 'supervisor')), 'status_set user_update', 'each their own');
SELECT test.is(test.lines(test.audit('ann', 'agent')), '', 'nobody else anything');
SELECT test.is((test.audit('sue', 'supervisor', id => (SELECT min(id) FROM ops.audit))).outcome || ' ' || (test.audit('eve', 'administrator', id => (SELECT min(id) FROM ops.audit))).outcome,
	'not_found ok', 'nor by its id');
SELECT test.is(test.lines(test.audit('eve', 'administrator', '{"resource": "queue"}')), 'queue_update', 'by resource');
SELECT max(a.at) AS last FROM ops.audit AS a \gset
UPDATE ops.audit SET at = :'last'::timestamptz - CASE action WHEN 'session_open' THEN interval '1 hour' ELSE '0' END;
SELECT test.is(test.lines(test.audit('eve', 'administrator', jsonb_build_object('until', ops.rfc3339(:'last'::timestamptz - interval '10 minutes')))), 'session_open', 'before a time');
SELECT test.is(test.lines(test.audit('eve', 'administrator', jsonb_build_object('since', ops.rfc3339(:'last'::timestamptz - interval '1 hour'), 'until', ops.rfc3339(:'last'::timestamptz)))), 'session_open', 'from a time on, and before another: half open');
SELECT test.is(test.refusal(test.audit('eve', 'administrator', '{"since": "soon"}')), 'bad_request /since', 'no time');
SELECT test.is(test.refusal(test.audit('eve', 'administrator', '{"until": "later"}')), 'bad_request /until', 'neither');
