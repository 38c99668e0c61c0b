-- event_scope: the scope that an API key needs for events of this class ("login") besides `events` or `webhooks`; null: none. `*`
-- does not include these classes: they are asked for by name.
CREATE OR REPLACE FUNCTION ops.event_scope(class text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE class WHEN 'customer' THEN 'customers' WHEN 'case' THEN 'customers' WHEN 'number' THEN 'admin' WHEN 'login' THEN 'admin' END $$;
