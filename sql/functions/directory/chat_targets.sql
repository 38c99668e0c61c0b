-- chat_targets: the accounts of a contact to which somebody may start a chat now, by label: the matrix is asked of each
-- (40-messaging). Null: none.
CREATE OR REPLACE FUNCTION directory.chat_targets(tenant bigint, viewer bigint, side text, item jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	who CONSTANT bigint := CASE WHEN item ->> 'kind' = 'user' THEN split_part(item ->> 'id', ':', 2)::bigint END;
BEGIN
	IF who IS NULL OR who = viewer THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT jsonb_agg(jsonb_build_object('label', a.value ->> 'label', 'user', who::text, 'side', a.value ->> 'side') ORDER BY a.ordinality)
		FROM jsonb_array_elements(item -> 'accounts') WITH ORDINALITY AS a
		WHERE messaging.may(tenant, CASE side WHEN 'work' THEN -viewer ELSE viewer END,
			CASE a.value ->> 'side' WHEN 'work' THEN -who ELSE who END, 'start') IN ('ok', 'work_only'));
END $$;
