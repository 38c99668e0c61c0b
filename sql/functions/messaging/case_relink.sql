-- case_relink: links an ended interaction to another open case of its customer. Answers why the
-- actor can't; null: it is done. Internal, called by routing. Keys: the one that covers the interaction.
DROP FUNCTION IF EXISTS messaging.case_relink(bigint, bigint, bigint); -- it knew of no actor
CREATE OR REPLACE FUNCTION messaging.case_relink(tenant bigint, interaction bigint, case_id bigint, actor bigint)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c messaging.conversation;
	problem text;
BEGIN
	SELECT r.* INTO c FROM messaging.transcript AS t
	JOIN messaging.conversation AS r ON r.tenant = t.tenant AND r.id = t.conversation
	WHERE t.tenant = case_relink.tenant AND t.id = case_relink.interaction;
	problem := messaging.case_problem(case_id, c, actor);
	IF problem IS NOT NULL THEN
		RETURN problem;
	END IF;
	UPDATE messaging.transcript AS t SET case_id = case_relink.case_id
	WHERE t.tenant = case_relink.tenant AND t.id = case_relink.interaction;
	UPDATE messaging.case_interaction AS l SET case_id = case_relink.case_id
	WHERE l.tenant = case_relink.tenant AND l.interaction = case_relink.interaction;
	RETURN NULL;
END $$;
