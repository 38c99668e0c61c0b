-- number_uses: who of the organisation has a telephone number: as their Work number, as a channel of the contact center, as a fax number.
-- What they say is the truth; the list of numbers only shows it. Read.
CREATE OR REPLACE FUNCTION directory.number_uses(tenant bigint, number text)
RETURNS TABLE (kind text, id bigint, name text)
LANGUAGE sql STABLE
AS $$
	SELECT 'user', u.id, u.name FROM directory.app_user AS u WHERE u.tenant = $1 AND u.work_number = $2
	UNION ALL
	SELECT 'channel', c.id, c.name FROM directory.channel AS c WHERE c.tenant = $1 AND c.number = $2 AND c.user_id IS NULL
	UNION ALL
	SELECT 'fax_number', f.id, f.number FROM sms.fax_number AS f WHERE f.tenant = $1 AND f.number = $2
$$;
