-- account_holds: whether an account at a carrier holds this sender: it says so, or a channel of that number sends by it.
-- Internal, and for the linter.
CREATE OR REPLACE FUNCTION sms.account_holds(tenant bigint, account bigint, number text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM sms.account AS a WHERE a.tenant = $1 AND a.id = $2 AND $3 = ANY (a.numbers))
		OR EXISTS (SELECT FROM sms.channel_carrier AS k WHERE k.tenant = $1 AND k.account = $2 AND k.number = $3);
END $$;
