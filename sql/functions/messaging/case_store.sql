-- case_store: a new case with the next number; without a customer it hangs on the number.
DROP FUNCTION IF EXISTS messaging.case_store(bigint, bigint, text, text, bigint, timestamptz); -- it knew of no calls
CREATE OR REPLACE FUNCTION messaging.case_store(tenant bigint, customer bigint, number text,
	title text, actor bigint, at timestamptz, kind text DEFAULT 'sms')
RETURNS bigint
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	made bigint := nextval('messaging.case_id');
	prefix text;
BEGIN
	prefix := (SELECT t.case_prefix FROM directory.v_tenant AS t WHERE t.id = case_store.tenant);
	INSERT INTO messaging.case_ (tenant, id, number, customer, customer_number, title, created_at, created_by)
	VALUES (tenant, made, COALESCE(prefix, 'C-') || nextval('messaging.case_number'), customer,
		CASE WHEN customer IS NULL THEN number END,
		COALESCE(NULLIF(left(btrim(title), 200), ''), messaging.case_title(tenant, kind, at)),
		at, actor);
	PERFORM messaging.case_emit(tenant, made, 'case.opened');
	RETURN made;
END $$;
