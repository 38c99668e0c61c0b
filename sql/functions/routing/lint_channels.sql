-- lint_channels: what can't work of these channels, or with null of all (lint). Read.
CREATE OR REPLACE FUNCTION routing.lint_channels(tenant bigint, channels bigint[])
RETURNS TABLE (kind text, resource text, id bigint, words text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
	SELECT 'channel_without_default', 'channel', c.id,
		format('The channel "%s" has no rule without conditions: %s.', c.name, CASE c.medium WHEN 'voice'
			THEN 'who calls and fits no rule is told that nobody can be reached' ELSE 'texts that no rule fits are routed nowhere' END)
	FROM directory.v_channel AS c
	WHERE c.tenant = $1 AND (channels IS NULL OR c.id = ANY (channels)) AND NOT c.disabled AND c.medium IN ('sms', 'voice') AND NOT EXISTS (SELECT FROM routing.route_rule AS r
		WHERE r.tenant = c.tenant AND r.channel = c.id AND r.conditions = '{}')
	UNION ALL
	SELECT 'channel_country', 'channel', c.id,
		format('The channel "%s" has a number of %s, where texts may not be received any more.', c.name, k.name)
	FROM directory.v_channel AS c CROSS JOIN LATERAL sms.country_at(c.tenant, c.number) AS k
	WHERE c.tenant = $1 AND (channels IS NULL OR c.id = ANY (channels)) AND NOT c.disabled AND c.medium = 'sms' AND NOT k.sms_inbound
	UNION ALL
	SELECT 'channel_unread', 'channel', c.id,
		format('The channel "%s" is the own number of %s, who has no %s: nobody reads its texts.', c.name, u.name,
			CASE WHEN u.work_number IS NULL THEN 'Work number' ELSE 'Work licence' END)
	FROM directory.v_any_channel AS c JOIN directory.v_user AS u ON u.tenant = c.tenant AND u.id = c.user_id
	WHERE c.tenant = $1 AND (channels IS NULL OR c.id = ANY (channels)) AND NOT c.disabled AND (NOT u.has_work OR u.work_number IS NULL)
	UNION ALL
	SELECT 'second_carrier_number', 'channel_carrier', k.id,
		format('The second carrier of the channel "%s" does not hold its number: it never takes over.', c.name)
	FROM sms.v_channel AS k JOIN directory.v_channel AS c ON c.tenant = k.tenant AND c.id = k.channel
	WHERE k.tenant = $1 AND (channels IS NULL OR k.channel = ANY (channels)) AND k.second_account IS NOT NULL
		AND NOT sms.account_holds(k.tenant, k.second_account, k.number)
	UNION ALL
	SELECT 'carrier_unsigned', 'channel_carrier', k.id,
		format('Whoever learns the hook''s address of the channel "%s" can write to it as any customer: calls of its carrier are taken without a signature.', c.name)
	FROM sms.v_channel AS k JOIN directory.v_any_channel AS c ON c.tenant = k.tenant AND c.id = k.channel
	WHERE k.tenant = $1 AND (channels IS NULL OR k.channel = ANY (channels)) AND NOT c.disabled
		AND (sms.account_unsigned(k.tenant, k.account) OR (k.second_account IS NOT NULL AND sms.account_unsigned(k.tenant, k.second_account)))
	UNION ALL
	SELECT 'rule_unreachable', 'route_rule', r.id, format('Rule %s of the channel "%s" is never asked: rule %s before it has no conditions.',
		r.position, c.name, d.position)
	FROM routing.route_rule AS r
	JOIN directory.v_channel AS c ON c.tenant = r.tenant AND c.id = r.channel
	CROSS JOIN LATERAL (SELECT min(b.position) AS position FROM routing.route_rule AS b
		WHERE b.tenant = r.tenant AND b.channel = r.channel AND b.conditions = '{}') AS d
	WHERE r.tenant = $1 AND (channels IS NULL OR r.channel = ANY (channels)) AND r.position > d.position
	UNION ALL
	SELECT 'channel_without_trunk', 'channel', c.id, format('Calls do not reach the channel "%s": no enabled trunk has sources, so nobody''s calls come in.', c.name)
	FROM directory.v_channel AS c
	WHERE c.tenant = $1 AND (channels IS NULL OR c.id = ANY (channels)) AND NOT c.disabled AND c.medium = 'voice'
		AND NOT EXISTS (SELECT FROM voice.v_trunk AS t WHERE t.tenant = c.tenant AND NOT t.disabled AND t.sources <> '{}')
$$;
