-- audience: whose pages show a conversation and its messages: of a user's own texts, their Work page, which hears nothing of what they
-- have blocked; else who has it, who is asked in, and who looks at it as one who supervises. Who had it before gets
-- nothing new of it: their page learns from the interaction that it is gone.
CREATE OR REPLACE FUNCTION messaging.audience(c messaging.conversation)
RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	i record;
BEGIN
	IF c.owner IS NOT NULL THEN
		RETURN CASE WHEN c.blocked THEN '{}' ELSE ARRAY[-c.owner] END;
	END IF;
	SELECT r.agent, r.consulted INTO i FROM routing.v_interaction AS r WHERE r.tenant = c.tenant AND r.id = c.interaction;
	RETURN array_remove(CASE WHEN i.consulted THEN ARRAY(SELECT k.agent FROM routing.v_consult AS k
		WHERE k.tenant = c.tenant AND k.interaction = c.interaction AND k.agent <> i.agent ORDER BY k.joined_at LIMIT 5) ELSE '{}' END
		|| i.agent || messaging.watchers(c), NULL);
END $$;
