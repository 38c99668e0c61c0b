-- config_import: configuration from a file: all of it or nothing (`partial`: the rows of one resource that are right).
-- `noun` null: a whole file (config_export); else the rows of that resource, `lines` saying in which line of the
-- sender's text each begins (null: none). `mode`: empty (the tenant has nothing but itself, administrators and keys),
-- merge (what has the same key is changed, what the file has not stays), replace (what the file has not is removed).
-- `dry_run`: all is judged, nothing kept.
-- Answers counts of what was created, changed, unchanged and removed, `unset`: the secrets that must be set, `difference`,
-- `warnings` of the linter (asked once), of one resource `rows`.
-- Keys: command alone; the others are taken here, when the file tells which (config_lock).
-- Outcomes: ok, bad_request, invalid, not_empty, too_many, referenced, last_administrator.
CREATE OR REPLACE FUNCTION directory.config_import(command bytea, fingerprint bytea, tenant bigint, actor bigint, actor_role text,
	origin jsonb, noun text, body text, lines text, csv boolean, mode text, partial boolean, dry_run boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	answer ops.answer := ops.command_seen(tenant, command, fingerprint);
	line_of jsonb := lines::jsonb;
	resources jsonb;
	nouns text[];
	counts jsonb;
	before jsonb;
	done jsonb;
	removed jsonb := '{}';
	errors jsonb;
	refused record;
	detail text;
	s text;
BEGIN
	IF answer.outcome IS NOT NULL THEN
		RETURN answer;
	END IF;
	BEGIN
		resources := directory.config_read(noun, body);
		nouns := ARRAY(SELECT c.noun FROM ops.config_nouns() AS c WHERE resources ? c.noun OR mode = 'replace');
		PERFORM directory.config_lock(tenant, nouns, resources);
		counts := directory.config_counts(tenant);
		IF mode = 'empty' AND (counts - '{tenant,user,api_key}'::text[] <> '{}' OR EXISTS (SELECT FROM directory.a_user AS u
			WHERE u.tenant = config_import.tenant AND u.role <> 'administrator')) THEN
			PERFORM ops.resource_refuse('not_empty', NULL, 'The tenant has a configuration: import into an empty one, or say mode=merge or mode=replace.',
				jsonb_build_object('counts', counts));
		END IF;
		before := directory.config_snapshot(tenant, nouns);
		done := directory.config_store(tenant, actor, actor_role, origin, resources, csv);
		errors := COALESCE((SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
				'pointer', format(CASE WHEN noun IS NULL THEN '/resources/%1$s/%2$s%3$s' ELSE '/%2$s%3$s' END, e.key, r.value ->> 'n', COALESCE('/' || NULLIF(r.value ->> 'field', ''), '')),
				'line', line_of -> (r.value ->> 'n')::integer, 'type', r.value ->> 'type', 'detail', r.value ->> 'detail')) ORDER BY (r.value ->> 'n')::integer)
			FROM jsonb_each(done -> 'errors') AS e CROSS JOIN LATERAL jsonb_array_elements(e.value) AS r
			WHERE partial OR NOT r.value ? 'follows' OR NOT e.value @? '$[*] ? (!exists (@.follows))'), '[]');
		IF errors = '[]' AND mode = 'replace' THEN
			SELECT * INTO removed, errors FROM directory.config_remove(tenant, actor, actor_role, origin, done -> 'rows');
		END IF;
		IF errors <> '[]' AND (NOT partial OR jsonb_array_length(errors) >= 100) THEN
			PERFORM ops.resource_refuse('invalid', NULL, format('Nothing was imported: %s rows are wrong%s.', jsonb_array_length(errors),
				CASE WHEN jsonb_array_length(errors) >= 100 THEN ', then it was given up' ELSE '' END), jsonb_build_object('errors', errors));
		END IF;
		FOR s IN SELECT DISTINCT c.schema FROM ops.config_nouns() AS c WHERE c.noun = ANY (nouns) LOOP
			EXECUTE format('SELECT %I.resource_changed($1, 0)', s) USING tenant;
		END LOOP;
		counts := (SELECT jsonb_object_agg(d.did, COALESCE((SELECT jsonb_object_agg(x.noun, x.held)
				FROM (SELECT r.key AS noun, count(*) AS held FROM jsonb_each(done -> 'rows') AS r CROSS JOIN LATERAL jsonb_array_elements(r.value) AS p
					WHERE p.value ->> 'did' = d.did GROUP BY r.key) AS x), '{}'))
			FROM unnest('{created,changed,unchanged}'::text[]) AS d (did)) || jsonb_build_object('removed', removed);
		PERFORM ops.audit_add(tenant, actor, actor_role, 'configuration_import', 8, tenant, origin || jsonb_build_object('resource', noun, 'mode', mode) || counts);
		answer := ops.answer(mark, 'ok', counts || jsonb_build_object('dry_run', dry_run, 'unset', done -> 'unset',
			'difference', directory.config_difference(before, directory.config_snapshot(tenant, nouns)),
			'warnings', routing.lint_json(tenant, NULL))
			|| CASE WHEN noun IS NULL THEN '{}' ELSE jsonb_build_object('errors', errors, 'rows', COALESCE((SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
					'n', p.n, 'line', line_of -> p.n, 'id', CASE WHEN NOT dry_run OR p.did <> 'created' THEN p.id END, 'result', p.did)) ORDER BY p.n)
				FROM jsonb_to_recordset(done -> 'rows' -> noun) AS p (n integer, id text, did text)), '[]')) END);
		IF dry_run THEN
			RAISE EXCEPTION USING ERRCODE = 'TL002', MESSAGE = 'dry run';
		END IF;
	EXCEPTION
		WHEN SQLSTATE 'TL002' THEN
			answer.news := '[]';
			RETURN answer;
		WHEN SQLSTATE 'TL001' THEN
			GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
			SELECT d.outcome, d.body INTO refused FROM jsonb_to_record(detail::jsonb) AS d (outcome text, body jsonb);
			answer := ROW (refused.outcome, refused.body, '[]', NULL)::ops.answer;
	END;
	IF dry_run THEN
		RETURN answer;
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, answer);
END $$;
