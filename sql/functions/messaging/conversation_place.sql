-- conversation_place: a new conversation's country and price class, by the customer's number: reports count by what they were
-- when it was opened.
CREATE OR REPLACE FUNCTION messaging.conversation_place()
RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	SELECT c.iso2, c.price_class INTO NEW.country, NEW.price_class FROM sms.country_at(NEW.tenant, NEW.number) AS c;
	RETURN NEW;
END $$;
