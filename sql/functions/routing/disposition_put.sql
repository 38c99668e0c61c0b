-- disposition_put: an interaction's row with another disposition, which its caller stores; null leaves it as it is.
CREATE OR REPLACE FUNCTION routing.disposition_put(i routing.interaction, disposition bigint, actor bigint)
RETURNS routing.interaction
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF disposition IS NOT NULL AND i.disposition IS DISTINCT FROM disposition THEN
		i.disposition := disposition;
		i.disposition_at := ops.clock();
		i.disposition_by := actor;
		i.disposition_missing := false;
	END IF;
	RETURN i;
END $$;
