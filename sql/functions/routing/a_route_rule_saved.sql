-- a_route_rule_saved: a rule's conditions and skills must be such as routerd understands (channels.c); its time
-- of day is compiled. Where a rule comes to a place that is taken, the one there and those behind it move by one. Keys: config.
CREATE OR REPLACE FUNCTION routing.a_route_rule_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	bad record;
BEGIN
	IF after IS NULL THEN
		DELETE FROM routing.schedule_boundary AS b WHERE b.tenant = a_route_rule_saved.tenant AND b.schedule = -a_route_rule_saved.id;
		RETURN;
	END IF;
	SELECT * INTO bad FROM routing.rule_wrong(tenant, after) AS w;
	IF bad.field IS NOT NULL THEN
		PERFORM ops.resource_refuse(bad.outcome, bad.field, bad.words);
	END IF;
	IF EXISTS (SELECT FROM directory.v_any_channel AS c WHERE c.tenant = a_route_rule_saved.tenant
		AND c.id = (after ->> 'channel_id')::bigint AND c.user_id IS NOT NULL) THEN
		PERFORM ops.resource_refuse('invalid', 'channel_id', 'Is a user''s own number, whose texts pass no queue.');
	END IF;
	PERFORM routing.rule_medium_judge(tenant, after);
	IF before -> 'conditions' -> 'time' IS DISTINCT FROM after -> 'conditions' -> 'time' THEN
		PERFORM routing.rule_compile(tenant, id);
	END IF;
	IF EXISTS (SELECT FROM routing.route_rule AS r WHERE r.tenant = a_route_rule_saved.tenant AND r.id <> a_route_rule_saved.id
		AND r.channel = (after ->> 'channel_id')::bigint AND r.position = (after ->> 'position')::smallint) THEN
		UPDATE routing.route_rule AS r SET position = r.position + 1, version = r.version + 1
		WHERE r.tenant = a_route_rule_saved.tenant AND r.id <> a_route_rule_saved.id
			AND r.channel = (after ->> 'channel_id')::bigint AND r.position >= (after ->> 'position')::smallint;
	END IF;
END $$;
