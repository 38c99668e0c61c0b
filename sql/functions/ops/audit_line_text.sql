-- audit_line_text: a line of the audit log as its hash is made of: a JSON array, the time in microseconds since 1970.
CREATE OR REPLACE FUNCTION ops.audit_line_text(tenant bigint, at timestamptz, id bigint, actor bigint, actor_role text, action text,
	kind integer, key bigint, detail jsonb)
RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
	SELECT jsonb_build_array(tenant, id, (extract(epoch FROM at) * 1000000)::bigint, actor, actor_role, action, kind, key, detail)::text
$$;
