-- event_thing: the entity of an event as integrators are shown it: as of the event's version, as far as the event kept that
-- (`stored`, ops.event.state); the rest, and all text, as it is now (rule 31). An event without it shows the state of now, with that
-- state's version. No state: the entity is gone. Internal.
CREATE OR REPLACE FUNCTION hooks.event_thing(tenant bigint, kind integer, key bigint, version bigint, stored jsonb)
RETURNS ops.thing
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	thing ops.thing;
BEGIN
	thing.version := version;
	CASE kind
		WHEN 7, 28 THEN thing.state := presence.login_event(tenant, stored);
		WHEN 25 THEN thing.state := messaging.case_event(tenant, key, version, stored);
		WHEN 26 THEN thing.state := sms.opt_out_event(tenant, key, stored);
		WHEN 27 THEN thing.state := sms.block_event(tenant, key, stored);
		ELSE thing := ops.state(kind, tenant, key);
	END CASE;
	RETURN thing;
END $$;
