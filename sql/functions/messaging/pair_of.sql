-- pair_of: both accounts of an internal 1:1, lower first; null: a room, or an erased one's.
CREATE OR REPLACE FUNCTION messaging.pair_of(number text)
RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE
AS $$
BEGIN
	RETURN CASE WHEN number LIKE '%,%' THEN string_to_array(number, ',')::bigint[] END;
END $$;
