-- a_phone_number: telephone numbers of the organisation as the API has them (ops.resource_view). `state` is written by a_phone_number_saved; assigned is
-- what somebody uses: a user as their Work number, a channel, a fax number.
CREATE OR REPLACE VIEW directory.a_phone_number AS
SELECT n.tenant, n.id, n.number,
	CASE WHEN n.stage = 'claimed' AND EXISTS (SELECT FROM directory.number_uses(n.tenant, n.number)) THEN 'assigned' ELSE n.stage END AS state,
	(SELECT jsonb_build_object('kind', u.kind, 'id', u.id::text, 'name', u.name) FROM directory.number_uses(n.tenant, n.number) AS u
		WHERE n.stage = 'claimed' ORDER BY u.kind DESC, u.id LIMIT 1) AS assigned_to,
	n.version
FROM directory.phone_number AS n;
COMMENT ON VIEW directory.a_phone_number IS 'directory.phone_number';
COMMENT ON COLUMN directory.a_phone_number.number IS 'fixed';
COMMENT ON COLUMN directory.a_phone_number.assigned_to IS 'live';
