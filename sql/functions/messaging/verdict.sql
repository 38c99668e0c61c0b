-- verdict: what the matrix says: 'ok', 'work_only', or why not. The one place that reads it for a permission.
CREATE OR REPLACE FUNCTION messaging.verdict(feature text, sender text, receiver text, receiver_both boolean DEFAULT NULL,
	receiver_in boolean DEFAULT NULL, mode3 boolean DEFAULT NULL, near boolean DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN COALESCE((SELECT m.verdict FROM messaging.matrix AS m
		WHERE m.feature = verdict.feature
			AND (m.sender IS NULL OR m.sender = verdict.sender)
			AND (m.receiver IS NULL OR m.receiver = verdict.receiver)
			AND (m.receiver_both IS NULL OR m.receiver_both = verdict.receiver_both)
			AND (m.receiver_in IS NULL OR m.receiver_in = verdict.receiver_in)
			AND (m.mode3 IS NULL OR m.mode3 = verdict.mode3)
			AND (m.near IS NULL OR m.near = verdict.near)
		ORDER BY m.n LIMIT 1), 'forbidden');
END $$;
