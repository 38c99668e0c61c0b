/*
 * routes_print - the route table as JSON: the edge's location map and the API document are made
 * from it (web/openapi, which also judges whether each row is described).
 *
 * {"daemon":"…","routes":[{"method","path","roles":[…],"summary","websocket","scope","permission",
 *  "max_body",
 *  "answer","errors","resource","takes","body":{"name","form","fields":[{"name","type","required",…}]}}],
 *  "shapes":{name: text},"problems":[{"type","status","title"}],"key_max"}
 */
#include "common/daemon/command_id.h"
#include "common/daemon/outcome.h"
#include "common/daemon/resource.h"
#include "common/daemon/skeleton.h"

static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };
static const char *const forms[] = { "none", "json", "query", "raw", "part" };
static const char *const proofs[] = { [PROOF_CODE] = "code", [PROOF_FRESH] = "fresh" };
static const char *const types[] = { "text", "int", "id", "bool", "enum", "any", "set" };

static json_t *
roles_json(unsigned roles)
{
	json_t *list = json_array();

	for (unsigned bit = ROLE_AGENT; bit <= ROLE_WORK; bit <<= 1)
		if ((roles & bit) != 0)
			(void)json_array_append_new(list, json_string(role_name((enum role)bit)));
	return list;
}

static json_t *
field_json(const struct body_field *field)
{
	json_t *out = json_pack("{s:s, s:s, s:b, s:b}", "name", field->name, "type",
	    types[field->type], "required", (field->flags & BODY_REQUIRED) != 0, "nullable",
	    (field->flags & BODY_NULLABLE) != 0);

	if ((field->flags & BODY_IN_QUERY) != 0)
		(void)json_object_set_new(out, "in", json_string("query"));
	if ((field->flags & BODY_FIXED) != 0)
		(void)json_object_set_new(out, "fixed", json_true());
	if ((field->flags & BODY_PROOF) != 0)
		(void)json_object_set_new(out, "proof", json_true());
	if ((field->flags & BODY_SECRET) != 0)
		(void)json_object_set_new(out, "secret", json_true());
	if (field->type == BODY_ANY && field->values != NULL)
		(void)json_object_set_new(out, "shape", json_string(field->values[0]));
	if (field->type == BODY_TEXT || field->type == BODY_INT) {
		(void)json_object_set_new(out, "min", json_integer(field->min));
		(void)json_object_set_new(out, "max", json_integer(field->max));
	}
	if (field->type == BODY_ENUM || field->type == BODY_SET) {
		json_t *values = json_array();

		for (int i = 0; field->values[i] != NULL; i++)
			(void)json_array_append_new(values, json_string(field->values[i]));
		(void)json_object_set_new(out, "values", values);
	}
	if (field->summary != NULL)
		(void)json_object_set_new(out, "summary", json_string(field->summary));
	return out;
}

static json_t *
body_json(const struct body *body)
{
	json_t *fields = json_array();

	for (int i = 0; body->fields != NULL && body->fields[i].name != NULL; i++)
		(void)json_array_append_new(fields, field_json(&body->fields[i]));
	return json_pack(
	    "{s:s?, s:s, s:o}", "name", body->name, "form", forms[body->form], "fields", fields);
}

static const char *
resource_noun(const struct http_route *route)
{
	const struct resource *resource = route->subject;
	bool is_one = route->handler == on_resource_list || route->handler == on_resource_show ||
	    route->handler == on_resource_create || route->handler == on_resource_update ||
	    route->handler == on_resource_delete;

	return is_one ? resource->noun : NULL;
}

static void
add_routes(json_t *list, const struct http_route *routes)
{
	for (; routes != NULL && routes->pattern != NULL; routes++)
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:o, s:s?, s:b, s:s?, s:s?, s:s?, s:I, s:s?, s:s?, s:s?, "
			      "s:s?, s:o}",
			"method", methods[routes->method], "path", routes->pattern, "roles",
			roles_json(routes->role), "summary", routes->summary, "websocket",
			routes->ws != NULL, "scope", routes->scope, "permission",
			routes->permission, "proof", proofs[routes->proof], "max_body",
			(json_int_t)routes->max_body, "answer", routes->answer, "errors",
			routes->errors, "resource", resource_noun(routes), "takes", routes->takes,
			"body", body_json(routes->body)));
}

static json_t *
shapes_json(const struct shape *shapes)
{
	json_t *out = json_object();

	for (; shapes != NULL && shapes->name != NULL; shapes++)
		(void)json_object_set_new(out, shapes->name, json_string(shapes->text));
	return out;
}

static void
add_problem(json_t *list, const char *type, int status, const char *title)
{
	if (status >= 400)
		(void)json_array_append_new(list,
		    json_pack("{s:s, s:i, s:s}", "type", type, "status", status, "title", title));
}

static json_t *
problems_json(void)
{
	json_t *list = json_array();
	const struct outcome *outcome;

	for (size_t i = 0; (outcome = outcome_at(i)) != NULL; i++)
		add_problem(list, outcome->name, outcome->status, outcome->title);
	return list;
}

void
daemon_routes_print(const struct daemon_spec *spec, FILE *out)
{
	json_t *routes = json_array(), *document;

	add_routes(routes, spec->routes);
	add_routes(routes, daemon_health_routes);
	document =
	    json_pack("{s:s, s:o, s:o, s:o, s:i}", "daemon", spec->name, "routes", routes, "shapes",
		shapes_json(spec->shapes), "problems", problems_json(), "key_max", COMMAND_KEY_MAX);
	(void)json_dumpf(document, out, JSON_INDENT(1));
	(void)fputc('\n', out);
	json_decref(document);
}
