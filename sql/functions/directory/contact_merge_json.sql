-- contact_merge_json: the newest merge into a contact that can be undone, as cards show it: the removed contact, and when; null: none.
CREATE OR REPLACE FUNCTION directory.contact_merge_json(tenant bigint, owner bigint, id bigint)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('id', CASE WHEN $2 IS NULL THEN 'external:' ELSE 'personal:' END || m.gone, 'name', m.other #> '{item,name}', 'at', ops.rfc3339(m.at))
	FROM directory.contact_merge_last($1, $2, $3) AS m
$$;
