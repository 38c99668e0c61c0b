-- board_version: what a page that shows what happens now compares: the feed's head, and a step of five seconds.
CREATE OR REPLACE FUNCTION routing.board_version(clock timestamptz)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT format('%s.%s', ops.feed_head(), extract(epoch FROM date_bin(interval '5 seconds', clock, timestamptz 'epoch'))::bigint)
$$;
