-- trace.sql - the life of one interaction, oldest first: what happened when, and what it was.
-- $1: the interaction's id. Run by `trunklinectl trace`.
WITH i AS (SELECT * FROM routing.interaction WHERE id = $1::bigint)
SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS'), what, detail FROM (
	SELECT entered_at AS at, 1 AS place, 'arrived' AS what,
		format('channel %s, conversation %s', channel, conversation) AS detail FROM i
	UNION ALL
	SELECT m.at, 2, 'message ' || m.direction,
		format('%s seq %s, %s characters%s', m.id, m.seq, length(m.text),
			CASE WHEN m.delivery IS NOT NULL THEN ', ' || m.delivery || COALESCE(': ' || m.delivery_reason, '') ELSE '' END)
	FROM i JOIN messaging.message AS m ON m.tenant = i.tenant AND m.conversation = i.conversation
	UNION ALL
	SELECT d.at, 3, 'decision ' || d.kind,
		concat_ws(', ', 'queue ' || d.queue, 'agent ' || d.agent, d.explanation ->> 'words')
	FROM i JOIN routing.decision AS d ON d.tenant = i.tenant AND d.interaction = i.id
	UNION ALL
	SELECT o.made_at, 4, 'offer made', format('%s to agent %s', o.id, o.agent)
	FROM i JOIN routing.offer AS o ON o.tenant = i.tenant AND o.interaction = i.id
	UNION ALL
	SELECT o.ended_at, 5, 'offer ' || o.state, concat_ws(', ', o.id, o.cause)
	FROM i JOIN routing.offer AS o ON o.tenant = i.tenant AND o.interaction = i.id WHERE o.ended_at IS NOT NULL
	UNION ALL
	SELECT assigned_at, 6, 'assigned', 'agent ' || agent FROM i WHERE assigned_at IS NOT NULL
	UNION ALL
	SELECT ended_at, 7, 'ended', concat_ws(', ', 'by ' || ended_by, outcome, 'case ' || case_id)
	FROM i WHERE ended_at IS NOT NULL
	UNION ALL
	SELECT wrap_ended_at, 8, 'wrap-up ended', '' FROM i WHERE wrap_ended_at IS NOT NULL
) AS life
ORDER BY at, place
LIMIT 10000
