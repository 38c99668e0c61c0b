-- case_json: a case as lists and records show it.
CREATE OR REPLACE FUNCTION messaging.case_json(tenant bigint, case_id bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN (SELECT messaging.case_shown(k) FROM messaging.case_ AS k WHERE k.tenant = $1 AND k.id = $2);
END $$;
