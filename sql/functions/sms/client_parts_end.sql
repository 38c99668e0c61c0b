-- client_parts_end: what was kept of a client's text is never sent; whoever asked for receipts is told of each part, but of
-- `but`, which is refused itself. Keys: conversation.
CREATE OR REPLACE FUNCTION sms.client_parts_end(tenant bigint, client bigint, channel bigint, number text, ref integer, total smallint,
	state text, but bigint)
RETURNS integer
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
	clock timestamptz := ops.clock();
	ended integer;
BEGIN
	WITH gone AS (
		DELETE FROM sms.client_part AS p WHERE p.tenant = client_parts_end.tenant AND p.client = client_parts_end.client
			AND p.channel = client_parts_end.channel AND p.number = client_parts_end.number AND p.ref = client_parts_end.ref
			AND p.total = client_parts_end.total
		RETURNING p.id, p.receipt, p.at
	), told AS (
		INSERT INTO sms.client_delivery (tenant, client, channel, number, submission, state, submitted_at, at, due_at, until)
		SELECT client_parts_end.tenant, client_parts_end.client, client_parts_end.channel, client_parts_end.number, g.id,
			client_parts_end.state, g.at, clock, clock, clock + interval '72 hours'
		FROM gone AS g WHERE g.receipt > 0 AND g.id IS DISTINCT FROM but
	)
	SELECT count(*) INTO ended FROM gone;
	RETURN ended;
END $$;
