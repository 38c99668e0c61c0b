-- a_webhook_granted: an API key writes no webhook of events that it may not read itself (ops.event_scope).
CREATE OR REPLACE FUNCTION hooks.a_webhook_granted(tenant bigint, who jsonb, id bigint, item jsonb, before jsonb)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	lacking text := hooks.scope_lacking(tenant, ARRAY(SELECT jsonb_array_elements_text(COALESCE(item -> 'types', '[]')
		|| COALESCE(before -> 'types', '[]'))), who);
BEGIN
	IF lacking IS NOT NULL THEN
		PERFORM ops.resource_refuse('forbidden', 'types', ops.scope_words(lacking));
	END IF;
END $$;
