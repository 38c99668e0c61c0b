-- card_targets: what each action of a card may lead to, by label (CT-10): {"dial": [{"label", "extension" or "number"}],
-- "chat", "text", "fax", "email", "stranger", "blocked_caller", "blocked_sender"}; an empty list is left out. `item`: the entry as
-- the viewer sees it. Only on the Work side somebody has a Work number to block for.
CREATE OR REPLACE FUNCTION directory.card_targets(tenant bigint, viewer bigint, side text, item jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	phones CONSTANT jsonb := jsonb_path_query_array(item, '$.numbers[*] ? (@.kind == "phone")');
BEGIN
	RETURN jsonb_strip_nulls(jsonb_build_object(
		'dial', (SELECT jsonb_agg(d.target ORDER BY d.n) FROM (
			SELECT 0, a.value - 'side' FROM jsonb_array_elements(item -> 'accounts') AS a WHERE a.value ->> 'extension' IS NOT NULL
			UNION ALL
			SELECT 1, jsonb_build_object('label', 'Extension', 'extension', item ->> 'extension') WHERE item ->> 'extension' IS NOT NULL
			UNION ALL
			SELECT 2, p.value - 'kind' FROM jsonb_array_elements(phones) AS p) AS d (n, target)),
		'chat', directory.chat_targets(tenant, viewer, side, item),
		'text', (SELECT jsonb_agg(p.value - 'kind') FROM jsonb_array_elements(phones) AS p WHERE side = 'work' AND p.value ->> 'number' LIKE '+%'),
		'fax', NULLIF(jsonb_path_query_array(item, '$.numbers[*] ? (@.kind == "fax")'), '[]'),
		'email', NULLIF(item -> 'emails', '[]'))
		|| CASE WHEN side = 'work' THEN (SELECT jsonb_strip_nulls(jsonb_build_object(
				'stranger', jsonb_agg(p.value - 'kind') FILTER (WHERE NOT EXISTS (
					SELECT FROM directory.contacts_of_number(tenant, viewer, p.value ->> 'number'))),
				'blocked_caller', jsonb_agg(p.value - 'kind') FILTER (WHERE directory.blocked(tenant, viewer, 'caller', p.value ->> 'number') = 'listed'),
				'blocked_sender', jsonb_agg(p.value - 'kind') FILTER (WHERE directory.blocked(tenant, viewer, 'sender', p.value ->> 'number') = 'listed')))
			FROM jsonb_array_elements(phones) AS p) ELSE '{}' END);
END $$;
