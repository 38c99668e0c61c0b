-- contact_fill: makes the entries that users have not yet: of those who were there before there were any; then terms that are of
-- a release before (directory.contact_refill). Returns how many, at most limit_.
CREATE OR REPLACE FUNCTION directory.contact_fill(limit_ integer)
RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	one record;
	made bigint := 0;
BEGIN
	FOR one IN
		SELECT u.tenant, array_agg(u.id) AS refs FROM (
			SELECT a.tenant, a.id FROM directory.app_user AS a
			WHERE NOT EXISTS (SELECT FROM directory.contact_entry AS e WHERE e.tenant = a.tenant AND e.kind = 'user' AND e.ref = a.id)
			LIMIT limit_ FOR NO KEY UPDATE SKIP LOCKED) AS u -- whoever changes one now makes its entry
		GROUP BY u.tenant
	LOOP
		PERFORM directory.contact_index(one.tenant, 'user', one.refs);
		made := made + cardinality(one.refs);
	END LOOP;
	RETURN made + directory.contact_refill((limit_ - made)::integer);
END $$;
