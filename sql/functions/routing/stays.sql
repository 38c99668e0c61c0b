-- stays: the stays of interactions in queues that began between two moments, read off whole histories, in order,
-- without what the lines carry over (queued_at, answered_at, talk_ms, wrap_ms): for the recount, which so finds a
-- line that was lost, counted twice or wrongly carried over (SV-7), and for the interactions behind a figure.
-- `without` the lines of these batches. Read.
CREATE OR REPLACE FUNCTION routing.stays(tenant bigint, since timestamptz, until timestamptz, without timestamptz[] DEFAULT '{}')
RETURNS TABLE (interaction bigint, queue bigint, channel bigint, began timestamptz, answered boolean, abandoned boolean, gone boolean,
	wait_ms bigint, target_ms integer, short_ms integer, talk_ms bigint, wrap_ms bigint)
LANGUAGE sql STABLE
AS $$
	WITH begun AS (
		SELECT DISTINCT h.interaction FROM routing.history AS h
		WHERE h.tenant = $1 AND h.at >= $2 - interval '1 minute' AND h.at < $3 AND h.queue IS DISTINCT FROM h.was_queue),
	line AS (
		SELECT h.*, count(*) FILTER (WHERE h.queue IS DISTINCT FROM h.was_queue) OVER story AS stay,
			lag(h.state) OVER story AS former_state, lag(h.moment) OVER story AS former_moment
		FROM begun AS b
		JOIN routing.history AS h ON h.tenant = $1 AND h.interaction = b.interaction AND h.at <> ALL ($4)
		WINDOW story AS (PARTITION BY h.interaction ORDER BY h.version)),
	stay AS (
		SELECT l.interaction, l.stay, min(l.channel) AS channel, (array_agg(l.queue ORDER BY l.version))[1] AS queue,
			(array_agg(l.was_state ORDER BY l.version))[1] AS was_state, (array_agg(l.state ORDER BY l.version))[1] AS first_state,
			min(l.moment) AS began, min(l.moment) FILTER (WHERE l.state = 'assigned') AS answered,
			(array_agg(l.target_ms ORDER BY l.version) FILTER (WHERE l.state IN ('assigned', 'ended')))[1] AS target_ms,
			(array_agg(l.short_ms ORDER BY l.version) FILTER (WHERE l.state IN ('assigned', 'ended')))[1] AS short_ms,
			min(l.moment) FILTER (WHERE l.state = 'ended') AS ended, bool_or(routing.abandoned(l.state, l.outcome)) AS abandoned
		FROM line AS l GROUP BY l.interaction, l.stay),
	spent AS ( -- a line's span belongs to the stay before it, where it begins one
		SELECT l.interaction, l.stay - (l.queue IS DISTINCT FROM l.was_queue)::integer AS stay,
			sum(routing.ms(l.moment - l.former_moment)) FILTER (WHERE l.former_state = 'assigned') AS talk_ms,
			sum(routing.ms(l.moment - l.former_moment)) FILTER (WHERE l.former_state = 'wrap_up') AS wrap_ms
		FROM line AS l GROUP BY 1, 2)
	SELECT s.interaction, s.queue, s.channel, s.began, s.answered IS NOT NULL, s.answered IS NULL AND s.abandoned,
		s.ended IS NOT NULL OR EXISTS (SELECT FROM stay AS n WHERE n.interaction = s.interaction AND n.stay = s.stay + 1),
		routing.ms(COALESCE(s.answered, s.ended) - s.began), s.target_ms, s.short_ms, COALESCE(p.talk_ms, 0)::bigint, COALESCE(p.wrap_ms, 0)::bigint
	FROM stay AS s
	LEFT JOIN spent AS p ON p.interaction = s.interaction AND p.stay = s.stay
	WHERE s.queue IS NOT NULL AND (s.was_state IS NOT NULL OR s.first_state IN ('arrived', 'waiting')) AND s.began >= $2 AND s.began < $3
$$;
