-- is_own_number: whether this is the number of the channel itself: no text goes there.
CREATE OR REPLACE FUNCTION routing.is_own_number(tenant bigint, channel bigint, number text)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM directory.v_any_channel AS c WHERE c.tenant = is_own_number.tenant AND c.id = is_own_number.channel
		AND c.number = is_own_number.number);
END $$;
