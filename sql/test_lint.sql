-- The linter at a write judges what the write touches, and no less: random changes against the whole of routing.lint.
SELECT test.organisation();

CREATE FUNCTION test.write(schema text, noun text, verb text, id bigint, item jsonb) RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
	version bigint;
BEGIN
	IF verb <> 'create' THEN
		EXECUTE format('SELECT version FROM %I.%I WHERE tenant = 1 AND id = $1', schema, 'a_' || noun) INTO version USING id;
	END IF;
	PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, ''), ops.key('agent', 1, COALESCE(id, 0)::text), ops.key('command', 1, '')]);
	EXECUTE format('SELECT * FROM %I.resource_write(NULL, NULL, 1, $1, $2, $3, $4, $5, $6, $7, $8, NULL, false)', schema) INTO answer
	USING test.who('eve'), 'administrator', '{"source": "192.0.2.1"}'::jsonb, noun, verb, id, version, item;
	PERFORM ops.batch_end();
	RETURN answer;
END $$;

CREATE FUNCTION test.one(VARIADIC anyarray) RETURNS anyelement LANGUAGE sql VOLATILE AS $$
	SELECT $1[1 + floor(random() * cardinality($1))::integer]
$$;
CREATE FUNCTION test.some_id(of regclass) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	found bigint;
BEGIN
	EXECUTE format('SELECT id FROM %s WHERE tenant = 1 ORDER BY random() LIMIT 1', of) INTO found;
	RETURN found;
END $$;

-- The fields of some thing of a kind, at random. Names never change: they stand in the words of others' findings.
CREATE FUNCTION test.some_item(noun text, verb text, n integer) RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	name jsonb := CASE WHEN verb = 'create' THEN jsonb_build_object('name', noun || ' ' || n) ELSE '{}' END;
	queue text := test.some_id('routing.a_queue')::text;
	agent text := (SELECT u.id FROM directory.app_user AS u WHERE u.tenant = 1 AND u.has_seat ORDER BY random() LIMIT 1)::text;
	grp text := (SELECT u.group_id FROM directory.app_user AS u WHERE u.tenant = 1 AND u.group_id IS NOT NULL ORDER BY random() LIMIT 1)::text;
	skill text := test.some_id('routing.a_skill')::text;
BEGIN
	RETURN CASE noun
	WHEN 'queue' THEN name || test.one(VARIADIC ARRAY[
		jsonb_build_object('overflow_action', 'queue', 'overflow_queue_id', queue, 'overflow_after_ms', 60000),
		jsonb_build_object('overflow_action', 'queue', 'overflow_queue_id', queue, 'overflow_after_ms', NULL, 'overflow_length', NULL, 'overflow_unstaffed', false),
		jsonb_build_object('overflow_action', NULL),
		jsonb_build_object('widening', jsonb_build_array(jsonb_build_object('after_ms', 60000, 'add_group', grp))),
		jsonb_build_object('widening', jsonb_build_array(jsonb_build_object('after_ms', 60000, 'drop_skill', skill))),
		jsonb_build_object('closing_text', repeat('я', 670 + floor(random() * 2)::integer)),
		'{"widening": []}'])
	WHEN 'membership' THEN CASE WHEN verb = 'create' THEN jsonb_build_object('queue_id', queue, 'agent_id', agent) ELSE '{}' END
		|| jsonb_build_object('enabled', random() < 0.6)
	WHEN 'agent_skill' THEN CASE WHEN verb = 'create' THEN jsonb_build_object('skill_id', skill, 'agent_id', agent) ELSE '{}' END
		|| jsonb_build_object('level', 10 * (1 + floor(random() * 10))::integer)
	WHEN 'user' THEN test.one(VARIADIC ARRAY['{"disabled": true}', '{"disabled": false}', jsonb_build_object('group_id', grp), '{"first_name": "Ann", "last_name": "Berg"}',
		jsonb_build_object('email', format('user%s@example.com', n % 3)), jsonb_build_object('agent_extension', test.one('2001'::text, '1101', '1121', '190'))])
	WHEN 'route_rule' THEN CASE WHEN verb = 'create' THEN jsonb_build_object('channel_id', test.some_id('directory.a_channel')::text, 'position', 100 + n) ELSE '{}' END
		|| jsonb_build_object('queue_id', queue, 'conditions', test.one(VARIADIC ARRAY['{}'::jsonb, '{"keyword": "x"}']),
			'skills', test.one(VARIADIC ARRAY['[]'::jsonb, jsonb_build_array(jsonb_build_object('skill', skill, 'level', 50))]))
	WHEN 'schedule' THEN name || CASE WHEN verb = 'create' THEN '{"time_zone": "UTC"}'::jsonb ELSE '{}' END || jsonb_build_object('week', test.one(VARIADIC ARRAY['[]'::jsonb,
		'[{"weekday": 1, "opens": "08:00", "closes": "12:00"}]',
		'[{"weekday": 1, "opens": "08:00", "closes": "23:59"}, {"weekday": 2, "opens": "00:00", "closes": "12:00"}]']))
	WHEN 'channel' THEN jsonb_build_object('disabled', random() < 0.5)
	WHEN 'site' THEN name || jsonb_build_object('country', test.one('DE'::text, 'SE', 'BR'))
	WHEN 'trunk' THEN CASE WHEN verb = 'create' THEN name || '{"host": "192.0.2.5"}' ELSE '{}' END || jsonb_build_object('disabled', random() < 0.7,
		'sources', test.one(VARIADIC ARRAY['[]'::jsonb, '["192.0.2.5"]']))
	WHEN 'dial_rule' THEN CASE WHEN verb = 'create' THEN jsonb_build_object('prefix', '+4930' || n) ELSE jsonb_build_object('prefix', test.one('+'::text, '+49', '+493', '+49309')) END
		|| jsonb_build_object('action', test.one('allow'::text, 'allow', 'refuse'), 'trunk_ids', jsonb_build_array(test.some_id('voice.a_trunk')::text))
	WHEN 'call_limit' THEN jsonb_build_object('tenant_calls', test.one(0, 5, 100))
	WHEN 'alarm' THEN name || CASE WHEN verb = 'create' THEN jsonb_build_object('kind', 'oldest_wait', 'threshold', 5000) ELSE '{}' END
		|| jsonb_build_object('queue_id', queue, 'owner_id', agent, 'enabled', random() < 0.8)
	END;
