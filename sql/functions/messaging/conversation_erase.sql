-- conversation_erase: puts `words` in the place of at most limit_ texts of a closed conversation, or of a user's own, then of
-- its notes and its number, when the files that came with them are gone; seq, times, authors and the transcript's hashes stay. Each text gets a new salt,
-- so that nobody finds it by its hash, and a new version, which integrators are told. True: nothing is left.
-- False: more is to do, or somebody works on it. Waits for nobody. Internal.
CREATE OR REPLACE FUNCTION messaging.conversation_erase(tenant bigint, id bigint, words text, limit_ integer)
RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	c messaging.conversation;
	at_now timestamptz := ops.clock();
	gone record;
BEGIN
	IF NOT pg_try_advisory_xact_lock(messaging.key_of(tenant, id)) THEN
		RETURN false;
	END IF;
	SELECT * INTO c FROM messaging.conversation AS r WHERE r.tenant = conversation_erase.tenant AND r.id = conversation_erase.id;
	IF c.erased_at IS NOT NULL THEN
		RETURN true;
	ELSIF sms.outbox_open(tenant, ARRAY[id]) THEN
		RETURN false;
	ELSIF c.owner IS NOT NULL AND c.state = 'open' THEN -- what comes now begins another
		UPDATE messaging.conversation AS r SET state = 'closed', closed_at = greatest(at_now, r.last_at), version = r.version + 1
		WHERE r.tenant = c.tenant AND r.id = c.id
		RETURNING r.* INTO c;
		PERFORM ops.emit(tenant, 4, id, c.version);
	ELSIF c.state <> 'closed' THEN
		RETURN false;
	END IF;
	PERFORM routing.past_forget(tenant, id);
	IF NOT messaging.attachments_erase(tenant, id, limit_) THEN
		RETURN false;
	END IF;
	FOR gone IN UPDATE messaging.message AS r
		SET text = words, html = NULL, files = NULL, salt = gen_random_uuid(), client_id = NULL, delivery_reason = NULL, erased_at = at_now,
			attachments = NULL, version = r.version + 1
		WHERE r.tenant = c.tenant AND r.conversation = c.id AND r.at BETWEEN c.opened_at AND c.last_at AND r.seq = ANY (ARRAY(
			SELECT o.seq FROM messaging.message AS o
			WHERE o.tenant = c.tenant AND o.conversation = c.id AND o.at BETWEEN c.opened_at AND c.last_at AND o.erased_at IS NULL
			ORDER BY o.seq LIMIT limit_ FOR UPDATE SKIP LOCKED))
		RETURNING r.id, r.version, r.delivery
	LOOP
		IF messaging.is_internal(c.kind) THEN
			PERFORM ops.emit(tenant, 5, gone.id, gone.version);
		ELSE
			PERFORM messaging.tell(c.owner, tenant, gone.id, gone.version, 'message.erased',
				jsonb_strip_nulls(jsonb_build_object('delivery', gone.delivery)));
		END IF;
	END LOOP;
	IF EXISTS (SELECT FROM messaging.message AS m WHERE m.tenant = c.tenant AND m.conversation = c.id
		AND m.at BETWEEN c.opened_at AND c.last_at AND m.erased_at IS NULL) THEN
		RETURN false;
	END IF;
	DELETE FROM messaging.client_message AS k WHERE k.tenant = c.tenant AND k.conversation = c.id;
	DELETE FROM messaging.client_said AS k WHERE k.tenant = c.tenant AND k.conversation = c.id;
	DELETE FROM messaging.chat_monitor AS k WHERE k.tenant = c.tenant AND k.conversation = c.id AND k.account = ANY (c.monitors);
	DELETE FROM messaging.blocked_text AS b WHERE b.tenant = c.tenant AND b.at = c.opened_at AND b.conversation = c.id; -- the one text of a conversation of its own
	DELETE FROM messaging.message_former AS k WHERE k.tenant = c.tenant AND k.conversation = c.id;
	PERFORM routing.notes_erase(tenant, id, words);
	IF c.kind = 'chat' THEN
		PERFORM messaging.visitor_erase(tenant, id);
	END IF;
	UPDATE messaging.conversation AS r
	SET number = CASE WHEN messaging.is_internal(r.kind) THEN r.number ELSE 'erased' END, number_hash = NULL, erased_at = at_now, version = r.version + 1
	WHERE r.tenant = c.tenant AND r.id = c.id;
	PERFORM ops.emit(tenant, 4, id, c.version + 1);
	RETURN true;
END $$;
