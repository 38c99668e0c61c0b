-- number_judge: refuses a number for a use (`kind` and `id` as in number_uses) that another has already, or that is not claimed (SP-2). A Work
-- number is one of the organisation's list; channels and fax numbers bring theirs from their carriers, and mind the list where it
-- knows them. Two channels may have one, of different media. Keys: config.
CREATE OR REPLACE FUNCTION directory.number_judge(tenant bigint, number text, kind text, id bigint, field text)
RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	other record;
	stage text := (SELECT n.stage FROM directory.phone_number AS n WHERE n.tenant = number_judge.tenant AND n.number = number_judge.number);
BEGIN
	SELECT u.kind, u.name INTO other FROM directory.number_uses(tenant, number) AS u
	WHERE (u.kind, u.id) <> (number_judge.kind, number_judge.id) AND NOT (u.kind = 'channel' AND number_judge.kind = 'channel') LIMIT 1;
	IF FOUND THEN
		PERFORM ops.resource_refuse('value_taken', field, format(CASE other.kind WHEN 'user' THEN 'Is the Work number of %s.'
			WHEN 'channel' THEN 'Is the number of the channel "%s".' ELSE 'Is a fax number: %s.' END, other.name));
	END IF;
	IF kind <> 'user' THEN
		SELECT u.name INTO other FROM directory.app_user AS u WHERE u.tenant = number_judge.tenant AND u.workplace_phone = number_judge.number LIMIT 1;
		IF FOUND THEN
			PERFORM ops.resource_refuse('value_taken', field, format('Is the Workplace Phone of %s.', other.name));
		END IF;
	END IF;
	IF stage <> 'claimed' OR (kind = 'user' AND stage IS NULL) THEN
		PERFORM ops.resource_refuse('invalid', field, 'Is none of the numbers that the organisation has claimed.');
	END IF;
END $$;
