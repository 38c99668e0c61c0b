-- lint_json: the linter's findings as the answer of each write carries them; 100 at most. Read.
CREATE OR REPLACE FUNCTION routing.lint_json(tenant bigint)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT COALESCE(jsonb_agg(jsonb_build_object('kind', l.kind, 'resource', l.resource, 'id', l.id::text, 'words', l.words)), '[]')
	FROM (SELECT * FROM routing.lint(tenant) LIMIT 100) AS l
$$;
