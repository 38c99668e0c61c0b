-- assignment_leave: an agent no longer has the interaction: from now on nothing new of it is theirs to read
-- (interaction_seen_until), and who was asked in for them leaves. cause 'transferred' or 'phone_lost': they are not
-- offered it again for a while. Keys: the one that covers the interaction.
CREATE OR REPLACE FUNCTION routing.assignment_leave(i routing.interaction, cause text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	clock timestamptz := ops.clock();
	new_version bigint;
BEGIN
	PERFORM routing.consults_end(i);
	UPDATE routing.offer AS o SET left_at = clock, cause = assignment_leave.cause, version = o.version + 1
	WHERE o.tenant = i.tenant AND o.id = i.offer AND o.state = 'accepted'
	RETURNING o.version INTO new_version;
	IF FOUND THEN
		PERFORM ops.emit(i.tenant, 2, i.offer, new_version);
	END IF;
	IF cause IN ('transferred', 'phone_lost') THEN
		INSERT INTO routing.cooldown (tenant, interaction, agent, since) VALUES (i.tenant, i.id, i.agent, clock)
		ON CONFLICT ON CONSTRAINT cooldown_pkey DO UPDATE SET since = EXCLUDED.since;
	END IF;
END $$;
