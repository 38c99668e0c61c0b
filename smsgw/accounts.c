/*
 * accounts - carriers' accounts as an administrator makes them: judged by the carrier's table, secrets sealed. And what else names a carrier.
 *
 * Owns: no state. Must not know: any carrier by name.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auth/purpose.h"
#include "common/daemon/box.h"
#include "common/http/url.h"
#include "smsgw/core/credentials.h"
#include "smsgw/fax.h"
#include "smsgw/smsgw.h"

enum { ACCOUNT_CARRIER, ACCOUNT_SETTINGS };

static const char table[] = PURPOSE_ACCOUNT;

/* An administrator's address is nobody's way into our network. */
static int
check_address(const struct resource_write *write, struct err *err)
{
	const char *url = json_string_value(
	    json_object_get(json_object_get(write->item, "settings"), SETTING_BASE_URL));
	const struct url_rule rule = { config_int(daemon_config(request_daemon(write->req)),
					   "carrier_allow_private") != 0,
		NULL, "/settings/" SETTING_BASE_URL };

	return url == NULL ? 0 : url_check(view_of(url), &rule, err);
}

static int
seal(struct resource_write *write, struct err *err)
{
	char *plain = json_dumps(json_object_get(write->item, "secrets"), JSON_COMPACT);
	int result = -1;

	if (plain != NULL)
		result = resource_seal(write, "secrets", "secret", table, view_of(plain), err);
	if (plain != NULL)
		mem_wipe(plain, strlen(plain));
	free(plain);
	return result;
}

static bool
needs_secrets(const struct carrier *carrier)
{
	for (const struct credential *at = carrier->credentials; at != NULL && at->name != NULL;
	     at++)
		if ((at->flags & CREDENTIAL_SECRET) != 0)
			return true;
	return false;
}

static int
judge_settings(struct resource_write *write, const struct carrier *carrier, const json_t *stored,
    struct err *err)
{
	const json_t *settings = json_object_get(write->item, "settings");

	if (settings_check(carrier, settings, err) != 0 || check_address(write, err) != 0)
		return -1;
	if (stored == NULL || json_object_get(write->item, "secrets") != NULL)
		return 0;
	return settings_change_check(carrier, stored, settings, err);
}

/* What is given is given whole; what a new account lacks counts as empty. stored: the settings that it has; NULL: it is new. */
static int
judge(struct resource_write *write, const struct carrier *carrier, const json_t *stored,
    struct err *err)
{
	json_t *item = write->item;
	const json_t *settings;

	if (write->id == 0 && json_object_get(item, "settings") == NULL)
		(void)json_object_set_new(item, "settings", json_object());
	if (write->id == 0 && json_object_get(item, "secrets") == NULL)
		(void)json_object_set_new(item, "secrets", json_object());
	settings = json_object_get(item, "settings");
	if (settings != NULL && judge_settings(write, carrier, stored, err) != 0)
		return -1;
	if (json_object_get(item, "secrets") == NULL)
		return 0;
	if (secrets_check(carrier, json_object_get(item, "secrets"),
		settings != NULL ? settings : stored, err) != 0)
		return -1;
	if (needs_secrets(carrier))
		return seal(write, err);
	(void)json_object_del(item, "secrets");
	return 0;
}

static void
judge_and_run(struct resource_write *write, const struct carrier *carrier, const json_t *stored)
{
	struct err err = { 0 };

	if (judge(write, carrier, stored, &err) == 0)
		resource_write_run(write);
	else
		resource_write_refuse(write, &err);
}

/* A carrier of texts, or a fax provider. */
static const struct carrier *
find_any(struct view name)
{
	const struct fax_provider *provider = fax_provider_find(name);

	return provider != NULL ? &provider->carrier : carrier_find(name);
}