END $$;

CREATE TABLE test.nouns AS SELECT * FROM (VALUES ('routing', 'queue', 3), ('routing', 'membership', 4), ('routing', 'agent_skill', 4), ('directory', 'user', 3),
	('directory', 'site', 3), ('voice', 'trunk', 2), ('voice', 'dial_rule', 3), ('voice', 'call_limit', 1), ('routing', 'route_rule', 4), ('routing', 'schedule', 2), ('directory', 'channel', 1), ('routing', 'alarm', 2)) AS n (schema, noun, weight);
CREATE TABLE test.wrong (n integer, noun text, verb text, what text, finding jsonb);
CREATE TABLE test.done (noun text, verb text, outcome text, changed integer);

CREATE TABLE test.kinds (kind text PRIMARY KEY);

CREATE FUNCTION test.findings() RETURNS SETOF jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object('kind', l.kind, 'resource', l.resource, 'id', l.id::text, 'words', l.words) FROM routing.lint(1) AS l
$$;

-- before: the findings as they are; then those after the change.
CREATE PROCEDURE test.change(n integer, INOUT before jsonb) LANGUAGE plpgsql AS $$
DECLARE
	what test.nouns;
	verb text;
	id bigint;
	after jsonb;
	answer ops.answer;
BEGIN
	SELECT * INTO what FROM test.nouns AS w ORDER BY random() ^ (1.0 / w.weight) DESC LIMIT 1;
	verb := CASE WHEN what.noun IN ('user', 'channel', 'call_limit') THEN 'update' ELSE test.one(VARIADIC ARRAY['create', 'update', 'update', 'delete']) END;
	IF what.noun = 'queue' AND (SELECT count(*) > 7 FROM routing.queue AS q WHERE q.tenant = 1) THEN
		verb := 'update'; -- few enough that they overflow in circles
	END IF;
	id := CASE WHEN verb <> 'create' THEN test.some_id(format('%I.%I', what.schema, 'a_' || what.noun)::regclass) END;
	IF id IS NULL THEN
		verb := 'create';
	END IF;
	answer := test.write(what.schema, what.noun, verb, id, CASE WHEN verb <> 'delete' THEN test.some_item(what.noun, verb, n) END);
	after := (SELECT COALESCE(jsonb_agg(f), '[]') FROM test.findings() AS f);
	INSERT INTO test.kinds SELECT DISTINCT f.value ->> 'kind' FROM jsonb_array_elements(answer.body -> 'warnings') AS f ON CONFLICT DO NOTHING;
	INSERT INTO test.done VALUES (what.noun, verb, answer.outcome, (before <> after)::integer);
	IF answer.outcome NOT IN ('created', 'ok') THEN
		before := after;
		RETURN;
	END IF;
	INSERT INTO test.wrong SELECT n, what.noun, verb, 'told and not so', w.value FROM jsonb_array_elements(answer.body -> 'warnings') AS w
		WHERE NOT after @> jsonb_build_array(w.value);
	INSERT INTO test.wrong SELECT n, what.noun, verb, 'new and not told', f.value FROM jsonb_array_elements(after) AS f
		WHERE NOT before @> jsonb_build_array(f.value) AND NOT answer.body -> 'warnings' @> jsonb_build_array(f.value);
	before := after;
END $$;

