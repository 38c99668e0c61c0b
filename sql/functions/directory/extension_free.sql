-- extension_free: the lowest extension of a site's range that nobody has (SP-2, Suggest): of `side` work or agent; null: there is none, or
-- the site has no such range. Kept for nobody: saving it decides. Read. Null where there is no such site.
CREATE OR REPLACE FUNCTION directory.extension_free(tenant bigint, site bigint, side text)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('side', side, 'first', r.first, 'last', r.last, 'free', f.free, 'extension', f.lowest)
	FROM directory.site AS s
	CROSS JOIN LATERAL (SELECT CASE side WHEN 'work' THEN s.work_first ELSE s.agent_first END AS first,
		CASE side WHEN 'work' THEN s.work_last ELSE s.agent_last END AS last) AS r
	CROSS JOIN LATERAL (SELECT count(*) AS free, min(e.extension) AS lowest FROM (
		SELECT lpad(g.n::text, length(r.first), '0') AS extension FROM generate_series(r.first::integer, r.last::integer) AS g (n)
		EXCEPT
		SELECT unnest(ARRAY[u.work_extension, u.agent_extension]) FROM directory.app_user AS u WHERE u.tenant = $1
		EXCEPT
		SELECT v.extension FROM directory.service AS v WHERE v.tenant = $1) AS e
		WHERE e.extension !~ (SELECT directory.help_pattern($1, directory.help_countries($1)))) AS f
	WHERE s.tenant = $1 AND s.id = site
$$;
