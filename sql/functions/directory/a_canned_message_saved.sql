-- a_canned_message_saved: the linter of a canned message: its placeholders are such as a page can fill in, its queues the tenant's. Keys:
-- config.
CREATE OR REPLACE FUNCTION directory.a_canned_message_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	known CONSTANT text[] := '{customer.name,customer.number,agent.name,case.number,queue.name}';
	wrong text;
BEGIN
	IF after IS NULL THEN
		RETURN;
	END IF;
	PERFORM routing.queue_ids_judge(tenant, item, after);
	SELECT m.found[1] INTO wrong FROM regexp_matches(after ->> 'text', '\{([^{}]*)\}', 'g') AS m (found)
	WHERE m.found[1] <> ALL (known) LIMIT 1;
	IF FOUND THEN
		PERFORM ops.resource_refuse('invalid', 'text', format('There is no placeholder {%s}; there are {%s}.', left(wrong, 50), array_to_string(known, '}, {')));
	ELSIF regexp_replace(after ->> 'text', '\{[^{}]*\}', '', 'g') ~ '[{}]' THEN
		PERFORM ops.resource_refuse('invalid', 'text', 'A brace stands alone: placeholders are written {customer.name}.');
	END IF;
END $$;
