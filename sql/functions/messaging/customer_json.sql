-- customer_json: a customer as states show it; null when there is none. Routing's states call it,
-- too: it reads the view that both may read.
CREATE OR REPLACE FUNCTION messaging.customer_json(tenant bigint, customer bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	IF customer IS NULL THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT jsonb_build_object('id', c.id::text, 'name', c.name)
		FROM messaging.v_customer AS c WHERE c.tenant = $1 AND c.id = $2);
END $$;
