-- replied: a person has answered a customer who waited since `since`: a line for the figures (next response; `first`:
-- first response, too). What is in no queue's volume has none (an agent began it), nor
-- what entered before replies were counted (report_progress.replies_since). Internal, called by messaging.
-- Keys: conversation; inserts only.
CREATE OR REPLACE FUNCTION routing.replied(tenant bigint, interaction bigint, message bigint, since timestamptz,
	moment timestamptz, first boolean)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	INSERT INTO routing.reply (tenant, at, message, interaction, queue, channel, queued_at, ms, first)
	SELECT i.tenant, COALESCE(ops.batch_at_known(), ops.batch_at()), replied.message, i.id, i.queue, i.channel, i.queued_at,
		routing.ms(replied.moment - replied.since), replied.first
	FROM routing.interaction AS i
	WHERE i.tenant = replied.tenant AND i.id = replied.interaction AND i.queue IS NOT NULL AND i.queued_at IS NOT NULL
		AND i.entered_at >= (SELECT p.replies_since FROM routing.report_progress AS p);
END $$;
