-- config_joins: the joins that give the names of what a row refers to: n_<field>(id, name). `on_`: the condition, with
-- %1$I the alias and %2$L, %2$I the field. $1 is the tenant.
CREATE OR REPLACE FUNCTION ops.config_joins(of regclass, on_ text)
RETURNS text
LANGUAGE plpgsql STABLE -- which keeps its plan
AS $$
BEGIN
	RETURN (
		SELECT COALESCE(string_agg(format(' LEFT JOIN %I.resource_names(%L, $1) AS %I ON ', n.schema, n.noun, 'n_' || f.field)
			|| format(on_, 'n_' || f.field, f.field, f.told), ''), '')
		FROM ops.config_refs(config_joins.of) AS r
		JOIN ops.config_fields(config_joins.of) AS f ON f.field = r.field
		JOIN ops.config_views() AS n ON n.of = r.target
		WHERE r.form = 'id');
END $$;
