-- can_work: whether an agent has a seat and holds these skills at these levels (null: none is asked for).
CREATE OR REPLACE FUNCTION routing.can_work(tenant bigint, agent bigint, wanted bigint[], levels integer[])
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	FOR n IN 1 .. COALESCE(cardinality(wanted), 0) LOOP
		IF (SELECT h.level FROM routing.agent_skill AS h WHERE h.tenant = $1 AND h.agent = $2 AND h.skill = wanted[n]) >= levels[n] THEN
			CONTINUE;
		END IF;
		RETURN false;
	END LOOP;
	RETURN COALESCE((SELECT u.has_seat AND NOT u.disabled FROM directory.v_user AS u WHERE u.tenant = $1 AND u.id = $2), false);
END $$;
