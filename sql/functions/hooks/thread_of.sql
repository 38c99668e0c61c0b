-- thread_of: what an event must keep its order in: the conversation of an interaction, its offers, a message or a callback,
-- the agent of a status, the number of an opt-out, the block lists. Internal.
CREATE OR REPLACE FUNCTION hooks.thread_of(tenant bigint, kind integer, key bigint)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	conversation bigint;
BEGIN
	IF kind = 26 THEN
		RETURN COALESCE(sms.opt_out_thread(tenant, key), ops.kind_name(kind) || '/' || key);
	ELSIF kind = 27 THEN
		RETURN ops.kind_name(kind); -- a number may be in several, one after the other or at once
	ELSIF kind = 2 THEN
		SELECT i.conversation INTO conversation FROM routing.v_offer AS o
		JOIN routing.v_interaction AS i ON i.tenant = o.tenant AND i.id = o.interaction
		WHERE o.tenant = thread_of.tenant AND o.id = thread_of.key;
	ELSIF kind = 3 THEN
		SELECT i.conversation INTO conversation FROM routing.v_interaction AS i
		WHERE i.tenant = thread_of.tenant AND i.id = thread_of.key;
	ELSIF kind = 5 THEN
		SELECT m.conversation INTO conversation FROM messaging.v_message AS m
		WHERE m.id = thread_of.key AND m.tenant = thread_of.tenant;
	ELSIF kind = 12 THEN
		SELECT c.conversation INTO conversation FROM routing.v_callback AS c
		WHERE c.tenant = thread_of.tenant AND c.id = thread_of.key;
	END IF;
	RETURN COALESCE('conversation/' || conversation, ops.kind_name(kind) || '/' || key);
END $$;
