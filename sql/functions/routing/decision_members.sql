-- decision_members: the verdict of each member of the queue, from the half byte that a stored decision has
-- for each (rule 27). Null when the configuration is another by now, so that nobody can say from here whose they
-- are; a replay of the router's log can. Members stand in the order of their ids.
CREATE OR REPLACE FUNCTION routing.decision_members(tenant bigint, queue bigint, explanation jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	digits text := explanation ->> 'members';
	members bigint[];
BEGIN
	IF digits IS NULL OR (explanation ->> 'revision')::bigint IS DISTINCT FROM
			(SELECT r.revision FROM routing.revision AS r WHERE r.tenant = decision_members.tenant)
		OR (SELECT q.widening <> '[]' FROM routing.queue AS q
			WHERE q.tenant = decision_members.tenant AND q.id = decision_members.queue) THEN
		RETURN NULL;
	END IF;
	members := ARRAY(SELECT m.agent FROM routing.member AS m
		WHERE m.tenant = decision_members.tenant AND m.queue = decision_members.queue ORDER BY m.agent);
	IF cardinality(members) <> length(digits) THEN
		RETURN NULL;
	END IF;
	RETURN (SELECT jsonb_agg(jsonb_build_object('agent', jsonb_build_object('id', u.id::text, 'name', u.name),
			'verdict', v.code, 'words', v.words) ORDER BY v.number, u.name, u.id)
		FROM generate_series(1, least(length(digits), 200)) AS i (n)
		JOIN routing.verdicts() AS v ON v.number = strpos('0123456789abcdef', substr(digits, i.n, 1)) - 1
		JOIN directory.v_user AS u ON u.tenant = decision_members.tenant AND u.id = members[i.n]);
END $$;
