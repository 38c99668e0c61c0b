-- serves: whether an agent may be offered what entered this queue at `entered_at`: an enabled member,
-- or one whose group a step of widening has added by now (RT-3). A membership that is not enabled
-- keeps them out.
CREATE OR REPLACE FUNCTION routing.serves(q routing.queue, agent bigint, entered_at timestamptz, clock timestamptz)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	enabled boolean;
BEGIN
	SELECT m.enabled INTO enabled FROM routing.member AS m
	WHERE m.tenant = q.tenant AND m.queue = q.id AND m.agent = serves.agent;
	RETURN COALESCE(enabled, q.widening <> '[]' AND EXISTS (SELECT
		FROM jsonb_to_recordset(q.widening) AS s (after_ms bigint, add_group bigint)
		JOIN directory.v_user AS u ON u.tenant = q.tenant AND u.id = serves.agent AND u.group_id = s.add_group
			AND u.has_seat AND NOT u.disabled
		WHERE entered_at + s.after_ms * interval '1 millisecond' <= clock));
END $$;
