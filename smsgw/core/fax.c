/* fax - see fax.h */
#include "smsgw/core/fax.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static struct view
field(const struct pairs *pairs, const char *name)
{
	return name != NULL ? pairs_field(pairs, VIEW(""), name) : VIEW("");
}

/* What is no number ("anonymous", a SIP address) is unknown. */
static void
take_number(struct view said, char out[NUMBER_SIZE])
{
	if (!number_normalise(said, out) || out[0] != '+')
		out[0] = '\0';
}

static int
read_received(const struct fax_provider *provider, const struct pairs *pairs, struct fax_event *out,
    struct err *err)
{
	out->kind = FAX_EVENT_RECEIVED;
	out->url = field(pairs, provider->fields.url);
	take_number(field(pairs, provider->fields.from), out->from);
	take_number(field(pairs, provider->fields.to), out->to);
	if (out->url.n == 0 || out->url.n > MEDIA_URL_MAX)
		return err_set(err, ERR_INVALID, provider->fields.url, "No address of its file.");
	return 0;
}

static void
read_report(const struct fax_provider *provider, const struct pairs *pairs, struct fax_event *out)
{
	const struct carrier_code *code;

	out->kind = FAX_EVENT_REPORT;
	if (strcmp(out->state, "failed") != 0)
		return;
	out->code = field(pairs, provider->fields.reason);
	code = carrier_code_find(provider->carrier.codes, out->code);
	out->reason = code != NULL ? code->reason : "the provider does not say why";
}

int
fax_event_read(const struct fax_provider *provider, const struct pairs *pairs,
    struct fax_event *out, struct err *err)
{
	struct view pages = field(pairs, provider->fields.pages);
	bool inbound = view_is(field(pairs, provider->fields.direction), provider->inbound);

	*out = (struct fax_event){ .kind = FAX_EVENT_NONE };
	/* What is new to us is for somebody else; who calls by no HTTP has no states. */
	if (provider->carrier.states == NULL ||
	    !carrier_state_find(
		&provider->carrier, field(pairs, provider->fields.event), &out->state) ||
	    out->state == NULL || inbound != (strcmp(out->state, "received") == 0))
		return 0;
	out->provider_id = field(pairs, provider->fields.id);
	if (out->provider_id.n == 0 || out->provider_id.n > PROVIDER_ID_MAX)
		return err_set(err, ERR_INVALID, provider->fields.id, "No id of the fax.");
	if (!view_to_int(pages, 1, FAX_PAGES_MAX, &out->pages))
		out->pages = 0;
	if (inbound)
		return read_received(provider, pairs, out, err);
	read_report(provider, pairs, out);
	return 0;
}

/* One address stands as a text, several as a list. */
static void
list_media(const struct fax_provider *provider, const char urls[][FAX_URL_SIZE], int count,
    struct buf *body)
{
	json_t *root = json_loadb(body->p, body->n, 0, NULL), *list = json_array();
	char *text;

	for (int i = 0; i < count; i++)
		(void)json_array_append_new(list, json_string(urls[i]));
	(void)json_object_set_new(root, provider->media, list);
	text = json_dumps(root, JSON_COMPACT);
	buf_fini(body);
	*body = (struct buf){ .p = NULL };
	buf_add_text(body, text);
	free(text);
	json_decref(root);
}

void
fax_encode(const struct fax_provider *provider, const struct account *account,
    const struct outgoing *outgoing, const char urls[][FAX_URL_SIZE], int count,
    struct carrier_request *request)
{
	struct outgoing first = *outgoing;

	first.text = view_of(urls[0]);
	carrier_encode(&provider->carrier, account, &first, request);
	if (count > 1)
		list_media(provider, urls, count, &request->body);
}

/* By the number's last two digits; any other is sent. */
static const struct {
	const char *ends, *code; /* code NULL: it never reports */
} sandbox_numbers[] = {
	{ "01", "user_busy" },
	{ "02", "receiver_no_answer" },
	{ "03", NULL },
};

bool
fax_sandbox_plan(struct view number, struct fax_event *out)
{
	const struct carrier *carrier = &fax_provider_find(VIEW("fax_sandbox"))->carrier;
	struct view end = { number.p + (number.n > 2 ? number.n - 2 : 0), number.n > 2 ? 2 : 0 };

	*out = (struct fax_event){ .kind = FAX_EVENT_REPORT, .state = "sent", .pages = 1 };
	for (size_t i = 0; i < sizeof(sandbox_numbers) / sizeof(sandbox_numbers[0]); i++) {
		if (!view_is(end, sandbox_numbers[i].ends))
			continue;
		if (sandbox_numbers[i].code == NULL)
			return false;
		out->state = "failed";
		out->code = view_of(sandbox_numbers[i].code);
		out->reason = carrier_code_find(carrier->codes, out->code)->reason;
		out->pages = 0;
	}
	return true;
}

char *
fax_taken_text(void)
{
	json_t *all = json_object();
	char *text;

	for (int i = 0; fax_providers[i] != NULL; i++) {
		json_t *list = json_array();

		for (const char *const *type = fax_providers[i]->takes; *type != NULL; type++)
			(void)json_array_append_new(list, json_string(*type));
		(void)json_object_set_new(all, fax_providers[i]->carrier.name, list);
	}
	text = json_dumps(all, JSON_COMPACT);
	json_decref(all);
	return text;
}
