-- country_install: an operator's change of the installation's table, read from then on by every statement. Countries come with
-- releases: one is closed by its two answers, not removed. Operators of two tenants hold no common key: the row's version judges.
CREATE OR REPLACE FUNCTION sms.country_install()
RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	wrong text;
BEGIN
	IF TG_OP = 'INSERT' THEN
		PERFORM ops.resource_refuse('invalid', 'iso2', 'There is no such country in the table.');
	ELSIF TG_OP = 'DELETE' THEN
		PERFORM ops.resource_refuse('invalid', 'iso2', 'A country is closed, not removed: sms_inbound and sms_outbound false.');
	END IF;
	SELECT z.name INTO wrong FROM unnest(NEW.time_zones) AS z (name) WHERE NOT routing.is_zone(z.name) LIMIT 1;
	IF FOUND THEN
		PERFORM ops.resource_refuse('invalid', 'time_zones', format('"%s" is no time zone, as "Europe/Berlin" is one.', left(wrong, 100)));
	END IF;
	UPDATE sms.country AS c SET name = NEW.name, sms_inbound = NEW.sms_inbound, sms_outbound = NEW.sms_outbound,
		price_class = NEW.price_class, senders = NEW.senders, quiet_start = NEW.quiet_start, quiet_end = NEW.quiet_end,
		time_zones = NEW.time_zones, note = NEW.note, version = c.version + 1
	WHERE c.iso2 = OLD.iso2 AND c.version = OLD.version;
	IF NOT FOUND THEN
		PERFORM ops.resource_refuse('stale_version', NULL, 'Somebody else changed it at the same time.');
	END IF;
	IF (NEW.quiet_start, NEW.quiet_end, NEW.time_zones) IS DISTINCT FROM (OLD.quiet_start, OLD.quiet_end, OLD.time_zones) THEN
		PERFORM sms.holds_review(NULL, NULL);
	END IF;
	RETURN NEW;
END $$;
