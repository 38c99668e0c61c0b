-- consults_end: who was asked in leaves: all, or one. Answers how many. The caller changes the interaction, which tells
-- them. Keys: the one that covers the interaction.
CREATE OR REPLACE FUNCTION routing.consults_end(i routing.interaction, one bigint DEFAULT NULL)
RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	gone record;
	ended integer := 0;
BEGIN
	IF NOT i.consulted THEN
		RETURN 0;
	END IF;
	FOR gone IN DELETE FROM routing.consult AS c
		WHERE c.tenant = i.tenant AND c.interaction = i.id AND (one IS NULL OR c.agent = one) RETURNING c.offer
	LOOP
		UPDATE routing.offer AS o SET left_at = ops.clock(), version = o.version + 1
		WHERE o.tenant = i.tenant AND o.id = gone.offer;
		ended := ended + 1;
	END LOOP;
	RETURN ended;
END $$;
