-- lint_touched: for which things a change of one may change what the linter finds: {"queues": [ids], "channels",
-- "schedules", "alarms", "users", "dial_rules", "sites"}. `item`: the thing before the change or after it; `more`: what the other of the
-- two has touched, which is added. A user, what they hold and where they are members touch the queues that they
-- serve or might, by their group; a queue touches itself, those that it overflows into and those that overflow into it;
-- the tenant those that calls of Work apps come by; a site those of its country, one of which is told of all; an extension the sites where it calls for help; a webhook all alarms, of which it may be the only one to tell; a trunk the rules that name it, and what needs some trunk; a rule of the dial plan and a
-- call limit whose phones they may forbid. Read.
CREATE OR REPLACE FUNCTION routing.lint_touched(tenant bigint, noun text, id bigint, item jsonb, more jsonb)
RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	who bigint := CASE noun WHEN 'user' THEN id WHEN 'agent_skill' THEN (item ->> 'agent_id')::bigint END;
	queues bigint[];
	channels bigint[];
	schedules bigint[];
	alarms bigint[];
	users bigint[];
	dial_rules bigint[];
	sites bigint[];
BEGIN
	CASE noun
	WHEN 'queue' THEN
		WITH RECURSIVE down (queue) AS (
			SELECT lint_touched.id
			UNION
			SELECT q.overflow_queue FROM down AS d JOIN routing.queue AS q ON q.tenant = lint_touched.tenant AND q.id = d.queue
			WHERE q.overflow_queue IS NOT NULL)
		SELECT array_agg(t.queue) INTO queues FROM (SELECT d.queue FROM down AS d
			UNION SELECT q.id FROM routing.queue AS q WHERE q.tenant = lint_touched.tenant AND q.overflow_queue = lint_touched.id) AS t;
	WHEN 'tenant' THEN
		queues := ARRAY(SELECT s.queue FROM routing.softphones(lint_touched.tenant, NULL, NULL) AS s);
		sites := ARRAY(SELECT s.id FROM directory.v_site AS s WHERE s.tenant = lint_touched.tenant);
	WHEN 'membership' THEN
		queues := ARRAY[(item ->> 'queue_id')::bigint];
	WHEN 'user', 'agent_skill' THEN
		queues := ARRAY(SELECT m.queue FROM routing.member AS m WHERE m.tenant = lint_touched.tenant AND m.agent = who
			UNION
			SELECT q.id FROM routing.queue AS q CROSS JOIN LATERAL jsonb_to_recordset(q.widening) AS s (add_group bigint)
			WHERE q.tenant = lint_touched.tenant AND q.widening <> '[]' AND s.add_group = CASE noun WHEN 'user' THEN (item ->> 'group_id')::bigint
				ELSE (SELECT u.group_id FROM directory.v_user AS u WHERE u.tenant = lint_touched.tenant AND u.id = who) END);
		alarms := ARRAY(SELECT a.id FROM routing.alarm AS a
			WHERE noun = 'user' AND a.tenant = lint_touched.tenant AND a.owner_id = who);
		channels := ARRAY(SELECT c.id FROM directory.v_any_channel AS c WHERE noun = 'user' AND c.tenant = lint_touched.tenant AND c.user_id = who);
		users := ARRAY(SELECT who WHERE noun = 'user' UNION SELECT u.id FROM directory.v_user AS u
			WHERE noun = 'user' AND u.tenant = lint_touched.tenant AND lower(u.email) = lower(item ->> 'email'));
		sites := ARRAY(SELECT s FROM directory.sites_of_help(lint_touched.tenant, item ->> 'work_extension', item ->> 'agent_extension') AS s WHERE noun = 'user');
	WHEN 'service' THEN
		sites := ARRAY(SELECT directory.sites_of_help(lint_touched.tenant, item ->> 'extension'));
	WHEN 'route_rule' THEN
		channels := ARRAY[(item ->> 'channel_id')::bigint];
	WHEN 'channel' THEN
		channels := ARRAY[id];
		sites := ARRAY(SELECT s.id FROM directory.v_site AS s WHERE item ->> 'medium' = 'voice' AND s.tenant = lint_touched.tenant);
	WHEN 'site' THEN
		sites := ARRAY(SELECT id UNION SELECT s.id FROM directory.v_site AS s WHERE s.tenant = lint_touched.tenant AND s.country = item ->> 'country');
		users := ARRAY(SELECT u.id FROM directory.v_user AS u WHERE u.tenant = lint_touched.tenant AND (u.site_id = lint_touched.id OR u.site_id IS NULL)
			AND (u.phone_mode = 'forward' OR u.forward_then = 'number'));
	WHEN 'trunk' THEN
		channels := ARRAY(SELECT c.id FROM directory.v_channel AS c WHERE c.tenant = lint_touched.tenant AND c.medium = 'voice');
		dial_rules := ARRAY(SELECT r.id FROM voice.v_dial_rule AS r WHERE r.tenant = lint_touched.tenant AND r.trunk_ids ? lint_touched.id::text);
		sites := ARRAY(SELECT s.id FROM directory.v_site AS s WHERE s.tenant = lint_touched.tenant);
	WHEN 'dial_rule', 'call_limit' THEN
		dial_rules := ARRAY(SELECT lint_touched.id WHERE noun = 'dial_rule');
		sites := ARRAY(SELECT s.id FROM directory.v_site AS s WHERE noun = 'dial_rule' AND s.tenant = lint_touched.tenant);
		users := ARRAY(SELECT u.id FROM directory.v_user AS u WHERE u.tenant = lint_touched.tenant AND (u.phone_mode = 'forward' OR u.forward_then = 'number')
			AND (noun = 'call_limit' OR starts_with(u.workplace_phone, item ->> 'prefix') OR starts_with(u.forward_number, item ->> 'prefix')));
	WHEN 'channel_carrier' THEN
		channels := ARRAY[(item ->> 'channel_id')::bigint];
	WHEN 'carrier_account' THEN
		channels := ARRAY(SELECT k.channel FROM sms.v_channel AS k WHERE k.tenant = lint_touched.tenant
			AND lint_touched.id IN (k.account, k.second_account));
	WHEN 'country', 'installed_country' THEN
		channels := ARRAY(SELECT c.id FROM directory.v_channel AS c WHERE c.tenant = lint_touched.tenant AND c.medium = 'sms'
			AND (sms.country_at(c.tenant, c.number)).iso2 = item ->> 'iso2');
	WHEN 'schedule' THEN
		schedules := ARRAY[id];
	WHEN 'alarm' THEN
		alarms := ARRAY[id];
	WHEN 'webhook' THEN
		alarms := ARRAY(SELECT a.id FROM routing.alarm AS a WHERE a.tenant = lint_touched.tenant AND a.enabled);
	ELSE -- nothing that the linter looks at
	END CASE;
	RETURN (SELECT jsonb_object_agg(t.what, COALESCE(more -> t.what, '[]') || to_jsonb(COALESCE(array_remove(t.ids, NULL), '{}')))
		FROM (VALUES ('queues', queues), ('channels', channels), ('schedules', schedules), ('alarms', alarms), ('users', users),
			('dial_rules', dial_rules), ('sites', sites)) AS t (what, ids));
END $$;
