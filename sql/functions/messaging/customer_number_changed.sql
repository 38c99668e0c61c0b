-- customer_number_changed: trigger of messaging.customer_number: the customer's entry for search follows it.
CREATE OR REPLACE FUNCTION messaging.customer_number_changed()
RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM messaging.customer_index(COALESCE(NEW.tenant, OLD.tenant), COALESCE(NEW.customer, OLD.customer));
	RETURN NULL;
END $$;
