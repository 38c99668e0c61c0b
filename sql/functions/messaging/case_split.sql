-- case_split: these conversations of a case become those of a new case, of another customer, which is closed where the former one is. It has neither the former one's
-- title nor its notes, which were written about both. Internal.
-- Keys: customer; customer_open_keys.
CREATE OR REPLACE FUNCTION messaging.case_split(tenant bigint, case_id bigint, conversations bigint[], customer bigint, actor bigint, actor_role text)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	made bigint;
	first_ CONSTANT messaging.conversation := (SELECT c FROM messaging.conversation AS c WHERE c.tenant = case_split.tenant AND c.id = conversations[1]);
	k messaging.case_;
	c record;
BEGIN
	PERFORM ops.keys_assert(VARIADIC ops.key('customer', tenant, customer::text) || messaging.customer_open_keys(tenant, conversations));
	made := messaging.case_store(tenant, customer, NULL, messaging.case_title(tenant, first_.kind, first_.opened_at), actor, ops.clock());
	IF (SELECT o.state FROM messaging.case_ AS o WHERE o.tenant = case_split.tenant AND o.id = case_split.case_id) = 'closed' THEN
		SELECT * INTO k FROM messaging.case_ AS n WHERE n.tenant = case_split.tenant AND n.id = made;
		PERFORM messaging.case_state_set(k, 'closed', actor, actor_role, NULL);
	END IF;
	FOR c IN
		UPDATE messaging.conversation AS r SET case_id = made, version = r.version + 1
		WHERE r.tenant = case_split.tenant AND r.id = ANY (conversations) AND r.case_id = case_split.case_id
		RETURNING r.id, r.version, r.state
	LOOP
		IF c.state = 'open' THEN
			PERFORM ops.emit(tenant, 4, c.id, c.version);
		END IF;
	END LOOP;
	FOR c IN
		WITH moved AS (
			UPDATE messaging.case_interaction AS l SET case_id = made FROM messaging.conversation AS r
			WHERE l.tenant = case_split.tenant AND l.case_id = case_split.case_id AND r.tenant = l.tenant AND r.interaction = l.interaction AND r.id = ANY (conversations)
			RETURNING l.interaction)
		UPDATE messaging.transcript AS t SET case_id = made FROM moved AS m WHERE t.tenant = case_split.tenant AND t.id = m.interaction
		RETURNING t.id AS interaction
	LOOP
		PERFORM routing.case_set(tenant, c.interaction, case_split.case_id, made, customer);
	END LOOP;
END $$;
