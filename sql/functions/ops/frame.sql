-- frame: a thing as the pages get it: {kind, id, version, state}. `kind` by number.
CREATE OR REPLACE FUNCTION ops.frame(kind integer, tenant bigint, key bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	thing ops.thing := ops.state(kind, tenant, key);
BEGIN
	RETURN jsonb_build_object('kind', ops.kind_name(kind), 'id', key::text, 'version', thing.version::text,
		'state', thing.state);
END $$;
