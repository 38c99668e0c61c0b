-- a_webhook_saved: what an import of a webhook means for its delivery. One that was made has no secret that opens: it is not
-- sent before its secret is rotated, and keeps what comes meanwhile. Keys: webhooks, webhook.
CREATE OR REPLACE FUNCTION hooks.a_webhook_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	IF after IS NULL THEN
		DELETE FROM hooks.parked AS p WHERE p.tenant = a_webhook_saved.tenant AND p.endpoint = a_webhook_saved.id;
		DELETE FROM hooks.dead AS d WHERE d.tenant = a_webhook_saved.tenant AND d.endpoint = a_webhook_saved.id;
		DELETE FROM hooks.position AS p WHERE p.tenant = a_webhook_saved.tenant AND p.endpoint = a_webhook_saved.id;
		PERFORM ops.holder_remove('hook', id);
		RETURN;
	ELSIF after ->> 'url' !~ '^https?://[^[:space:][:cntrl:]]+$' THEN
		PERFORM ops.resource_refuse('invalid', 'url', 'Must be an address that begins with https://.');
	ELSIF EXISTS (SELECT FROM jsonb_array_elements_text(after -> 'types') AS t
		WHERE t.value IS NULL OR length(t.value) > 64 OR t.value !~ '^(\*|[a-z_]+\.(\*|[a-z_.]+))$') THEN
		PERFORM ops.resource_refuse('invalid', 'types', 'Must be a list of interaction.assigned, receipt.*, or *.');
	END IF;
	UPDATE hooks.endpoint AS e SET disabled_reason = CASE WHEN NOT e.enabled THEN COALESCE(e.disabled_reason, 'administrator') END
	WHERE e.tenant = a_webhook_saved.tenant AND e.id = a_webhook_saved.id;
	IF before IS NULL THEN
		IF (SELECT count(*) FROM hooks.endpoint AS e WHERE e.tenant = a_webhook_saved.tenant) > 50
			OR (SELECT count(*) FROM hooks.endpoint) > 1000 THEN
			PERFORM ops.resource_refuse('too_many', '', 'There are as many of these as there may be.');
		END IF;
		INSERT INTO hooks.position (tenant, endpoint, pos, event) VALUES (tenant, id, ops.feed_head(), 9223372036854775807);
		PERFORM ops.holder_add('hook', id);
	ELSIF (after ->> 'enabled')::boolean AND NOT (before ->> 'enabled')::boolean THEN
		UPDATE hooks.position AS p SET pos = ops.feed_head(), event = 9223372036854775807, ahead = '[]'
		WHERE p.tenant = a_webhook_saved.tenant AND p.endpoint = a_webhook_saved.id;
	END IF;
END $$;
