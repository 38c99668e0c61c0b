-- desk_state: the one shape of the thing "front_desk" (kind 19): how many lines a receptionist may see; none: they are none. For their
-- own Work pages alone, which read the rest (desk_lines).
CREATE OR REPLACE FUNCTION directory.desk_state(tenant bigint, key bigint)
RETURNS ops.thing
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	thing ops.thing;
BEGIN
	thing.version := COALESCE((SELECT d.version FROM directory.desk AS d WHERE d.tenant = desk_state.tenant AND d.owner = desk_state.key), 0);
	thing.audience := ARRAY[-key];
	thing.state := jsonb_build_object('lines', (SELECT count(*) FROM directory.v_desk_line AS v WHERE v.tenant = desk_state.tenant AND v.viewer = desk_state.key));
	RETURN thing;
END $$;
