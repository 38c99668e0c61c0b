-- check_tenants.sql: makes every function that reaches a row of another tenant fail. For databases of tests only.
-- Loaded by sql/test, and by quickstart with --check-tenants. Run by a superuser; running it again changes nothing.
--
-- Each table with a column `tenant` gets a policy of row-level security, which its owner can't bypass either. It compares
-- a row's tenant with `trunkline.tenant` and raises when they differ (SQLSTATE P0004, which no WHEN OTHERS catches). It never
-- hides a row: a filter that is missing in production would then be missing in no test. The planner applies the cheap,
-- leakproof condition `tenant = …` first, so a statement that has it never reaches the check with another tenant's row.
-- Each function that acts as its owner gets `trunkline.tenant` at its entry, from its parameter, and gives it back at its end.
-- Without a value nothing is checked: periodic tasks, functions without a parameter `tenant`, and SQL functions at the top.
-- docs/decisions/0116-row-level-security.md
\set ON_ERROR_STOP on
SET client_min_messages = warning;
CREATE SCHEMA IF NOT EXISTS check_tenants;
GRANT USAGE ON SCHEMA check_tenants TO PUBLIC;

-- These must reach rows of other tenants; each has a reason.
CREATE TABLE IF NOT EXISTS check_tenants.exempt (name regproc PRIMARY KEY, reason text NOT NULL);
INSERT INTO check_tenants.exempt VALUES
	('directory.number_claimed_elsewhere', 'one tenant of an installation can claim a number'),
	('directory.roles_with', 'an operator lists the tenants, with what their roles have'),
	('directory.licences', 'an operator lists the tenants, with their licences'),
	('directory.number_give', 'a number goes from one tenant to another'),
	('hooks.a_webhook_saved', 'an installation has 1,000 webhooks at most'),
	('hooks.endpoint_create', 'an installation has 1,000 webhooks at most')
ON CONFLICT DO NOTHING;

CREATE OR REPLACE FUNCTION check_tenants.row_check(row_tenant bigint) RETURNS boolean
LANGUAGE plpgsql STABLE COST 100000
AS $$
BEGIN
	IF current_setting('trunkline.tenant', true) <> '' AND current_setting('trunkline.tenant', true) <> row_tenant::text THEN
		RAISE EXCEPTION 'a row of tenant % was reached on behalf of tenant %', row_tenant, current_setting('trunkline.tenant')
			USING ERRCODE = 'assert_failure', HINT = 'a statement lacks the condition on the tenant: docs/decisions/0116-row-level-security.md';
	END IF;
	RETURN true;
END $$;

CREATE OR REPLACE VIEW check_tenants.owned_schema AS
SELECT n.oid FROM pg_namespace AS n WHERE pg_get_userbyid(n.nspowner) ~ '^own_';

CREATE OR REPLACE VIEW check_tenants.checked_table AS
SELECT c.oid::regclass AS name, EXISTS (SELECT FROM pg_policy AS p WHERE p.polrelid = c.oid AND p.polname = 'check_tenants') AS has_policy
FROM pg_class AS c
WHERE c.relnamespace IN (SELECT s.oid FROM check_tenants.owned_schema AS s) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
	AND EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped);

-- takes_tenant: has a parameter `tenant` and a place where it can be set first. inherits: SQL functions with a parameter; the caller's value stays.
CREATE OR REPLACE VIEW check_tenants.checked_function AS
SELECT p.oid::regprocedure AS name, p.proname, f.takes AND l.lanname = 'plpgsql' AND e.name IS NULL AS takes_tenant,
	f.takes AND l.lanname <> 'plpgsql' AND e.name IS NULL AS inherits, p.proconfig::text LIKE '%trunkline.tenant=%' AS is_done
FROM pg_proc AS p
JOIN pg_language AS l ON l.oid = p.prolang
LEFT JOIN check_tenants.exempt AS e ON e.name = p.oid::regproc
CROSS JOIN LATERAL (SELECT COALESCE('tenant' = ANY (p.proargnames[1:p.pronargs]), false) AS takes) AS f
WHERE p.pronamespace IN (SELECT s.oid FROM check_tenants.owned_schema AS s) AND (p.prosecdef OR e.name IS NOT NULL);

-- The definition with the setting as its first declaration, or its first statement if it declares nothing.
CREATE OR REPLACE FUNCTION check_tenants.definition(of regprocedure, proname name) RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT CASE WHEN p.prosrc ~ '^\s*(<<\w+>>\s*)?DECLARE\s'
		THEN regexp_replace(d.text, '(AS \$function\$.*?\mDECLARE)(\s)',
			format(E'\\1\n\tchecked_tenant CONSTANT text := set_config(''trunkline.tenant'', %I.tenant::text, true);\\2', $2))
		ELSE regexp_replace(d.text, '(AS \$function\$.*?\mBEGIN)(\s)',
			format(E'\\1\n\tPERFORM set_config(''trunkline.tenant'', %I.tenant::text, true);\\2', $2)) END
	FROM pg_proc AS p CROSS JOIN LATERAL (SELECT pg_get_functiondef(p.oid) AS text) AS d
	WHERE p.oid = $1
$$;

-- Adds what is missing; for tables and functions made since, too.
CREATE OR REPLACE FUNCTION check_tenants.add() RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
	t record;
	f record;
BEGIN
	FOR t IN SELECT * FROM check_tenants.checked_table AS c WHERE NOT c.has_policy LOOP
		EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t.name);
		EXECUTE format('CREATE POLICY check_tenants ON %s USING (check_tenants.row_check(tenant))', t.name);
	END LOOP;
	FOR f IN SELECT * FROM check_tenants.checked_function AS c WHERE NOT COALESCE(c.is_done, false) AND NOT c.inherits LOOP
		IF f.takes_tenant THEN
			EXECUTE check_tenants.definition(f.name, f.proname);
		END IF;
		EXECUTE format('ALTER FUNCTION %s SET trunkline.tenant = %L', f.name, '');
	END LOOP;
END $$;
SELECT check_tenants.add();
