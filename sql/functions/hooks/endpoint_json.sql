-- endpoint_json: the one shape of an endpoint, with how far it has come. `behind`: positions of the
-- feed that it has not looked at yet; parked: what failed and will be tried again; dead: what was given up.
CREATE OR REPLACE FUNCTION hooks.endpoint_json(tenant bigint, id bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	e hooks.endpoint;
	p hooks.position;
BEGIN
	SELECT * INTO e FROM hooks.endpoint AS r WHERE r.tenant = endpoint_json.tenant AND r.id = endpoint_json.id;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	SELECT * INTO p FROM hooks.position AS r WHERE r.tenant = e.tenant AND r.endpoint = e.id;
	RETURN jsonb_build_object('id', e.id::text, 'webhook', e.id::text, 'version', e.version::text, 'url', e.url,
		'description', e.description,
		'types', (SELECT jsonb_agg(CASE t.type WHEN '*' THEN '*' ELSE 'trunkline.' || t.type END ORDER BY t.place)
			FROM unnest(e.types) WITH ORDINALITY AS t (type, place)),
		'enabled', e.enabled, 'disabled_reason', e.disabled_reason, 'created_at', ops.rfc3339(e.created_at),
		'former_secret_until', CASE WHEN e.former_until > ops.clock() THEN ops.rfc3339(e.former_until) END,
		'paused', p.paused,
		'parked', (SELECT count(*) FROM hooks.parked AS k WHERE k.tenant = e.tenant AND k.endpoint = e.id),
		'dead', (SELECT count(*) FROM hooks.dead AS d WHERE d.tenant = e.tenant AND d.endpoint = e.id),
		'behind', CASE WHEN e.enabled THEN greatest(ops.feed_head() - p.pos, 0) END,
		'delivered_at', ops.rfc3339(p.delivered_at), 'failed_at', ops.rfc3339(p.failed_at), 'failure', p.failure);
END $$;
