-- news: what this transaction has emitted since `mark`, as the daemon publishes it after
-- the commit: one entry a thing, with its newest state.
CREATE OR REPLACE FUNCTION ops.news(mark bigint)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (
		SELECT COALESCE(jsonb_agg(jsonb_build_object(
			'kind', n.kind,
			'tenant', n.tenant::text,
			'key', n.key::text,
			'version', COALESCE((n.thing).version, n.version),
			'audience', COALESCE(to_jsonb((n.thing).audience::text[]), '[]'),
			'state', (n.thing).state) ORDER BY n.id), '[]')
		FROM (
			SELECT e.kind, e.tenant, e.key, e.version, e.id, ops.state(e.kind, e.tenant, e.key) AS thing
			FROM (
				SELECT DISTINCT ON (v.kind, v.tenant, v.key) v.*
				FROM ops.event AS v
				WHERE v.at = ops.batch_at_known() AND v.xid = pg_current_xact_id_if_assigned() AND v.id > mark AND ops.kind_published(v.kind)
				ORDER BY v.kind, v.tenant, v.key, v.id DESC
			) AS e
			OFFSET 0 -- each state is made once, not once for each use
		) AS n);
END $$;
