-- live_begin: a daemon that takes calls begins to tell of them. Answers its epoch, which all its steps carry. Again at any time: from
-- then on its legs are another run's. `can`: what it does with a call when asked, as {transfer}; nothing else is offered.
CREATE OR REPLACE FUNCTION voice.live_begin(boot bigint, can text[])
RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ INSERT INTO voice.run (boot, can, began_at) VALUES ($1, $2, ops.clock()) RETURNING epoch $$;
