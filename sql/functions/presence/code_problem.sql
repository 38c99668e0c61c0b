-- code_problem: what is wrong with a status code: code_missing where the tenant asks for one,
-- code_unknown if it isn't in the list for this status; null: nothing.
CREATE OR REPLACE FUNCTION presence.code_problem(tenant bigint, status text, code bigint)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN CASE
		WHEN code IS NULL AND EXISTS (
			SELECT FROM directory.status_rule AS r
			WHERE r.tenant = code_problem.tenant AND r.status = code_problem.status AND r.code_required)
			THEN 'code_missing'
		WHEN code IS NOT NULL AND NOT EXISTS (
			SELECT FROM directory.status_code AS c
			WHERE c.tenant = code_problem.tenant AND c.id = code_problem.code AND c.status = code_problem.status
				AND NOT c.disabled)
			THEN 'code_unknown' END;
END $$;
