-- v_emergency_line: what goes with an emergency call of each user (60-emergency, EM-3, EM-10, EM-11). The confirmed place, else the site's
-- address, which is confirmed only if the agent said that they are at this site, and it had this address then. sent: the number that a dispatcher can call back: the user's own, else
-- the site's, if it is not another organisation's. numbers: the tenant's emergency numbers besides those of `country` (null: none is known); services: numbers from which emergency
-- services call. security_numbers: who is called when nobody answers a call back.
CREATE OR REPLACE VIEW presence.v_emergency_line AS
SELECT u.tenant, u.id AS agent, u.name AS agent_name, s.id AS site, s.name AS site_name, w.own AS own_number,
	COALESCE(w.own, CASE WHEN NOT directory.number_claimed_elsewhere(u.tenant, s.call_back_number) THEN s.call_back_number END) AS sent,
	w.confirmed,
	p.id AS place, COALESCE(p.name, s.name) AS place_name,
	a.country, a.region, a.city, a.postal_code, a.street, a.house_number, a.additional, w.words,
	-- as it is shown, stored with a call, told to who has to know
	jsonb_build_object('name', COALESCE(p.name, s.name), 'confirmed', w.confirmed,
		'words', w.words, 'country', a.country, 'region', a.region, 'city', a.city, 'postal_code', a.postal_code, 'street', a.street,
		'house_number', a.house_number, 'additional', a.additional) AS shown,
	t.emergency_numbers AS numbers, t.emergency_services AS services, t.keep_line_free,
	COALESCE(s.security_emails, '{}') AS security_emails, COALESCE(s.security_numbers, '{}') AS security_numbers
FROM directory.app_user AS u
JOIN directory.tenant AS t ON t.id = u.tenant
LEFT JOIN directory.site AS s ON s.tenant = u.tenant AND s.id = u.site_id
LEFT JOIN presence.location AS l ON l.tenant = u.tenant AND l.user_id = u.id
LEFT JOIN presence.place AS p ON p.tenant = l.tenant AND p.id = l.place AND p.user_id = u.id AND l.confirmed
CROSS JOIN LATERAL (SELECT v.* FROM (VALUES
	(1, p.country, p.region, p.city, p.postal_code, p.street, p.house_number, p.additional),
	(2, s.country, s.region, s.city, s.postal_code, s.street, s.house_number, s.additional))
	AS v (rank, country, region, city, postal_code, street, house_number, additional)
	ORDER BY v.country IS NULL, v.rank LIMIT 1) AS a
CROSS JOIN LATERAL (SELECT NULLIF(CASE WHEN p.id IS NULL AND COALESCE(s.street, '') = '' AND s.address <> '' THEN s.address
	ELSE directory.address_words(a.country, a.region, a.city, a.postal_code, a.street, a.house_number, a.additional) END, '') AS words,
	COALESCE(l.confirmed AND (p.id IS NOT NULL OR l.place IS NULL AND l.site = s.id AND l.site_address = presence.site_address(s)), false) AS confirmed,
	CASE WHEN NOT directory.number_claimed_elsewhere(u.tenant, u.work_number) THEN u.work_number END AS own OFFSET 0) AS w; -- 0: once a row
DROP FUNCTION IF EXISTS presence.address_words(text, text, text, text, text, text, text); -- read by this view
