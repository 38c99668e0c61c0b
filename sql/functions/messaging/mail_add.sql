-- mail_add: an e-mail of words alone, which chatd hands to the installation's relay. False: 10,000 of the tenant wait already, and this one was
-- not added. Internal, called by presence.
CREATE OR REPLACE FUNCTION messaging.mail_add(tenant bigint, address text, title text, text text)
RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	clock timestamptz := ops.clock();
BEGIN
	INSERT INTO messaging.mail (tenant, address, title, text, due_at, made_at)
	SELECT tenant, address, left(title, 200), left(text, 4000), clock, clock
	WHERE (SELECT count(*) FROM (SELECT FROM messaging.mail AS m WHERE m.tenant = mail_add.tenant AND m.text IS NOT NULL LIMIT 10000) AS waiting) < 10000;
	RETURN FOUND;
END $$;
