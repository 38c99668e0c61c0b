-- frame: a thing as the pages get it: {kind, id, version, state}. `kind` by number.
CREATE OR REPLACE FUNCTION ops.frame(kind integer, tenant bigint, key bigint)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
	SELECT jsonb_build_object('kind', ops.kind_name(kind), 'id', key::text,
		'version', (s.thing).version::text, 'state', (s.thing).state)
	FROM (SELECT ops.state(kind, tenant, key) AS thing OFFSET 0) AS s
$$;
