-- dial_facts_2: what would hold a call of this user to the outside up, and what it would show: {"caller_id", "caller_ids", "problem", "limit"}; `wanted`: the
-- number that they would show, null: the default; caller_ids: with `allowed` false, not now (may_show); problem: as caller_id_of says; limit: price_off where no call of the class may be made at all. Read;
-- out_begin_2 judges for good.
CREATE OR REPLACE FUNCTION voice.dial_facts_2(tenant bigint, user_ bigint, price_class text, wanted text, as_agent boolean)
RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT jsonb_build_object('caller_id', o.number, 'problem', o.problem,
		'caller_ids', COALESCE((SELECT jsonb_agg(jsonb_build_object('number', g.number, 'source', g.source, 'allowed',
			g.number = o.number AND o.problem IS NULL OR voice.may_show($1, $2, g.number)) ORDER BY g.n)
			FROM voice.caller_ids($1, $2) WITH ORDINALITY AS g (number, source, n)), '[]'),
		'limit', CASE WHEN $3 IS NULL THEN NULL WHEN voice.price_off($1, $3) THEN 'price_off' ELSE voice.out_limit($1, $2, $3, ops.clock()) ->> 'limit' END)
	FROM voice.caller_id_of($1, $2, $4, $5) AS o
$$;
