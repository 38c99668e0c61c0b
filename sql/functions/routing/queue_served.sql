-- queue_served: whether a queue is an account's matter: a member's, who supervises one, an administrator's. For the owners of other things of
-- a queue (voicemails).
CREATE OR REPLACE FUNCTION routing.queue_served(tenant bigint, queue bigint, actor bigint, actor_role text)
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT routing.callback_visible($1, $2, $3, $4) $$;
