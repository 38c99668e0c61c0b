-- call_limit_set: what a tenant says of a price class is kept beside the installation's defaults; what it says the same of is theirs
-- again. Removed (a file has it not): all of it. Keys: config.
CREATE OR REPLACE FUNCTION voice.call_limit_set()
RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	c voice.price_class;
BEGIN
	IF TG_OP = 'INSERT' THEN
		PERFORM ops.resource_refuse('invalid', 'price_class', 'Must be free, national, mobile, international or premium.');
	END IF;
	SELECT * INTO c FROM voice.price_class AS r WHERE r.name = OLD.price_class;
	IF TG_OP = 'DELETE' THEN
		NEW := OLD;
		NEW.user_calls := c.user_calls;
		NEW.tenant_calls := c.tenant_calls;
		NEW.user_per_minute := c.user_per_minute;
		NEW.tenant_per_minute := c.tenant_per_minute;
		NEW.user_minutes_per_day := c.user_minutes_per_day;
		NEW.tenant_minutes_per_day := c.tenant_minutes_per_day;
	END IF;
	INSERT INTO voice.call_limit AS l (tenant, price_class, user_calls, tenant_calls, user_per_minute, tenant_per_minute, user_minutes_per_day,
		tenant_minutes_per_day)
	VALUES (OLD.tenant, OLD.price_class, NULLIF(NEW.user_calls, c.user_calls), NULLIF(NEW.tenant_calls, c.tenant_calls),
		NULLIF(NEW.user_per_minute, c.user_per_minute), NULLIF(NEW.tenant_per_minute, c.tenant_per_minute),
		NULLIF(NEW.user_minutes_per_day, c.user_minutes_per_day), NULLIF(NEW.tenant_minutes_per_day, c.tenant_minutes_per_day))
	ON CONFLICT ON CONSTRAINT call_limit_pkey DO UPDATE SET version = l.version + 1, user_calls = EXCLUDED.user_calls,
		tenant_calls = EXCLUDED.tenant_calls, user_per_minute = EXCLUDED.user_per_minute, tenant_per_minute = EXCLUDED.tenant_per_minute,
		user_minutes_per_day = EXCLUDED.user_minutes_per_day, tenant_minutes_per_day = EXCLUDED.tenant_minutes_per_day;
	RETURN NEW;
END $$;
