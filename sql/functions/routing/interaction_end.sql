-- interaction_end: as interaction_end_2, for a routerd of an older release, which sends no reason.
CREATE OR REPLACE FUNCTION routing.interaction_end(command bytea, fingerprint bytea, tenant bigint,
	actor bigint, actor_role text, interaction bigint, last_seen_seq bigint, case_id bigint,
	case_title text, note text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN routing.interaction_end_2(command, fingerprint, tenant, actor, actor_role, interaction, last_seen_seq, case_id, case_title, note,
		'Not given: ended through an older release');
END $$;
