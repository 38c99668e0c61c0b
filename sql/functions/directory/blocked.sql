-- blocked: whether a user has blocked a number: 'listed', 'unknown' (a text of nobody in the contacts, and the user wants
-- none of those), or null. It says so for that user's own Work number alone: nothing of a queue or a channel asks it (CT-12).
CREATE OR REPLACE FUNCTION directory.blocked(tenant bigint, owner bigint, list text, number text)
RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT CASE
		WHEN EXISTS (SELECT FROM directory.blocked_party AS b WHERE b.tenant = $1 AND b.owner = $2 AND b.list = $3 AND b.number = $4) THEN 'listed'
		WHEN $3 = 'sender' AND (SELECT c.block_unknown_senders FROM directory.contact_choice AS c WHERE c.tenant = $1 AND c.owner = $2)
			AND NOT EXISTS (SELECT FROM directory.contacts_of_number($1, $2, $4)) THEN 'unknown' END
$$;
