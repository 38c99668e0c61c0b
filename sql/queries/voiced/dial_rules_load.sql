-- dial_rules_load: a page ($3) of all rules of the dial plans after ($1, $2); trunks: ids in their order, with commas between.
-- flags: read
SELECT r.tenant, r.id, r.site_id, r.prefix, r.action = 'allow' AS allow, r.price_class,
	(SELECT string_agg(k.id, ',' ORDER BY k.n) FROM jsonb_array_elements_text(r.trunk_ids) WITH ORDINALITY AS k (id, n)) AS trunks
FROM voice.dial_rule AS r
WHERE (r.tenant, r.id) > ($1, $2)
ORDER BY r.tenant, r.id LIMIT $3
