-- dial_rule_of: the rule that judges a number for who sits at a site (null: at none): the longest prefix, of two alike the site's own. The
-- twin of voiced/core/dial.c. Null: the plan does not know it, so it is not called. Internal.
CREATE OR REPLACE FUNCTION voice.dial_rule_of(tenant bigint, site bigint, number text)
RETURNS voice.dial_rule
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	rule voice.dial_rule;
BEGIN
	SELECT r.* INTO rule FROM voice.dial_rule AS r
	WHERE r.tenant = $1 AND (r.site_id IS NULL OR r.site_id = $2) AND r.prefix = ANY (ARRAY(SELECT left($3, n) FROM generate_series(1, 16) AS n))
	ORDER BY length(r.prefix) DESC, r.site_id NULLS LAST LIMIT 1;
	RETURN rule;
END $$;
