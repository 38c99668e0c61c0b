-- audit_verify.sql - whether the audit log is what ops.audit_link has chained: one row a tenant. $1: a tenant's id; '': all.
-- A row without a tenant concerns all. Run by `trunklinectl audit verify`. It hashes by itself and asks no function of the database: one who changed the log
-- could have changed those.
WITH chain AS (
	SELECT c.tenant, c.audit_id, c.at, c.hash,
		COALESCE(lag(c.hash) OVER (PARTITION BY c.tenant ORDER BY c.audit_id), h.base_hash, '') AS former,
		h.tenant IS NULL OR (lead(c.hash) OVER (PARTITION BY c.tenant ORDER BY c.audit_id) IS NULL
			AND (c.audit_id, c.hash) IS DISTINCT FROM (h.head_id, h.head_hash)) AS cut
	FROM ops.audit_chain AS c LEFT JOIN ops.audit_head AS h ON h.tenant = c.tenant
	WHERE $1 = '' OR c.tenant::text = $1
), judged AS (
	SELECT l.tenant, l.audit_id, l.at, true AS chained, CASE
		WHEN a.id IS NULL THEN 'deleted'
		WHEN l.hash <> sha256(l.former || convert_to(jsonb_build_array(a.tenant, a.id, (extract(epoch FROM a.at) * 1000000)::bigint,
			a.actor, a.actor_role, a.action, a.kind, a.key, a.detail)::text, 'UTF8')) THEN 'changed, or the one before it is missing'
		WHEN l.cut THEN 'the last, but later ones were chained'
		END AS problem
	FROM chain AS l LEFT JOIN ops.audit AS a ON a.tenant = l.tenant AND a.at = l.at AND a.id = l.audit_id
	UNION ALL
	SELECT a.tenant, a.id, a.at, false, CASE WHEN a.id <= GREATEST((SELECT max(s.done_id) FROM ops.audit_linker AS s), h.head_id)
		OR a.id > (SELECT q.last_value FROM ops.audit_id AS q) THEN 'inserted' END
	FROM ops.audit AS a LEFT JOIN ops.audit_head AS h ON h.tenant = a.tenant
	WHERE ($1 = '' OR a.tenant::text = $1)
		AND NOT EXISTS (SELECT FROM ops.audit_chain AS c WHERE c.tenant = a.tenant AND c.audit_id = a.id AND c.at = a.at)
	UNION ALL
	SELECT h.tenant, h.head_id, NULL, NULL, 'deleted, and so is all of the chain'
	FROM ops.audit_head AS h
	WHERE ($1 = '' OR h.tenant::text = $1) AND h.head_id > h.base_id
		AND NOT EXISTS (SELECT FROM ops.audit_chain AS c WHERE c.tenant = h.tenant)
	UNION ALL
	-- What a sweep has taken: by the days that applied then, never by today's audit_days, which may have been raised since. An
	-- organisation has 90 at the least. The clock may have been ahead, of lines and of the sweep alike.
	SELECT h.tenant, h.base_id, h.base_at, NULL, CASE
		WHEN h.base_id = 0 AND h.base_hash = '' THEN NULL
		WHEN h.base_id = 0 OR h.base_at IS NULL OR h.base_days IS NULL OR h.base_days < 90 THEN 'called swept, but no sweep took it'
		WHEN EXISTS (SELECT FROM chain AS c WHERE c.tenant = h.tenant AND c.audit_id <= h.base_id) THEN 'called swept, but older ones are kept'
		WHEN h.base_at > GREATEST(now(), (SELECT max(c.at) FROM chain AS c WHERE c.tenant = h.tenant)) - make_interval(days => h.base_days)
			THEN 'called swept, but was to be kept for ' || h.base_days || ' days'
		END
	FROM ops.audit_head AS h WHERE $1 = '' OR h.tenant::text = $1
	UNION ALL
	SELECT NULL, NULL, NULL, NULL, 'ops.audit_linker has not its one row: nothing is chained any more'
	WHERE (SELECT count(*) FROM ops.audit_linker) <> 1
)
SELECT j.tenant, count(*) FILTER (WHERE j.chained) AS checked, COALESCE(h.head_id, 0) AS head_id, encode(h.head_hash, 'hex') AS head_hash,
	count(*) FILTER (WHERE NOT j.chained AND j.problem IS NULL) AS unchained,
	min(j.audit_id) FILTER (WHERE j.problem IS NOT NULL) AS broken_id,
	(array_agg(to_char(j.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') ORDER BY j.audit_id) FILTER (WHERE j.problem IS NOT NULL))[1] AS broken_at,
	(array_agg(j.problem ORDER BY j.audit_id) FILTER (WHERE j.problem IS NOT NULL))[1] AS problem,
	to_char(min(j.at) FILTER (WHERE NOT j.chained AND j.problem IS NULL) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS unchained_at,
	COALESCE(h.base_id, 0) AS base_id, h.base_days,
	min(j.audit_id) FILTER (WHERE j.chained) AS kept_id,
	(array_agg(to_char(j.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') ORDER BY j.audit_id) FILTER (WHERE j.chained))[1] AS kept_at
FROM judged AS j LEFT JOIN ops.audit_head AS h ON h.tenant = j.tenant
GROUP BY j.tenant, h.head_id, h.head_hash, h.base_id, h.base_days
ORDER BY j.tenant
