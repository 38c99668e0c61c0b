-- visitor_tell: something of a web chat changed that its visitor may see. The event says "look", not what. Internal.
CREATE OR REPLACE FUNCTION messaging.visitor_tell(tenant bigint, conversation bigint)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM ops.emit(tenant, 20, conversation, nextval('messaging.visitor_news'));
END $$;
