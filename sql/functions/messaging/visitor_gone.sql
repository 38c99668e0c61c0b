-- visitor_gone: routing.customer_left of a visitor's interaction: 'ok' when nobody had accepted it.
CREATE OR REPLACE FUNCTION messaging.visitor_gone(v messaging.visitor)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	RETURN routing.customer_left(v.tenant, (SELECT c.interaction FROM messaging.conversation AS c
		WHERE c.tenant = v.tenant AND c.id = v.conversation));
END $$;
