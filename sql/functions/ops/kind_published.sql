-- kind_published: whether daemons publish events of this kind on the bus. Those of the others (common/bus/messages.def) are for
-- integrators alone: hookd reads them from the feed.
CREATE OR REPLACE FUNCTION ops.kind_published(kind integer)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT kind NOT BETWEEN 25 AND 28 $$;
