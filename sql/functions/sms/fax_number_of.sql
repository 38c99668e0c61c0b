-- fax_number_of: the fax number that a user sends from: their own, else one that is shared. Id null: they have none. Internal. Read.
CREATE OR REPLACE FUNCTION sms.fax_number_of(tenant bigint, owner bigint)
RETURNS sms.fax_number
LANGUAGE sql STABLE
AS $$
	SELECT n FROM sms.fax_number AS n WHERE n.tenant = $1 AND (n.user_id = $2 OR n.shared) ORDER BY n.user_id <> $2, n.id LIMIT 1
$$;
