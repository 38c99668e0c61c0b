-- block_json: a blocked number as its owner sees it, with the contact that it has become since.
CREATE OR REPLACE FUNCTION directory.block_json(tenant bigint, owner bigint, list text, number text)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('list', b.list, 'number', b.number, 'at', ops.rfc3339(b.at), 'contact', (
		SELECT c.kind || ':' || c.ref FROM directory.contacts_of_number($1, $2, $4) AS c LIMIT 1))
	FROM directory.blocked_party AS b WHERE b.tenant = $1 AND b.owner = $2 AND b.list = $3 AND b.number = $4
$$;
