-- number_claimed_elsewhere: whether another organisation of the installation has claimed this number: whatever this one says of it, its calls are theirs.
-- Of a number that nobody has claimed, and of none: no. Read.
CREATE OR REPLACE FUNCTION directory.number_claimed_elsewhere(tenant bigint, number text)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM directory.phone_number AS n
		WHERE n.number = number_claimed_elsewhere.number AND n.stage = 'claimed' AND n.tenant <> number_claimed_elsewhere.tenant);
END $$;
