-- event_entity: the entity of an event as integrators are shown it: as of the event's version, by what the event kept of it (`stored`:
-- ops.event.state), with text and names as they are now (rule 31). Of an event of an earlier release, which kept nothing, the state and
-- version of now. No state: the entity is gone. Internal.
CREATE OR REPLACE FUNCTION hooks.event_entity(tenant bigint, kind integer, key bigint, version bigint, type text, stored jsonb)
RETURNS ops.thing
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	thing ops.thing;
BEGIN
	thing.version := version;
	IF version IS NULL AND ops.kind_published(kind) THEN -- the event is gone with its month
		RETURN ops.state(kind, tenant, key);
	END IF;
	CASE kind
		WHEN 1 THEN thing := presence.agent_event(tenant, key, version, stored);
		WHEN 2 THEN thing := routing.offer_event(tenant, key, version, stored);
		WHEN 3 THEN thing := routing.interaction_event(tenant, key, version, type, stored);
		WHEN 5 THEN thing := messaging.message_event(tenant, key, version, type, stored);
		WHEN 9 THEN thing := messaging.customer_event(tenant, key, version);
		WHEN 11 THEN thing := routing.alarm_event(tenant, key, version, type);
		WHEN 12 THEN thing := routing.callback_event(tenant, key, version, stored);
		WHEN 21 THEN thing := presence.emergency_event(tenant, key, version, stored);
		WHEN 7, 28 THEN thing.state := presence.login_event(tenant, stored);
		WHEN 25 THEN thing.state := messaging.case_event(tenant, key, version, stored);
		WHEN 26 THEN thing.state := sms.opt_out_event(tenant, key, stored);
		WHEN 27 THEN thing.state := sms.block_event(tenant, key, stored);
		ELSE thing := ops.state(kind, tenant, key);
	END CASE;
	RETURN thing;
END $$;
