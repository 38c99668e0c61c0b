-- expand: a number that is claimed belongs to one organisation on the installation. docs/decisions/0090-one-owner-of-a-number.md
SET LOCAL ROLE own_presence;
LOCK TABLE directory.phone_number IN SHARE ROW EXCLUSIVE MODE;
-- Sites' numbers, which emergency calls send, are claimed as Work numbers and voice channels' are.
INSERT INTO directory.phone_number (tenant, number, stage)
SELECT DISTINCT ON (s.call_back_number) s.tenant, s.call_back_number, 'claimed' FROM directory.site AS s
WHERE s.call_back_number IS NOT NULL AND NOT EXISTS (SELECT FROM directory.phone_number AS n WHERE n.number = s.call_back_number AND n.stage = 'claimed')
ORDER BY s.call_back_number, s.tenant
ON CONFLICT ON CONSTRAINT phone_number_tenant_number_key DO UPDATE SET stage = 'claimed', version = directory.phone_number.version + 1;
-- Of several that have claimed one the organisation keeps it that uses it, then the one with users who are not disabled, then the oldest. The
-- linter tells the others (number_claimed_elsewhere); trunklinectl number moves it.
DO $$
DECLARE
	lost record;
BEGIN
	FOR lost IN
		WITH used AS (
			SELECT u.tenant, u.work_number AS number FROM directory.app_user AS u WHERE u.has_work AND NOT u.disabled
			UNION SELECT c.tenant, c.number FROM directory.channel AS c WHERE NOT c.disabled
			UNION SELECT f.tenant, f.number FROM sms.fax_number AS f
			UNION SELECT s.tenant, s.call_back_number FROM directory.site AS s),
		ranked AS (
			SELECT n.tenant, n.id, row_number() OVER (PARTITION BY n.number
				ORDER BY (n.tenant, n.number) NOT IN (SELECT x.tenant, x.number FROM used AS x WHERE x.number IS NOT NULL),
					NOT EXISTS (SELECT FROM directory.app_user AS u WHERE u.tenant = n.tenant AND NOT u.disabled), n.tenant) AS nth
			FROM directory.phone_number AS n WHERE n.stage = 'claimed')
		UPDATE directory.phone_number AS n SET stage = 'available', version = n.version + 1 FROM ranked AS r
		WHERE r.tenant = n.tenant AND r.id = n.id AND r.nth > 1 RETURNING n.tenant, n.number
	LOOP
		RAISE WARNING 'tenant % no longer has %: another tenant has claimed it, too (trunklinectl number show)', lost.tenant, lost.number;
	END LOOP;
END $$;
CREATE UNIQUE INDEX phone_number_claimed ON directory.phone_number (number) WHERE stage = 'claimed';
