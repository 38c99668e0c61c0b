-- resend: dead letters are tried again: one event, or (null) the 1,000 oldest. Answers how many and
-- whether more are left. They come out of their order: what followed them may be there already.
-- Keys: webhook, command. Outcomes: ok, not_found.
DROP FUNCTION IF EXISTS hooks.resend(bytea, bytea, bigint, bigint, text, bigint, bigint); -- the audit log did not say which key, and from where
CREATE OR REPLACE FUNCTION hooks.resend(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, id bigint, event bigint, origin jsonb DEFAULT '{}')
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	e hooks.endpoint;
	problem text;
	sent bigint := 0;
	threads text[];
BEGIN
	IF seen.outcome IS NOT NULL THEN
		RETURN seen;
	END IF;
	SELECT * INTO e FROM hooks.endpoint AS r WHERE r.tenant = resend.tenant AND r.id = resend.id;
	problem := hooks.endpoint_problem(e, tenant, id, NULL);
	IF problem IS NULL THEN
		WITH again AS (
			DELETE FROM hooks.dead AS d
			WHERE d.tenant = resend.tenant AND d.endpoint = resend.id AND (d.pos, d.event) IN (
				SELECT o.pos, o.event FROM hooks.dead AS o
				WHERE o.tenant = resend.tenant AND o.endpoint = resend.id AND (resend.event IS NULL OR o.event = resend.event)
				ORDER BY o.pos, o.event LIMIT 1000)
			RETURNING d.*
		), parked AS (
			INSERT INTO hooks.parked (tenant, endpoint, pos, event, at, kind, key, type, thread, attempt, parked_at)
			SELECT a.tenant, a.endpoint, a.pos, a.event, a.at, a.kind, a.key, a.type, a.thread, 0, ops.clock() FROM again AS a
			ON CONFLICT DO NOTHING
			RETURNING thread
		)
		SELECT count(*), array_agg(DISTINCT p.thread) INTO sent, threads FROM parked AS p;
		problem := CASE WHEN sent = 0 AND event IS NOT NULL THEN 'not_found' END;
	END IF;
	IF problem IS NULL THEN
		PERFORM hooks.threads_wake(tenant, id, threads);
		PERFORM ops.config_emit(tenant, id);
		PERFORM ops.audit_add(tenant, actor, actor_role, 'webhook_resend', 8, id, jsonb_strip_nulls(origin) || jsonb_build_object('events', sent));
	END IF;
	RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, COALESCE(problem, 'ok'),
		CASE WHEN problem IS NULL THEN jsonb_build_object('resent', sent, 'more',
			EXISTS (SELECT FROM hooks.dead AS d WHERE resend.event IS NULL AND d.tenant = resend.tenant AND d.endpoint = resend.id))
		END));
END $$;
