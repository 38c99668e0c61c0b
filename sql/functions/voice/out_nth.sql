-- out_nth: the number of the last call to the outside of this class; 0: there is none. Those that began an hour ago may be forgotten, so
-- it may begin anew. Internal; exact under the key out.
CREATE OR REPLACE FUNCTION voice.out_nth(tenant bigint, price text)
RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN COALESCE((SELECT c.nth FROM voice.out_call AS c
		WHERE c.tenant = $1 AND c.price_class = $2 ORDER BY c.at DESC, c.nth DESC LIMIT 1), 0);
END $$;