INSERT INTO routing.skill (tenant, id, name) VALUES (1, 900, 'Swedish'), (1, 901, 'Finnish');
INSERT INTO routing.queue (tenant, id, name) VALUES (1, 910, 'One'), (1, 911, 'Two'), (1, 912, 'Three');
INSERT INTO directory.channel (tenant, id, medium, name, hook_key, number) VALUES (1, 920, 'sms', 'Orders', repeat('o', 32), '+4930000920'), (1, 921, 'sms', 'Returns', repeat('r', 32), '+4930000921'),
	(1, 922, 'voice', 'Hotline', repeat('h', 32), '+4930000922');
INSERT INTO directory.site (tenant, id, name, country) VALUES (1, 930, 'Berlin', 'DE');
INSERT INTO voice.trunk (tenant, id, name, host) VALUES (1, 940, 'Carrier', '192.0.2.4');
UPDATE directory.app_user SET site_id = 930, phone_mode = 'forward', workplace_phone = '+49309990' || id WHERE tenant = 1 AND has_seat;
-- Given before there was a site whose emergency numbers they begin with, or are: in Germany and Sweden, in Germany, in Brazil.
UPDATE directory.app_user AS u SET agent_extension = (ARRAY['1121', '1101', '190'])[n.nth]
FROM (SELECT id, row_number() OVER (ORDER BY id) AS nth FROM directory.app_user WHERE tenant = 1 AND has_seat) AS n WHERE u.id = n.id;
SELECT setseed(0.5);
DO $$
DECLARE
	findings jsonb := (SELECT COALESCE(jsonb_agg(f), '[]') FROM test.findings() AS f);
BEGIN
	FOR n IN 1 .. 600 LOOP
		CALL test.change(n, findings);
	END LOOP;
END $$;
SELECT test.is((SELECT jsonb_agg(to_jsonb(w)) FROM (SELECT * FROM test.wrong LIMIT 5) AS w), NULL, 'what a write tells is what the whole says, and nothing new is missing');
SELECT test.is((SELECT string_agg(n.noun, ' ') FROM test.nouns AS n WHERE (SELECT count(*) FROM test.done AS d
	WHERE d.noun = n.noun AND d.outcome IN ('created', 'ok')) < 5), NULL, 'of each kind some were written');
SELECT test.ok((SELECT sum(d.changed) > 50 FROM test.done AS d), 'and many changed what the linter finds', (SELECT sum(d.changed)::text FROM test.done AS d));
SELECT test.is((SELECT string_agg(k, ' ') FROM unnest('{queue_unserved,rule_unserved,channel_without_default,rule_unreachable,schedule_never_opens,schedule_hole,overflow_loop,overflow_never,alarm_without_recipient,user_incomplete,channel_without_trunk,dial_rule_without_trunk,help_without_trunk,extension_calls_help,phone_forbidden,text_too_long}'::text[]) AS k
	WHERE k NOT IN (SELECT t.kind FROM test.kinds AS t)), NULL, 'each kind was told');

-- Asked thing by thing it is the whole.
SELECT test.is((SELECT array_agg(x) FROM (
	(SELECT f::text FROM test.findings() AS f) EXCEPT
	SELECT jsonb_build_object('kind', l.kind, 'resource', l.resource, 'id', l.id::text, 'words', l.words)::text FROM (
		SELECT l.* FROM routing.queue AS q CROSS JOIN LATERAL routing.lint(1, ARRAY[q.id], '{}', '{}', '{}', '{}', '{}', '{}') AS l WHERE q.tenant = 1
		UNION ALL SELECT l.* FROM directory.channel AS c CROSS JOIN LATERAL routing.lint(1, '{}', ARRAY[c.id], '{}', '{}', '{}', '{}', '{}') AS l WHERE c.tenant = 1
		UNION ALL SELECT l.* FROM routing.schedule AS s CROSS JOIN LATERAL routing.lint(1, '{}', '{}', ARRAY[s.id], '{}', '{}', '{}', '{}') AS l WHERE s.tenant = 1
		UNION ALL SELECT l.* FROM routing.alarm AS a CROSS JOIN LATERAL routing.lint(1, '{}', '{}', '{}', ARRAY[a.id], '{}', '{}', '{}') AS l WHERE a.tenant = 1
		UNION ALL SELECT l.* FROM directory.app_user AS u CROSS JOIN LATERAL routing.lint(1, '{}', '{}', '{}', '{}', ARRAY[u.id], '{}', '{}') AS l WHERE u.tenant = 1
		UNION ALL SELECT l.* FROM voice.dial_rule AS r CROSS JOIN LATERAL routing.lint(1, '{}', '{}', '{}', '{}', '{}', ARRAY[r.id], '{}') AS l WHERE r.tenant = 1
		UNION ALL SELECT l.* FROM directory.site AS t CROSS JOIN LATERAL routing.lint(1, '{}', '{}', '{}', '{}', '{}', '{}', ARRAY[t.id]) AS l WHERE t.tenant = 1) AS l) AS d (x)),
	NULL, 'asked thing by thing it is the whole');
SELECT test.is((SELECT count(*) FROM routing.lint(1, '{}', '{}', '{}', '{}', '{}', '{}', '{}')), 0::bigint, 'and of nothing it finds nothing');
