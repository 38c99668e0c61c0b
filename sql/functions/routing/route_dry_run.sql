-- route_dry_run: where a text would go, now or at another time, and why: each rule of the channel up to the one
-- that holds, what that one makes of it, the queue as it is then. What is not said of the customer is looked up.
-- Nothing is kept. Null: there is no such channel. Read.
CREATE OR REPLACE FUNCTION routing.route_dry_run(tenant bigint, channel bigint, number text, text text, customer_known boolean,
	language text, at timestamptz)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_ CONSTANT timestamptz := COALESCE(at, ops.clock());
	person CONSTANT bigint := messaging.customer_found(tenant, number);
	facts CONSTANT jsonb := jsonb_build_object('at', ops.rfc3339(at_), 'number', number, 'text', text,
		'customer_known', COALESCE(customer_known, person IS NOT NULL), 'language', COALESCE(language,
			(SELECT k.language FROM messaging.v_customer AS k WHERE k.tenant = $1 AND k.id = person)));
	answer jsonb;
	r routing.route_rule;
	fails text;
	asked jsonb := '[]';
	ways jsonb;
BEGIN
	IF NOT EXISTS (SELECT FROM directory.v_channel AS c WHERE c.tenant = $1 AND c.id = $2) THEN
		RETURN NULL;
	END IF;
	answer := jsonb_build_object('channel', routing.channel_json(tenant, channel), 'facts', facts);
	FOR r IN SELECT * FROM routing.route_rule AS o WHERE o.tenant = $1 AND o.channel = $2 ORDER BY o.position LOOP
		fails := routing.rule_fails(r, facts);
		asked := asked || jsonb_build_object('id', r.id::text, 'position', r.position, 'holds', fails IS NULL, 'words', CASE
			WHEN fails IS NOT NULL THEN format('Rule %s does not hold: %s.', r.position, fails)
			WHEN r.conditions = '{}' THEN format('Rule %s holds: it has no conditions.', r.position)
			ELSE format('Rule %s holds: all its conditions do.', r.position) END);
		EXIT WHEN fails IS NULL;
	END LOOP;
	IF r.id IS NULL OR fails IS NOT NULL THEN
		ways := jsonb_build_object('outcome', 'nowhere', 'words',
			CASE (SELECT c.medium FROM directory.v_channel AS c WHERE c.tenant = $1 AND c.id = $2)
				WHEN 'voice' THEN 'No rule holds: who calls would be told that nobody can be reached, and the call would end.'
				ELSE 'No rule holds: it would wait outside all queues until the rules change.' END);
	ELSIF r.queue IS NULL THEN
		ways := jsonb_build_object('outcome', 'reply', 'reply', r.auto_reply, 'words', format('It would be answered at once and end: "%s"', r.auto_reply));
	ELSE
		ways := routing.dry_run_queue(r, at_);
	END IF;
	RETURN answer || jsonb_build_object('rules', asked, 'queue', NULL, 'priority', NULL, 'skills', '[]'::jsonb, 'reply', NULL) || ways;
END $$;
