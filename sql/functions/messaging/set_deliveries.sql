-- set_deliveries: as set_delivery, of many messages in one statement, to a state of which no client is told by a receipt
-- (`sending`, `sent`). A row for each that has changed, with its news as ops.news shows them; null: nobody's page shows it, so
-- that its version is all there is to tell. Internal, called by sms.
-- Keys: message, of each.
CREATE OR REPLACE FUNCTION messaging.set_deliveries(tenant bigint, conversations bigint[], seqs bigint[], ats timestamptz[], state text)
RETURNS TABLE (id bigint, version bigint, news jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off -- plans are kept: they must suit also what was empty when they were made
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
	ids bigint[];
	versions bigint[];
	shown boolean[]; -- whether somebody's page shows it
	own boolean[];   -- whether it is a user's own, of which no integrator is told
BEGIN
	IF state NOT IN ('sending', 'sent') THEN
		RAISE EXCEPTION 'state %: its clients are to be told', state USING ERRCODE = 'assert_failure';
	END IF;
	WITH changed AS (
		UPDATE messaging.message AS m
		SET delivery = set_deliveries.state, delivery_reason = NULL, carrier_code = NULL, version = m.version + 1
		FROM unnest(conversations, seqs, ats) AS w (conversation, seq, at)
		WHERE m.tenant = set_deliveries.tenant AND m.conversation = w.conversation AND m.seq = w.seq AND m.at = w.at
			AND EXISTS (SELECT FROM messaging.delivery_step AS s
				WHERE s.former = m.delivery AND s.next = set_deliveries.state)
		RETURNING m.id, m.version, m.conversation)
	SELECT array_agg(c.id), array_agg(c.version), array_agg((SELECT messaging.audience(k) <> '{}' FROM messaging.conversation AS k
		WHERE k.tenant = set_deliveries.tenant AND k.id = c.conversation)), array_agg((SELECT k.owner IS NOT NULL FROM messaging.conversation AS k
		WHERE k.tenant = set_deliveries.tenant AND k.id = c.conversation))
	INTO ids, versions, shown, own FROM changed AS c;
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(VARIADIC ARRAY(SELECT ops.key('message', set_deliveries.tenant, k::text) FROM unnest(ids) AS k));
	END IF;
	IF true = ANY (own) THEN
		PERFORM ops.emit_many(tenant, 5, array_agg(c.id), array_agg(c.version), CASE WHEN NOT c.own THEN 'receipt.' || state END)
		FROM unnest(ids, versions, own) AS c (id, version, own) GROUP BY c.own;
	ELSE
		PERFORM ops.emit_many(tenant, 5, ids, versions, 'receipt.' || state);
	END IF;
	RETURN QUERY SELECT c.id, c.version, CASE WHEN c.shown THEN
		(SELECT jsonb_build_array(jsonb_build_object('kind', 5, 'tenant', set_deliveries.tenant::text, 'key', c.id::text,
			'version', s.version, 'audience', COALESCE(to_jsonb(s.audience::text[]), '[]'), 'state', s.state))
		FROM messaging.message_state(set_deliveries.tenant, c.id) AS s) END
	FROM unnest(ids, versions, shown) AS c (id, version, shown);
END $$;
