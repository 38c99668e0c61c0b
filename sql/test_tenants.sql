-- check_tenants.sql: a function that reaches another tenant's row fails; one that states the tenant does not.
\ir testing_work.sql
SELECT directory.tenant_create('Other') AS other \gset
SELECT directory.user_create(:other, 'kim', 'Kim', 'x', 'administrator', false, false, NULL) AS kim \gset

SET ROLE own_presence;
CREATE FUNCTION directory.forgets_reading(tenant bigint, id bigint) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN (SELECT u.username FROM directory.app_user AS u WHERE u.id = forgets_reading.id); END $$;
CREATE FUNCTION directory.forgets_declaring(tenant bigint, id bigint) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	found text := (SELECT u.username FROM directory.app_user AS u WHERE u.id = forgets_declaring.id);
BEGIN
	RETURN found;
END $$;
CREATE FUNCTION directory.forgets_writing(tenant bigint, id bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ BEGIN UPDATE directory.app_user AS u SET name = u.name WHERE u.id = forgets_writing.id; EXCEPTION WHEN OTHERS THEN NULL; END $$;
CREATE FUNCTION directory.adds_elsewhere(tenant bigint, other bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ BEGIN INSERT INTO directory.agent_group (tenant, name) VALUES (other, 'Elsewhere'); END $$;
CREATE FUNCTION directory.lists(tenant bigint, filter text) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	names text;
BEGIN
	EXECUTE 'SELECT string_agg(u.username, '' '') FROM directory.app_user AS u WHERE u.tenant = $1 AND ' || filter INTO names USING tenant;
	RETURN names;
END $$;
CREATE FUNCTION directory.asks(tenant bigint, id bigint) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN (SELECT u.username FROM directory.app_user AS u WHERE u.tenant = asks.tenant AND u.id = asks.id); END $$;
CREATE FUNCTION directory.asks_of_all(id bigint) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN concat(directory.asks(1, asks_of_all.id), (SELECT u.username FROM directory.app_user AS u WHERE u.id = asks_of_all.id)); END $$;
RESET ROLE;
SELECT check_tenants.add();

SELECT test.fails(format('SELECT directory.forgets_reading(1, %s)', :kim), 'P0004', 'a function that forgets the tenant fails when it reads');
SELECT test.fails(format('SELECT directory.forgets_declaring(1, %s)', :kim), 'P0004', 'also where it declares');
SELECT test.fails(format('SELECT directory.forgets_writing(1, %s)', :kim), 'P0004', 'and when it writes, whatever it catches');
SELECT test.fails(format('SELECT directory.adds_elsewhere(1, %s)', :other), 'P0004', 'a row of another tenant is not added');
SELECT test.fails($$SELECT directory.lists(1, 'u.username = ''ann'' OR u.role = ''administrator''')$$, 'P0004', 'a list whose filter widens it fails');
SELECT test.is(directory.lists(1, '(u.username = ''ann'' OR u.role = ''administrator'')'), 'ann eve', 'with brackets it lists its own tenant');
SELECT test.is(directory.asks(1, :kim), NULL, 'a function that states the tenant does not find the row');
SELECT test.is(directory.asks(:other, :kim), 'kim', 'but for the tenant whose row it is');
SELECT test.is(directory.asks_of_all(:kim), 'kim', 'a function of all tenants goes on as one after a call for one of them');
SELECT test.is(NULLIF(current_setting('trunkline.tenant', true), ''), NULL, 'nothing is left of it');

SELECT test.is((SELECT array_agg(t.name::text) FROM check_tenants.checked_table AS t WHERE NOT t.has_policy), NULL, 'each table with a tenant is checked');
SELECT test.ok((SELECT count(*) > 150 FROM check_tenants.checked_table), 'they are found');
SELECT test.is((SELECT array_agg(f.name::text) FROM check_tenants.checked_function AS f WHERE NOT f.inherits
	AND (NOT COALESCE(f.is_done, false) OR f.takes_tenant AND pg_get_functiondef(f.name) !~ 'set_config\(''trunkline\.tenant''')), NULL, 'each function knows its tenant');

-- ---- two tenants that have the same: numbers, names, block lists ----
SELECT directory.channel_create(:other, 'sms', 'Texts', 'hook-key-9876543210', '+15550000002', 'We help.') AS channel \gset
INSERT INTO sms.account (tenant, carrier) VALUES (:other, 'sandbox') RETURNING id AS account \gset
INSERT INTO sms.sender_group (tenant, name) VALUES (:other, 'Group') RETURNING id AS sender_group \gset
INSERT INTO sms.channel_carrier (tenant, channel, account, group_id, number) VALUES (:other, :channel, :account, :sender_group, '+15550000002');
SELECT w.at AS now FROM (SELECT ops.clock() AS at) AS w \gset
WITH made AS (INSERT INTO messaging.customer (tenant, name, created_at)
	SELECT t.tenant, 'Anna Same', :'now' FROM (VALUES (1), (:other)) AS t (tenant) RETURNING tenant, id)
INSERT INTO messaging.customer_number (tenant, number, customer) SELECT m.tenant, '+4915100000001', m.id FROM made AS m;
INSERT INTO sms.blocked_number (tenant, number, number_hash, reason) VALUES (1, '+4915100000002', test.hash('+4915100000002'), 'spam');

CREATE FUNCTION test.other_text(tenant bigint, channel bigint, account bigint, number text) RETURNS text LANGUAGE sql
AS $$
	SELECT test.row_(format('sms.accept_inbound(%s, %s, %s, %L, %L, ''hello'', ''hello'', NULL, NULL, NULL, NULL, %L, NULL)',
			tenant, channel, account, 'M' || number, number, test.hash(number)),
		ARRAY[ops.key('conversation', tenant, channel || ':' || number), ops.key('customer_number', tenant, number),
			ops.key('provider', 0, account || ':M' || number)]) ->> 'outcome'
$$;
SELECT test.is(test.other_text(:other, :channel, :account, '+4915100000001'), 'accepted', 'a text of a number that both have');
SELECT test.is((SELECT c.tenant FROM messaging.conversation AS k JOIN messaging.customer AS c ON c.tenant = k.tenant AND c.id = k.customer
	WHERE k.tenant = :other), :other::bigint, 'is the customer''s of its tenant');
SELECT test.is(test.other_text(:other, :channel, :account, '+4915100000002'), 'accepted', 'a number that one tenant has blocked texts the other');
SELECT test.is((SELECT count(l.item) FROM messaging.customers_search(:other, NULL, 'integrator', 'anna', NULL, 10) AS l), 1::bigint,
	'a name that both have is found once');
