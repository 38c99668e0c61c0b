-- customer_export: a page of all that is kept of one customer (AD-7): first the record with numbers, cases
-- and opt-outs, and in each page limit_ conversations with their messages and notes; behind them carriers'
-- calls as they came, 10,000 looked at in a page. `after`: the cursor. Each page is audited, for a cursor may be anybody's; the answer is
-- not kept, a repeated command reads again.
-- Outcomes: ok, not_found, bad_request (the cursor). Keys: command.
DROP FUNCTION IF EXISTS messaging.customer_export(bytea, bytea, bigint, bigint, text, bigint, text, integer); -- knew no origin
CREATE OR REPLACE FUNCTION messaging.customer_export(command bytea, fingerprint bytea, tenant bigint, actor bigint,
	actor_role text, id bigint, after text, limit_ integer, origin jsonb DEFAULT '{}')
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	mark bigint := ops.mark();
	seen ops.answer := ops.command_seen(tenant, command, fingerprint);
	numbers text[] := messaging.customer_numbers(tenant, id);
	ids bigint[];
	raw record;
	page jsonb := '{}';
	next_ text;
BEGIN
	IF seen.outcome IS NOT NULL AND seen.outcome <> 'ok' THEN
		RETURN seen;
	ELSIF NOT EXISTS (SELECT FROM messaging.customer AS c WHERE c.tenant = customer_export.tenant AND c.id = customer_export.id) THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'not_found', NULL));
	ELSIF after !~ '^(c:[0-9]{1,18}|r:(-infinity|[0-9 :.+-]{10,40})[|][0-9]{1,18})$' THEN
		RETURN ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'bad_request', NULL));
	END IF;
	IF after IS NULL THEN
		page := messaging.customer_record(tenant, id);
	END IF;
	IF after IS NULL OR after LIKE 'c:%' THEN
		ids := ARRAY(SELECT c.id FROM messaging.customer_conversations(tenant, customer_export.id) AS c
			WHERE c.id > COALESCE(split_part(after, ':', 2)::bigint, 0) ORDER BY c.id LIMIT limit_ + 1);
		next_ := CASE WHEN cardinality(ids) > limit_ THEN 'c:' || ids[limit_] ELSE 'r:-infinity|0' END;
		page := page || jsonb_build_object('conversations', messaging.conversations_record(tenant, ids[:limit_]));
	ELSE
		raw := sms.personal_raw(tenant, numbers, split_part(substr(after, 3), '|', 1)::timestamptz,
			split_part(after, '|', 2)::bigint, 10000);
		next_ := CASE WHEN raw.more THEN format('r:%s|%s', raw.at, raw.id) END;
		page := page || jsonb_build_object('carrier_calls', raw.data);
	END IF;
	IF seen.outcome IS NULL THEN
		PERFORM ops.audit_add(tenant, actor, actor_role, 'customer_export', 9, id,
			jsonb_strip_nulls(origin) || jsonb_build_object('after', after));
		PERFORM ops.command_store(tenant, command, fingerprint, ops.answer(mark, 'ok', NULL));
	END IF;
	RETURN ops.answer_replayed(ops.answer(mark, 'ok', page || jsonb_build_object('next_cursor', next_)), seen.news = ops.replayed());
EXCEPTION WHEN invalid_datetime_format OR datetime_field_overflow THEN
	RETURN ops.answer(mark, 'bad_request', NULL);
END $$;
