-- a_trunk_held: rules of the dial plan that lead to a trunk.
CREATE OR REPLACE FUNCTION voice.a_trunk_held(tenant bigint, id bigint)
RETURNS TABLE (kind text, count bigint)
LANGUAGE sql STABLE
AS $$ SELECT 'dial_rule', count(*) FROM voice.dial_rule AS r WHERE r.tenant = $1 AND r.trunk_ids ? $2::text $$;
