-- desk_touch: somebody's front desk has changed: their page reads it anew (kind 19). Keys: config.
CREATE OR REPLACE FUNCTION directory.desk_touch(tenant bigint, owner bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	new_version bigint;
BEGIN
	INSERT INTO directory.desk AS d (tenant, owner) VALUES (desk_touch.tenant, desk_touch.owner)
	ON CONFLICT ON CONSTRAINT desk_pkey DO UPDATE SET version = d.version + 1
	RETURNING d.version INTO new_version;
	PERFORM ops.emit(tenant, 19, owner, new_version);
END $$;