/* Of an account that is there the row says whose it is. */
static void
on_found(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct resource_write *write = ctx;
	const struct carrier *carrier = NULL;
	struct err err = { 0 };

	if (outcome == DB_DONE && row->rows == 0) {
		resource_write_run(write); /* which says that there is none */
		return;
	}
	if (outcome == DB_DONE)
		carrier = find_any(db_text(row, 0, ACCOUNT_CARRIER));
	if (carrier != NULL) {
		struct view text = db_text(row, 0, ACCOUNT_SETTINGS);
		json_t *stored = json_loadb(text.p, text.n, 0, NULL);

		judge_and_run(write, carrier, stored);
		json_decref(stored);
		return;
	}
	if (outcome == DB_DONE)
		(void)err_set(&err, ERR_INVALID, "/carrier",
		    "This release does not know the account's carrier.");
	else
		db_row_err(outcome, row, &err);
	resource_write_refuse(write, &err);
}

/* The carrier that a new thing names; NULL: none that is listed, and `err` says so. */
static const struct carrier *
named_carrier(const struct resource_write *write, const struct carrier *(*find)(struct view name),
    struct err *err)
{
	const char *name = json_string_value(json_object_get(write->item, "carrier"));
	const struct carrier *carrier = name != NULL ? find(view_of(name)) : NULL;

	if (carrier != NULL && carrier->listed)
		return carrier;
	(void)err_set(err, ERR_INVALID, "/carrier",
	    "There is no such carrier; /carriers and /fax-providers list them.");
	return NULL;
}

void
sender_rate_prepare(struct resource_write *write)
{
	struct err err = { 0 };

	if (json_is_string(json_object_get(write->item, "carrier")) &&
	    named_carrier(write, carrier_find, &err) == NULL)
		resource_write_refuse(write, &err);
	else
		resource_write_run(write);
}

void
account_prepare(struct resource_write *write)
{
	const struct carrier *carrier;
	struct err err = { 0 };

	if (write->id != 0) {
		const struct db_param params[] = { P_INT(request_actor(write->req)->tenant),
			P_INT(write->id) };

		if (json_object_get(write->item, "settings") == NULL &&
		    json_object_get(write->item, "secrets") == NULL)
			resource_write_run(write);
		else
			db_submit(daemon_db(request_daemon(write->req)),
			    &(struct db_call){
				.query = &q_account_find, .lane = DB_LANE_READ, .params = params },
			    on_found, write);
		return;
	}
	carrier = named_carrier(write, find_any, &err);
	if (carrier != NULL)
		judge_and_run(write, carrier, NULL);
	else
		resource_write_refuse(write, &err);
}

/* ---- which carriers there are ---- */

static json_t *
credential_json(const struct credential *credential)
{
	return json_pack("{s:s, s:s, s:b, s:b}", "name", credential->name, "summary",
	    credential->summary, "secret", (credential->flags & CREDENTIAL_SECRET) != 0, "required",
	    credential_needed(credential, false));
}

static json_t *
carrier_json(const struct carrier *carrier)
{
	json_t *list = json_array();

	for (const struct credential *at = carrier->credentials; at != NULL && at->name != NULL;
	     at++)
		(void)json_array_append_new(list, credential_json(at));
	return json_pack("{s:s, s:s?, s:b, s:b, s:o}", "carrier", carrier->name, "base_url",
	    carrier->base_url != NULL && carrier->base_url[0] != '\0' ? carrier->base_url : NULL,
	    "base_url_needed", carrier->base_url != NULL && carrier->base_url[0] == '\0',
	    "confirms_opt_out", carrier->confirms_opt_out, "credentials", list);
}

void
on_fax_providers(struct http_req *req, void *app)
{
	json_t *data = json_array();

	(void)app;
	for (int i = 0; fax_providers[i] != NULL; i++) {
		json_t *one = carrier_json(&fax_providers[i]->carrier), *takes = json_array();

		for (const char *const *type = fax_providers[i]->takes; *type != NULL; type++)
			(void)json_array_append_new(takes, json_string(*type));
		(void)json_object_set_new(one, "takes", takes);
		(void)json_object_del(one, "confirms_opt_out");
		(void)json_array_append_new(data, one);
	}
	http_reply_json(req, 200, json_pack("{s:o}", "data", data));
}

void
on_carriers(struct http_req *req, void *app)
{
	json_t *data = json_array();

	(void)app;
	for (int i = 0; carriers[i] != NULL; i++)
		if (carriers[i]->listed)
			(void)json_array_append_new(data, carrier_json(carriers[i]));
	http_reply_json(req, 200, json_pack("{s:o}", "data", data));
}
