-- customer_made: trigger of messaging.customer: its entry for search follows it.
CREATE OR REPLACE FUNCTION messaging.customer_made()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM messaging.customer_index(NEW.tenant, NEW.id);
	RETURN NULL;
END $$;
