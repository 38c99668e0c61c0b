-- event_scope: the scope that an API key needs for events of this class ("login") besides `events` or `webhooks`; null: none. Whoever
-- asks for all events (*) gets none of a class that needs one: it is asked for by its name.
CREATE OR REPLACE FUNCTION ops.event_scope(class text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE class WHEN 'customer' THEN 'customers' WHEN 'case' THEN 'customers' WHEN 'login' THEN 'admin' END $$;
