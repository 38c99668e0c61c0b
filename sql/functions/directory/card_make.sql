-- card_make: a card from what is shown of a contact or a number: with the actions that the viewer is offered (CT-10).
CREATE OR REPLACE FUNCTION directory.card_make(tenant bigint, viewer bigint, side text, item jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	lists CONSTANT jsonb := directory.card_targets(tenant, viewer, side, item);
	facts CONSTANT text[] := directory.card_facts(tenant, viewer, side, item, lists);
BEGIN
	RETURN item || jsonb_build_object('actions', COALESCE((
		SELECT jsonb_agg(jsonb_build_object('action', a.action, 'targets', COALESCE(lists -> a.targets, '[]')) ORDER BY a.position)
		FROM directory.card_action AS a WHERE a.needs <@ facts AND NOT a.lacks && facts), '[]'));
END $$;
