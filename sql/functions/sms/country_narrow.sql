-- country_narrow: what a tenant says of a country is kept beside the installation's table: it narrows, it never widens
-- (SMS-1). Where a channel receives it can't be forbidden to. Removed (a file has it not): the tenant says nothing any more.
-- Keys: config.
CREATE OR REPLACE FUNCTION sms.country_narrow()
RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c sms.country;
	channel text;
BEGIN
	IF TG_OP = 'INSERT' THEN
		PERFORM ops.resource_refuse('invalid', 'iso2', 'The installation''s table has no such country.');
	ELSIF TG_OP = 'DELETE' THEN
		UPDATE sms.country_limit AS l SET sms_inbound = true, sms_outbound = true, version = l.version + 1
		WHERE l.tenant = OLD.tenant AND l.iso2 = OLD.iso2;
		RETURN OLD;
	END IF;
	SELECT * INTO c FROM sms.country AS r WHERE r.iso2 = OLD.iso2;
	IF NEW.sms_inbound AND NOT c.sms_inbound THEN
		PERFORM ops.resource_refuse('invalid', 'sms_inbound', format('This installation does not receive texts in %s: an organisation may narrow its countries, not widen them.', c.name));
	ELSIF NEW.sms_outbound AND NOT c.sms_outbound THEN
		PERFORM ops.resource_refuse('invalid', 'sms_outbound', format('This installation does not send texts to %s: an organisation may narrow its countries, not widen them.', c.name));
	END IF;
	IF OLD.sms_inbound AND NOT NEW.sms_inbound THEN
		SELECT v.name INTO channel FROM directory.v_any_channel AS v
		WHERE v.tenant = OLD.tenant AND v.medium = 'sms' AND NOT v.disabled AND sms.country_of(v.number) = OLD.iso2 LIMIT 1;
		IF FOUND THEN
			PERFORM ops.resource_refuse('referenced', 'sms_inbound', format('The channel "%s" receives texts in %s.', channel, c.name));
		END IF;
	END IF;
	-- What was not changed stays as it is kept: else a country that the installation closed would stay closed for ever.
	INSERT INTO sms.country_limit AS l (tenant, iso2, sms_inbound, sms_outbound)
	VALUES (OLD.tenant, OLD.iso2, NEW.sms_inbound OR NOT OLD.sms_inbound, NEW.sms_outbound OR NOT OLD.sms_outbound)
	ON CONFLICT ON CONSTRAINT country_limit_pkey DO UPDATE SET version = l.version + 1,
		sms_inbound = CASE WHEN NEW.sms_inbound = OLD.sms_inbound THEN l.sms_inbound ELSE NEW.sms_inbound END,
		sms_outbound = CASE WHEN NEW.sms_outbound = OLD.sms_outbound THEN l.sms_outbound ELSE NEW.sms_outbound END;
	RETURN NEW;
END $$;
