-- rule_fails: which condition of a route rule does not hold, in words; null: all hold. The same judgement as
-- routerd's (core/rules.c), for the dry run; a test asks both. `facts`: text, number, customer_known,
-- language, at; of a web chat page, form.
CREATE OR REPLACE FUNCTION routing.rule_fails(r routing.route_rule, facts jsonb)
RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	c CONSTANT jsonb := r.conditions;
	at_ CONSTANT timestamptz := facts ->> 'at';
	text_ CONSTANT text := btrim(facts ->> 'text', E' \t\r\n\f\v');
	word CONSTANT text := '^([0-9A-Za-z]|[^\x01-\x7f])$';
	schedule bigint := c -> 'schedule' ->> 'id';
	open boolean;
BEGIN
	IF c ? 'time' AND NOT routing.schedule_open(r.tenant, -r.id, at_) THEN
		RETURN format('it is not between %s and %s%s in %s', c -> 'time' ->> 'from', c -> 'time' ->> 'to',
			CASE WHEN c -> 'time' ? 'weekdays' THEN ' on a day of its list' ELSE '' END, routing.rule_zone(r.tenant, c -> 'time'));
	END IF;
	IF schedule IS NOT NULL THEN
		open := routing.schedule_open(r.tenant, schedule, at_);
		IF open <> (c -> 'schedule' ->> 'open')::boolean THEN
			RETURN format('the schedule "%s" is %s', (SELECT s.name FROM routing.schedule AS s WHERE s.tenant = r.tenant AND s.id = schedule),
				CASE WHEN open THEN 'open' ELSE 'closed' END);
		END IF;
	END IF;
	IF c ? 'keyword' AND NOT EXISTS (SELECT FROM routing.texts_of(c -> 'keyword') AS k (t)
		WHERE lower(left(text_, length(k.t)) COLLATE "C") = lower(k.t COLLATE "C")
			AND NOT (substr(text_, length(k.t) + 1, 1) ~ word AND right(k.t, 1) ~ word)) THEN
		RETURN format('the text does not begin with %s', routing.one_of(c -> 'keyword'));
	ELSIF c ? 'customer' AND (c ->> 'customer' = 'known') <> (facts ->> 'customer_known')::boolean THEN
		RETURN CASE c ->> 'customer' WHEN 'known' THEN 'the customer is not known' ELSE 'the customer is known' END;
	ELSIF c ? 'language' AND NOT COALESCE(lower(facts ->> 'language' COLLATE "C") = lower(c ->> 'language' COLLATE "C")
		OR lower(facts ->> 'language' COLLATE "C") LIKE lower(c ->> 'language' COLLATE "C") || '-%', false) THEN
		RETURN format('the customer''s language is not "%s"%s', c ->> 'language', CASE WHEN facts ->> 'language' IS NULL THEN ': it is not known' ELSE '' END);
	ELSIF c ? 'page' AND NOT COALESCE(starts_with(CASE WHEN c ->> 'page' LIKE '/%' THEN COALESCE(substring(facts ->> 'page' FROM '^[a-z]+://[^/?#]*(/.*)$'), '/') ELSE facts ->> 'page' END,
		c ->> 'page'), false) THEN
		RETURN format('the page is not "%s"', c ->> 'page');
	ELSIF c ? 'form' AND EXISTS (SELECT FROM jsonb_each_text(c -> 'form') AS f WHERE lower(facts -> 'form' ->> f.key COLLATE "C") IS DISTINCT FROM lower(f.value COLLATE "C")) THEN
		RETURN 'the form says something else';
	ELSIF c ? 'country_prefix' AND NOT EXISTS (SELECT FROM routing.texts_of(c -> 'country_prefix') AS p (t)
		WHERE left(facts ->> 'number', length(p.t)) = p.t) THEN
		RETURN format('the number does not begin with %s', routing.one_of(c -> 'country_prefix'));
	END IF;
	RETURN NULL;
END $$;
