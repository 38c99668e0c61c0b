-- visitor_json: what agents see of a web chat's visitor: what they said of themselves, where they are. Null: there is none.
CREATE OR REPLACE FUNCTION messaging.visitor_json(tenant bigint, conversation bigint)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN (SELECT jsonb_build_object('name', v.name, 'email', v.email, 'page_url', v.page_url, 'language', v.language,
			'form', COALESCE((SELECT jsonb_agg(jsonb_build_object('name', f.value ->> 'name', 'label', f.value ->> 'label', 'value', v.form ->> (f.value ->> 'name'))
					ORDER BY f.ordinality)
				FROM directory.v_widget AS w CROSS JOIN LATERAL jsonb_array_elements(w.form) WITH ORDINALITY AS f
				WHERE w.tenant = v.tenant AND w.channel = v.channel AND v.form ? (f.value ->> 'name')), '[]'),
			'left_at', ops.rfc3339(COALESCE(v.ended_at, v.left_at)), 'ended', v.ended_at IS NOT NULL)
		FROM messaging.visitor AS v
		WHERE v.tenant = visitor_json.tenant AND v.conversation = visitor_json.conversation LIMIT 1);
END $$;
