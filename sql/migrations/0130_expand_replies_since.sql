-- expand: since when replies write their line (0088): the recount leaves out what entered before.
SET LOCAL ROLE own_routing;
ALTER TABLE routing.report_progress ADD COLUMN replies_since timestamptz NOT NULL DEFAULT '-infinity';
-- Where there has been traffic, from when the functions that write them are surely in place.
UPDATE routing.report_progress SET replies_since = clock_timestamp() + interval '10 minutes'
	WHERE EXISTS (SELECT FROM routing.interaction);
