-- resource_write: makes, changes or deletes one thing of the configuration: acts for the schema whose
-- function calls it. `verb`: create, update, delete. `item`: the fields that were given. `version`: the row's,
-- as who writes has read it (If-Match). `origin`: from where, for the audit log. `once`: added to this answer
-- and not kept, a secret that is shown once. `dry_run`: all is judged, nothing kept.
-- A resource that not every administrator or key with the scope may write refuses in its hook
-- <schema>.a_<noun>_granted(tenant, who, id, item, before); `who` is ops.resource_who.
-- What a resource does besides stands in its hook <schema>.a_<noun>_saved(tenant, id, actor, item, before,
-- after); <schema>.resource_changed(tenant, id) tells the news.
-- Answers the thing with `warnings`: what the linter finds of all that this may have changed.
-- Keys: config, command, and what the hook needs. Outcomes: created, ok, not_found, stale_version, name_taken,
-- extension_taken, value_taken, invalid, unknown_reference, referenced, and those of hooks.
CREATE OR REPLACE FUNCTION ops.resource_write(schema text, noun text, command bytea, fingerprint bytea, tenant bigint,
	actor bigint, actor_role text, origin jsonb, verb text, id bigint, version bigint, item jsonb, once jsonb, dry_run boolean)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	of CONSTANT regclass := ops.resource_view(schema, noun);
	granted CONSTANT text := ops.resource_hook(schema, noun, 'granted', 'bigint,jsonb,bigint,jsonb,jsonb');
	hook CONSTANT text := ops.resource_hook(schema, noun, 'saved', 'bigint,bigint,bigint,jsonb,jsonb,jsonb');
	mark bigint := ops.mark();
	answer ops.answer := ops.command_seen(tenant, command, fingerprint);
	thing bigint := id;
	before jsonb;
	after jsonb;
	was jsonb;
	touched jsonb;
	refused record;
	state text;
	detail text;
	source text;
	constraint_ text;
	col text;
BEGIN
	IF answer.outcome IS NOT NULL THEN
		RETURN answer;
	END IF;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('config', tenant, ''));
	END IF;
	IF verb <> 'create' THEN
		before := ops.resource_item(of, tenant, id);
		was := ops.resource_item(of, tenant, id, false);
		IF before IS NULL OR (before ->> 'version')::bigint <> resource_write.version THEN
			RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark,
				CASE WHEN before IS NULL THEN 'not_found' ELSE 'stale_version' END, jsonb_build_object('state', before)));
		END IF;
	END IF;
	BEGIN
		IF granted IS NOT NULL THEN
			EXECUTE format('SELECT %s($1, $2, $3, $4, $5)', granted) USING tenant, ops.resource_who(actor, actor_role, origin), id, item, before;
		END IF;
		touched := routing.lint_touched(tenant, noun, id, before, NULL);
		IF verb = 'delete' THEN
			after := ops.resource_references(schema, noun, tenant, id);
			IF after <> '[]' THEN
				PERFORM ops.resource_refuse('referenced', NULL, 'Others refer to it: ' || (SELECT string_agg(format('%s %s',
					r.value ->> 'count', r.value ->> 'kind'), ', ') FROM jsonb_array_elements(after) AS r), jsonb_build_object('referenced_by', after));
			END IF;
			after := NULL;
		END IF;
		thing := ops.resource_store(of, tenant, id, CASE WHEN verb <> 'delete' THEN item END);
		IF hook IS NOT NULL THEN
			after := CASE WHEN verb <> 'delete' THEN ops.resource_item(of, tenant, thing) END;
			EXECUTE format('SELECT %s($1, $2, $3, $4, $5, $6)', hook) USING tenant, thing, actor, item, before, after;
		END IF;
		after := CASE WHEN verb <> 'delete' THEN ops.resource_item(of, tenant, thing) END;
		PERFORM ops.audit_add(tenant, actor, actor_role, format('%s_%s', noun, verb), 8, thing, jsonb_strip_nulls(
			jsonb_build_object('resource', noun, 'secrets', ops.resource_secrets(of, item)) || origin) || jsonb_build_object('before', was, 'after',
			CASE WHEN verb <> 'delete' THEN ops.resource_item(of, tenant, thing, false) END));
		EXECUTE format('SELECT %I.resource_changed($1, $2)', schema) USING tenant, thing;
		touched := routing.lint_touched(tenant, noun, thing, after, touched);
		answer := ops.answer(mark, CASE WHEN verb = 'create' THEN 'created' ELSE 'ok' END,
			COALESCE(after, jsonb_build_object('id', thing::text))
			|| jsonb_build_object('warnings', routing.lint_json(tenant, touched)));
		IF dry_run THEN
			RAISE EXCEPTION USING ERRCODE = 'TL002', MESSAGE = 'dry run';
		END IF;
	EXCEPTION
		WHEN SQLSTATE 'TL002' THEN
			RETURN ROW ('ok', (CASE WHEN verb = 'create' THEN answer.body - 'id' ELSE answer.body END) || '{"dry_run": true}',
				'[]', NULL)::ops.answer;
		WHEN SQLSTATE 'TL001' THEN
			GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
			SELECT d.outcome, d.body INTO refused FROM jsonb_to_record(detail::jsonb) AS d (outcome text, body jsonb);
			answer := ROW (refused.outcome, refused.body, '[]', NULL)::ops.answer;
		WHEN integrity_constraint_violation OR data_exception THEN
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, constraint_ = CONSTRAINT_NAME, col = COLUMN_NAME,
				source = TABLE_NAME, detail = SCHEMA_NAME;
			answer := ops.resource_problem(of, state, to_regclass(format('%I.%I', detail, source)), constraint_, col, item);
			IF answer.outcome IS NULL THEN
				RAISE;
			END IF;
			answer.news := '[]';
	END;
	IF dry_run THEN
		RETURN answer;
	END IF;
	answer := ops.command_store(tenant, command, fingerprint, answer);
	IF answer.outcome IN ('created', 'ok') THEN
		answer.body := answer.body || COALESCE(once, '{}');
	END IF;
	RETURN answer;
END $$;
