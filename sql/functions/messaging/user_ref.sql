-- user_ref: a user as a field of something else shows them; null: nobody.
CREATE OR REPLACE FUNCTION messaging.user_ref(tenant bigint, person bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF person IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT jsonb_build_object('id', u.id::text, 'name', u.name) FROM directory.v_user AS u WHERE u.tenant = $1 AND u.id = $2);
END $$;
