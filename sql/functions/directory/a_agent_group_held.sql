-- a_agent_group_held: queues that add this group in a step of widening, which no foreign key tells.
CREATE OR REPLACE FUNCTION directory.a_agent_group_held(tenant bigint, id bigint)
RETURNS TABLE (kind text, count bigint)
LANGUAGE sql STABLE
AS $$ SELECT 'queue', routing.group_held($1, $2) $$;
