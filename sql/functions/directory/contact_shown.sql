-- contact_shown: an entry as a list shows it to somebody: of a user the accounts of the directory that they see (CT-2).
CREATE OR REPLACE FUNCTION directory.contact_shown(item jsonb, sides_ smallint)
RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN sides_ = 4 OR item ->> 'kind' <> 'user' THEN item
		ELSE jsonb_set(item, '{accounts}', jsonb_path_query_array(item, CASE sides_ WHEN 1 THEN '$.accounts[*] ? (@.side == "work")'
			ELSE '$.accounts[*] ? (@.side == "agent")' END::jsonpath)) END
$$;
