-- What the catalog must show: who may write and execute what, and how functions are made.
CREATE TEMP VIEW ours AS SELECT oid, nspname AS name, nspowner::regrole::text AS owner FROM pg_namespace
WHERE nspname IN ('ops', 'directory', 'presence', 'routing', 'sms', 'messaging', 'hooks');

-- Every role on every table: tries, instead of believing what a grant looks like.
DO $$
DECLARE
	c record;
	statement text;
	wrong text[] := '{}';
	tried integer := 0;
BEGIN
	FOR c IN
		SELECT r.rolname AS role, format('%I.%I', o.name, t.relname) AS name, a.attname AS col, pg_get_userbyid(t.relowner) = r.rolname AS own,
			t.oid = 'ops.test_clock'::regclass AND r.rolname = 'tl_test' AS clock
		FROM pg_roles AS r
		CROSS JOIN ours AS o
		JOIN pg_class AS t ON t.relnamespace = o.oid AND t.relkind IN ('r', 'p', 'v')
		JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = 1
		WHERE r.rolname ~ '^(own|tl)_'
	LOOP
		CONTINUE WHEN c.own OR c.clock;
		FOREACH statement IN ARRAY ARRAY[
			format('INSERT INTO %s (%I) SELECT NULL WHERE false', c.name, c.col),
			format('UPDATE %s SET %I = NULL WHERE false', c.name, c.col),
			format('DELETE FROM %s WHERE false', c.name),
			format('TRUNCATE %s', c.name)]
		LOOP
			tried := tried + 1;
			BEGIN
				EXECUTE format('SET LOCAL ROLE %I', c.role);
				EXECUTE statement;
				wrong := wrong || (c.role || ': ' || statement);
			EXCEPTION
				WHEN insufficient_privilege THEN NULL;
				WHEN wrong_object_type OR object_not_in_prerequisite_state OR feature_not_supported OR generated_always THEN NULL; -- a view takes no such statement
				WHEN OTHERS THEN wrong := wrong || (c.role || ': ' || statement || ': ' || SQLERRM);
			END;
			RESET ROLE;
		END LOOP;
	END LOOP;
	PERFORM test.is(wrong, '{}', format('no role writes a table that is not its own (%s statements tried)', tried));
	PERFORM test.ok(tried > 1000, 'they were tried on every table');
END $$;

-- Each table belongs to its schema's owner, who can write it.
SELECT test.is((SELECT array_agg(t.oid::regclass::text) FROM pg_class AS t JOIN ours AS o ON o.oid = t.relnamespace
	WHERE t.relkind IN ('r', 'p', 'v', 'S') AND pg_get_userbyid(t.relowner) <> o.owner), NULL, 'each table, view and sequence belongs to its schema''s owner');

-- Reading.
SELECT test.is((
	SELECT array_agg(format('%s %s', r.rolname, t.oid::regclass) ORDER BY r.rolname, t.oid::regclass::text)
	FROM pg_roles AS r
	CROSS JOIN ours AS o
	JOIN pg_class AS t ON t.relnamespace = o.oid AND t.relkind IN ('r', 'p')
	WHERE r.rolname IN ('tl_presenced', 'tl_routerd', 'tl_smsgw', 'tl_chatd', 'tl_hookd', 'tl_voiced') AND NOT t.relispartition
		AND has_table_privilege(r.rolname, t.oid, 'SELECT')
		AND o.owner <> CASE r.rolname WHEN 'tl_presenced' THEN 'own_presence' WHEN 'tl_routerd' THEN 'own_routing'
			WHEN 'tl_smsgw' THEN 'own_sms' WHEN 'tl_chatd' THEN 'own_messaging' WHEN 'tl_hookd' THEN 'own_hooks'
			WHEN 'tl_voiced' THEN 'own_voice' END),
	'{"tl_presenced ops.audit"}', 'a daemon reads no table of another owner; presenced the audit log');
SELECT test.is((
	SELECT array_agg(t.oid::regclass::text ORDER BY 1)
	FROM ours AS o
	JOIN pg_class AS t ON t.relnamespace = o.oid AND t.relkind IN ('r', 'p', 'v')
	WHERE NOT has_table_privilege('tl_reader', t.oid, 'SELECT')), NULL, 'the reader reads everything');
SELECT test.is((
	SELECT array_agg(t.oid::regclass::text) FROM pg_class AS t JOIN ours AS o ON o.oid = t.relnamespace
	WHERE t.relkind = 'v' AND t.relname !~ '^[av]_'), NULL, 'views are named v_…, resources a_…');

-- Functions.
CREATE ROLE test_nobody;
SELECT test.is((
	SELECT array_agg(p.oid::regprocedure::text ORDER BY 1) FROM pg_proc AS p JOIN ours AS o ON o.oid = p.pronamespace
	WHERE has_function_privilege('test_nobody', p.oid, 'EXECUTE')), NULL, 'nobody executes what is not granted by name');
DROP ROLE test_nobody;
SELECT test.is((
	SELECT array_agg(format('%s %s', r.rolname, p.proname)) FROM pg_proc AS p CROSS JOIN pg_roles AS r
	WHERE p.pronamespace = 'directory'::regnamespace AND p.proname IN ('user_create', 'api_key_create', 'operator_make', 'tenant_mode_set') AND r.rolname ~ '^tl_'
		AND has_function_privilege(r.rolname, p.oid, 'EXECUTE')), NULL, 'no daemon makes users or keys but as a resource');
