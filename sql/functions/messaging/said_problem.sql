-- said_problem: unsendable by id. Internal, called by routing.
CREATE OR REPLACE FUNCTION messaging.said_problem(tenant bigint, conversation bigint)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT messaging.unsendable(c) FROM messaging.conversation AS c
		WHERE c.tenant = said_problem.tenant AND c.id = said_problem.conversation);
END $$;
