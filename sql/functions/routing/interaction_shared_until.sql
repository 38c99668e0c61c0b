-- interaction_shared_until: up to when someone may read an interaction's messages as one who takes part, or took part; 'infinity': all,
-- null: nothing. All: who has it, or had it at its end, who is asked in. Who gave it away: what came until then.
CREATE OR REPLACE FUNCTION routing.interaction_shared_until(i routing.interaction, actor bigint)
RETURNS timestamptz
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF i.agent = actor OR EXISTS (SELECT FROM routing.consult AS c
			WHERE c.tenant = i.tenant AND c.interaction = i.id AND c.agent = actor) THEN
		RETURN 'infinity';
	END IF;
	RETURN (SELECT max(COALESCE(o.left_at, 'infinity')) FROM routing.offer AS o
		WHERE o.tenant = i.tenant AND o.interaction = i.id AND o.agent = actor AND o.state = 'accepted');
END $$;
