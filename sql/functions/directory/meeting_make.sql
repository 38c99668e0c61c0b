-- meeting_make: the address of a new meeting, from the tenant's template and a room that nobody can guess (CT-10). With a contact,
-- one whose card offers it. Nothing is kept of it but the answer to the command.
-- Keys: command. Outcomes: ok (body: url), not_found, no_meetings.
CREATE OR REPLACE FUNCTION directory.meeting_make(command bytea, fingerprint bytea, tenant bigint, viewer bigint, side text, kind text,
	ref bigint, room text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	template text := (SELECT t.meeting_template FROM directory.tenant AS t WHERE t.id = meeting_make.tenant);
	outcome text;
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	outcome := CASE
		WHEN template IS NULL OR directory.meeting_problem(template) IS NOT NULL THEN 'no_meetings'
		WHEN kind IS NOT NULL AND NOT COALESCE(directory.card_get(tenant, viewer, side, kind, ref) -> 'actions' @> '[{"action": "meet"}]', false) THEN 'not_found'
		ELSE 'ok' END;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, outcome,
		CASE WHEN outcome = 'ok' THEN jsonb_build_object('url', replace(template, '{room}', room)) END));
END $$;
