-- audit_verify.sql - whether the audit log is what ops.audit_link has chained: one row a tenant. $1: a tenant's id; '': all.
-- Run by `trunklinectl audit verify`. It hashes by itself and asks no function of the database: one who changed the log
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
	SELECT a.tenant, a.id, a.at, false, CASE WHEN a.id <= (SELECT s.done_id FROM ops.audit_linker AS s) THEN 'inserted' END
	FROM ops.audit AS a
	WHERE ($1 = '' OR a.tenant::text = $1)
		AND NOT EXISTS (SELECT FROM ops.audit_chain AS c WHERE c.tenant = a.tenant AND c.audit_id = a.id AND c.at = a.at)
	UNION ALL
	SELECT h.tenant, h.head_id, NULL, NULL, 'deleted, and so is all of the chain'
	FROM ops.audit_head AS h
	WHERE ($1 = '' OR h.tenant::text = $1) AND h.head_id > h.base_id
		AND NOT EXISTS (SELECT FROM ops.audit_chain AS c WHERE c.tenant = h.tenant)
)
SELECT j.tenant, count(*) FILTER (WHERE j.chained) AS checked, COALESCE(h.head_id, 0) AS head_id, encode(h.head_hash, 'hex') AS head_hash,
	count(*) FILTER (WHERE NOT j.chained AND j.problem IS NULL) AS unchained,
	min(j.audit_id) FILTER (WHERE j.problem IS NOT NULL) AS broken_id,
	(array_agg(to_char(j.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') ORDER BY j.audit_id) FILTER (WHERE j.problem IS NOT NULL))[1] AS broken_at,
	(array_agg(j.problem ORDER BY j.audit_id) FILTER (WHERE j.problem IS NOT NULL))[1] AS problem
FROM judged AS j LEFT JOIN ops.audit_head AS h ON h.tenant = j.tenant
GROUP BY j.tenant, h.head_id, h.head_hash
ORDER BY j.tenant
