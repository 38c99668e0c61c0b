-- dial_facts: what would hold a call of this user to the outside up, and what it would show: {"caller_id", "caller_ids", "limit"}; `wanted`: the
-- number that they would show, null: the default; limit: price_off where no call of the class may be made at all. Read; out_begin judges for good.
CREATE OR REPLACE FUNCTION voice.dial_facts(tenant bigint, user_ bigint, price_class text, wanted text)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	WITH g AS MATERIALIZED (SELECT n.number, n.source, n.n FROM voice.caller_ids($1, $2) WITH ORDINALITY AS n (number, source, n))
	SELECT jsonb_build_object(
		'caller_id', (SELECT g.number FROM g WHERE g.number = $4 OR ($4 IS NULL AND g.source <> 'group') ORDER BY g.n LIMIT 1),
		'caller_ids', COALESCE((SELECT jsonb_agg(jsonb_build_object('number', g.number, 'source', g.source) ORDER BY g.n) FROM g), '[]'),
		'limit', CASE WHEN $3 IS NULL THEN NULL WHEN voice.price_off($1, $3) THEN 'price_off' ELSE voice.out_limit($1, $2, $3, ops.clock()) ->> 'limit' END)
$$;
