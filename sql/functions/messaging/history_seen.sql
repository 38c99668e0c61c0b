-- history_seen: whether someone may read a history that consists of these interactions, newest
-- first: an administrator and an API key each; an agent and a supervisor if the customer pops up
-- for them with one of these (SMS-6, api.md 12). What has no history yet anyone may read: else who
-- made a record could not correct it.
CREATE OR REPLACE FUNCTION messaging.history_seen(tenant bigint, interactions bigint[], actor bigint,
	actor_role text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	interaction bigint;
BEGIN
	IF actor_role IN ('administrator', 'integrator') OR cardinality(interactions) = 0 THEN
		RETURN true;
	END IF;
	FOREACH interaction IN ARRAY interactions LOOP
		IF routing.interaction_pops(tenant, interaction, actor, actor_role) THEN
			RETURN true;
		END IF;
	END LOOP;
	RETURN false;
END $$;
