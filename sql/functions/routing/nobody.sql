-- nobody: keeps the explanation of a decision that found nobody (rule 27). Changes nothing else.
-- The same explanation within 20 s, for which db tries a call again, is the same call: it is kept
-- once. Keys: decision (the interaction's id).
CREATE OR REPLACE FUNCTION routing.nobody(tenant bigint, interaction bigint, explanation jsonb)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('decision', tenant, interaction::text));
	END IF;
	IF NOT EXISTS (SELECT FROM routing.decision AS d
		WHERE d.tenant = nobody.tenant AND d.interaction = nobody.interaction
			AND d.at > ops.batch_at() - interval '20 s'
			AND d.kind = 'nobody' AND d.explanation = nobody.explanation) THEN
		PERFORM routing.decision_store(tenant, interaction, 'nobody', NULL, NULL,
			(SELECT i.queue FROM routing.interaction AS i
				WHERE i.tenant = nobody.tenant AND i.id = nobody.interaction), explanation);
	END IF;
	RETURN ops.answer(mark, 'ok', NULL);
END $$;
