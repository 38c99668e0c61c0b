-- interaction_seen_until: up to when someone may see an interaction; 'infinity': all, null: nothing. All: who leads it; else as far as
-- they take part (interaction_shared_until). What is said while it goes on who leads it reads by a look only (messaging.read_until).
CREATE OR REPLACE FUNCTION routing.interaction_seen_until(i routing.interaction, actor bigint, actor_role text)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE WHEN routing.interaction_led(i, actor, actor_role) THEN 'infinity'::timestamptz
		ELSE routing.interaction_shared_until(i, actor) END;
END $$;
