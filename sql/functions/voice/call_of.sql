-- call_of: a call that its daemon tells of. No row: it told of none. Internal. Keys: call.
CREATE OR REPLACE FUNCTION voice.call_of(tenant bigint, call text)
RETURNS voice.call
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	c voice.call;
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('call', tenant, call));
	END IF;
	SELECT * INTO c FROM voice.call AS r WHERE r.tenant = call_of.tenant AND r.call = call_of.call;
	RETURN c;
END $$;
