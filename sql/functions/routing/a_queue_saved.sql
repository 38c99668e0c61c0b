-- a_queue_saved: what no constraint can say of a queue: its steps of widening must be such as routerd
-- understands (states.c), its offers end before Work forwards them (SP-6), its screen pop a page that values can only fill in. Keys: config.
CREATE OR REPLACE FUNCTION routing.a_queue_saved(tenant bigint, id bigint, actor bigint, item jsonb, before jsonb, after jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	bad record;
	wrong text;
BEGIN
	IF after IS NULL THEN
		RETURN;
	END IF;
	SELECT * INTO bad FROM routing.widening_wrong(tenant, after -> 'widening') AS w;
	IF bad.field IS NOT NULL THEN
		PERFORM ops.resource_refuse(bad.outcome, bad.field, bad.words);
	END IF;
	wrong := routing.screen_pop_wrong(after ->> 'screen_pop_url');
	IF wrong IS NOT NULL THEN
		PERFORM ops.resource_refuse('invalid', 'screen_pop_url', wrong);
	END IF;
	IF item ?| '{offer_ms,widening}' THEN
		PERFORM routing.forward_judge(tenant, id, NULL, CASE WHEN item ? 'offer_ms' THEN 'offer_ms' ELSE 'widening' END);
	END IF;
END $$;
