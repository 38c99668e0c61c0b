-- sender_rate_install: an operator's change of the rates, which gateways read with their sender groups. A removed row leaves its senders
-- to the next wider one (sender_rate_of). Operators of two tenants hold no common key: the row's version judges.
CREATE OR REPLACE FUNCTION sms.sender_rate_install()
RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		IF NOT EXISTS (SELECT FROM sms.country AS c WHERE c.iso2 = NEW.country) AND NEW.country IS NOT NULL THEN
			PERFORM ops.resource_refuse('invalid', 'country', 'There is no such country in the table: two capital letters, as SE; without it: any.');
		END IF;
		INSERT INTO sms.sender_rate AS r (sender, carrier, country, rate_milli, source)
		VALUES (NEW.sender, COALESCE(NEW.carrier, '*'), COALESCE(NEW.country, '*'), NEW.rate_milli, COALESCE(NEW.source, ''))
		RETURNING r.id INTO NEW.id;
		RETURN NEW;
	ELSIF TG_OP = 'DELETE' THEN
		DELETE FROM sms.sender_rate AS r WHERE r.id = OLD.id AND r.version = OLD.version;
	ELSE
		UPDATE sms.sender_rate AS r SET rate_milli = NEW.rate_milli, source = NEW.source, version = r.version + 1
		WHERE r.id = OLD.id AND r.version = OLD.version;
	END IF;
	IF NOT FOUND THEN
		PERFORM ops.resource_refuse('stale_version', NULL, 'Somebody else changed it at the same time.');
	END IF;
	RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
