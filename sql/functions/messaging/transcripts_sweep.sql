-- transcripts_sweep: erases texts, notes and numbers of conversations that closed (of a user's own: heard the last word) longer ago than their
-- tenant keeps transcripts (directory.tenant.transcript_days): at most limit_ conversations, 200 texts of
-- each. Answers how many it ended or shortened.
CREATE OR REPLACE FUNCTION messaging.transcripts_sweep(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
	words text := format('Erased on %s by the retention rule', to_char(at_now AT TIME ZONE 'UTC', 'YYYY-MM-DD'));
	swept bigint := 0;
	due record;
BEGIN
	FOR due IN
		SELECT k.tenant, k.id FROM directory.v_tenant AS t CROSS JOIN LATERAL (
			SELECT c.tenant, c.id FROM messaging.conversation AS c
			WHERE c.tenant = t.id AND c.closed_at < at_now - make_interval(days => t.transcript_days) AND c.erased_at IS NULL
			ORDER BY c.closed_at LIMIT limit_) AS k
		WHERE t.transcript_days IS NOT NULL
		UNION ALL
		SELECT k.tenant, k.id FROM directory.v_tenant AS t CROSS JOIN LATERAL (
			SELECT c.tenant, c.id FROM messaging.conversation AS c
			WHERE c.tenant = t.id AND c.owner IS NOT NULL AND c.erased_at IS NULL AND c.opened_at < at_now - make_interval(days => t.transcript_days)
				AND c.last_at < at_now - make_interval(days => t.transcript_days)
			ORDER BY c.opened_at LIMIT limit_) AS k
		WHERE t.transcript_days IS NOT NULL
		LIMIT limit_
	LOOP
		swept := swept + messaging.conversation_erase(due.tenant, due.id, words, 200)::integer;
	END LOOP;
	RETURN swept;
END $$;
