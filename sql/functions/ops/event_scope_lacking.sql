-- event_scope_lacking: the first scope that one of these types of events needs and that is not among `scopes`; null: none, also where
-- `scopes` is null: a person asks.
CREATE OR REPLACE FUNCTION ops.event_scope_lacking(types text[], scopes text[])
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT s.scope FROM (SELECT ops.event_scope(split_part(t.type, '.', 1)) AS scope FROM unnest(types) AS t (type)) AS s
	WHERE NOT s.scope = ANY (scopes) ORDER BY 1 LIMIT 1
$$;
