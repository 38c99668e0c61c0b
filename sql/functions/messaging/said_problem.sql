-- said_problem: why an agent can't text an open conversation now; null: they can. `confirm_blocked`: its number may be blocked. Internal, called by
-- routing.
DROP FUNCTION IF EXISTS messaging.said_problem(bigint, bigint); -- it knew no blocked numbers
CREATE OR REPLACE FUNCTION messaging.said_problem(tenant bigint, conversation bigint, confirm_blocked boolean)
RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT COALESCE(messaging.unsendable(c), messaging.confirm_problem(c, false, true, confirm_blocked)) FROM messaging.conversation AS c
		WHERE c.tenant = said_problem.tenant AND c.id = said_problem.conversation);
END $$;
