-- out_user_nth: as out_nth, of one user's calls. Internal; exact under the key out.
CREATE OR REPLACE FUNCTION voice.out_user_nth(tenant bigint, price text, user_ bigint)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN COALESCE((SELECT c.user_nth FROM voice.out_call AS c
		WHERE c.tenant = $1 AND c.price_class = $2 AND c.user_id = $3 ORDER BY c.at DESC, c.user_nth DESC LIMIT 1), 0);
END $$;
