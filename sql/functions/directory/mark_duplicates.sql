-- mark_duplicates: these contacts may be `of`; null: nobody. Internal.
CREATE OR REPLACE FUNCTION directory.mark_duplicates(tenant bigint, owner bigint, ids bigint[], of bigint)
RETURNS void
LANGUAGE sql VOLATILE
AS $$
	UPDATE directory.personal_contact AS c SET possible_duplicate_of = $4 WHERE c.tenant = $1 AND c.owner = $2 AND c.id = ANY ($3);
	UPDATE directory.external_contact AS e SET possible_duplicate_of = $4 WHERE $2 IS NULL AND e.tenant = $1 AND e.id = ANY ($3);
$$;