SELECT test.is((
	SELECT array_agg(p.oid::regprocedure::text ORDER BY 1) FROM pg_proc AS p JOIN ours AS o ON o.oid = p.pronamespace
	WHERE pg_get_userbyid(p.proowner) <> o.owner), NULL, 'each function belongs to its schema''s owner');
SELECT test.is((
	SELECT array_agg(p.oid::regprocedure::text ORDER BY 1) FROM pg_proc AS p JOIN ours AS o ON o.oid = p.pronamespace
	WHERE p.prosecdef AND NOT COALESCE(p.proconfig::text LIKE '%search_path=pg_catalog, pg_temp%', false)), NULL,
	'each function that acts as its owner pins its search path');
SELECT test.is((
	SELECT array_agg(p.oid::regprocedure::text ORDER BY 1) FROM pg_proc AS p JOIN ours AS o ON o.oid = p.pronamespace
	WHERE regexp_replace(p.prosrc, '--[^\n]*', '', 'g') ~* '\m(now\(\)|current_timestamp|localtimestamp|current_date|statement_timestamp|transaction_timestamp|clock_timestamp)'
		AND p.oid <> 'ops.clock()'::regprocedure), NULL, 'no function reads another clock than ops.clock() (rule 12)');
SELECT test.is((
	SELECT array_agg(p.oid::regprocedure::text ORDER BY 1) FROM pg_proc AS p JOIN ours AS o ON o.oid = p.pronamespace
	WHERE NOT p.prosecdef AND p.provolatile <> 'i' AND EXISTS (
		SELECT FROM pg_roles AS r WHERE r.rolname ~ '^tl_' AND has_function_privilege(r.rolname, p.oid, 'EXECUTE'))
		AND p.proname NOT IN ('frame', 'clock')), NULL,
	'what a daemon calls acts as its owner, but for pure helpers');
-- Keys.
SELECT test.is((
	SELECT array_agg(t.oid::regclass::text ORDER BY 1)
	FROM pg_class AS t
	JOIN ours AS o ON o.oid = t.relnamespace AND o.name IN ('directory', 'presence', 'routing', 'messaging', 'hooks')
	LEFT JOIN pg_index AS i ON i.indrelid = t.oid AND i.indisprimary
	LEFT JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
	WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.oid::regclass::text NOT IN ('directory.tenant', 'directory.card_action', 'directory.contact_refill', 'messaging.search_fill', 'messaging.delivery_state', 'messaging.delivery_step', 'messaging.matrix', 'presence.emergency_phase', 'presence.emergency_rule', 'routing.report_progress', 'routing.time_zone')
		AND COALESCE(a.attname, '') <> 'tenant'
		AND NOT EXISTS (
			SELECT FROM pg_index AS u JOIN pg_attribute AS b ON b.attrelid = t.oid AND b.attnum = u.indkey[0]
			WHERE u.indrelid = t.oid AND u.indisunique AND b.attname = 'tenant')), NULL, 'each table''s key begins with the tenant, but for fixed tables of rules');

-- ---- hot rows (rule 24): room for HOT updates, no foreign key from hot tables to configuration ----
SELECT test.is((
	SELECT array_agg(name ORDER BY name) FROM unnest(ARRAY['routing.agent', 'routing.interaction', 'routing.offer',
		'messaging.conversation', 'sms.outbox', 'ops.holder', 'ops.holder_beat', 'hooks.position']) AS name
	WHERE NOT COALESCE((SELECT reloptions @> ARRAY['fillfactor=50'] FROM pg_class WHERE oid = name::regclass), false)),
	NULL, 'rows that change often have room on their page (rule 24)');
SELECT test.is((
	SELECT array_agg(c.conrelid::regclass || ': ' || c.conname) FROM pg_constraint AS c
	WHERE c.contype = 'f' AND c.conrelid IN ('routing.agent'::regclass, 'routing.interaction'::regclass,
		'routing.offer'::regclass, 'routing.cooldown'::regclass, 'routing.decision'::regclass,
		'messaging.conversation'::regclass, 'messaging.message'::regclass, 'sms.outbox'::regclass,
		'sms.raw_inbound'::regclass, 'sms.provider_seen'::regclass, 'presence.stream'::regclass)),
	NULL, 'no foreign key leads from a hot table (rule 24)');

-- ---- growth (rule 25): what only grows is partitioned by time, dedupe keys are tables of their own ----
SELECT test.is((
	SELECT array_agg(name ORDER BY name) FROM unnest(ARRAY['messaging.message', 'ops.event', 'ops.audit', 'sms.raw_inbound',
		'routing.decision', 'presence.status_change', 'hooks.attempt']) AS name
	WHERE NOT EXISTS (SELECT FROM pg_partitioned_table WHERE partrelid = name::regclass)),
	NULL, 'messages, events, raw inbound, decisions, audit, statuses are partitioned (rule 25)');
SELECT test.is((
	SELECT min(n) >= 5 FROM (SELECT count(*) AS n FROM pg_inherits AS i
		JOIN pg_partitioned_table AS p ON p.partrelid = i.inhparent GROUP BY i.inhparent) AS parts),
	true, 'each has its partitions, from months back to months ahead (rule 25)');
SELECT test.is((
	SELECT array_agg(name ORDER BY name) FROM unnest(ARRAY['sms.provider_seen', 'messaging.client_message']) AS name
	WHERE to_regclass(name) IS NULL OR EXISTS (SELECT FROM pg_partitioned_table WHERE partrelid = name::regclass)),
	NULL, 'dedupe keys stand in tables of their own (rule 25)');
