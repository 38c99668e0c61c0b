-- leg_json: a leg as all who see its line see it: nothing in it is of one viewer's own. `actions`: what whoever the line belongs to may do
-- with it: what its daemon said that it does, while somebody is on a call that came for a Work line. Internal.
CREATE OR REPLACE FUNCTION voice.leg_json(l voice.leg)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	known record;
BEGIN
	SELECT c.contact, c.name INTO known FROM (
		SELECT 1, 'user:' || u.id, u.name FROM directory.v_user AS u WHERE u.tenant = l.tenant AND u.id = l.user_id
		UNION ALL
		SELECT 2, d.contact, d.name FROM directory.company_contact(l.tenant, l.number) AS d WHERE l.number IS NOT NULL) AS c (n, contact, name)
	ORDER BY c.n LIMIT 1;
	RETURN jsonb_build_object('line', l.line_kind || ':' || l.line_ref, 'call', l.call, 'direction', l.direction, 'state', l.state,
		'began_at', ops.rfc3339(l.began_at), 'since', ops.rfc3339(l.since), 'number', l.number,
		'name', COALESCE(known.name, NULLIF(l.shown, '')), 'contact', known.contact,
		'with', (SELECT jsonb_build_object('id', u.id::text, 'name', u.name) FROM directory.v_user AS u WHERE u.tenant = l.tenant AND u.id = l.with_user),
		'actions', COALESCE((SELECT to_jsonb(r.can) FROM voice.run AS r WHERE r.epoch = l.epoch AND l.state IN ('active', 'held') AND l.direction = 'in' AND l.line_kind = 'work'), '[]'));
END $$;
