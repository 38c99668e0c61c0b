/*
 * request - requests of ours that belong to no dialog, and message-waiting as one of them (RFC 3261 17.1.2, RFC 3842)
 */
#include <stdlib.h>
#include <string.h>

#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_tag.h>

#include "common/metrics/metrics.h"
#include "voiced/sip/internal.h"

enum { STATUS_MAX = 699 };

static COUNTER(sent_total, "voice_sip_sent_total", "Requests of ours outside a dialog, but INVITE");

struct sip_sent {
	struct sip *sip;
	nta_outgoing_t *transaction;
	sip_sent_done done; /* NULL: forgotten */
	void *ctx;
	struct link link;
};

void
sip_sent_register(void)
{
	metric_register(&sent_total);
}

static void
sent_end(struct sip_sent *sent, int status)
{
	list_remove(sip_sent_list(sent->sip), &sent->link);
	nta_outgoing_destroy(sent->transaction);
	sent->done(sent->ctx, status);
	free(sent);
}

void
sip_sent_end(struct sip *sip)
{
	struct list *list = sip_sent_list(sip);

	while (!list_empty(list))
		sent_end(LIST_OF(list->head.next, struct sip_sent, link), 503);
}

int
sip_answer_status(const nta_outgoing_t *outgoing)
{
	const int status = nta_outgoing_status(outgoing);

	return status <= STATUS_MAX ? status : 500;
}

static int
on_response(nta_outgoing_magic_t *magic, nta_outgoing_t *outgoing, const sip_t *sip)
{
	const int status = sip_answer_status(outgoing);

	(void)sip;
	if (status >= 200)
		sent_end((struct sip_sent *)magic, status);
	return 0;
}

/* Those have transactions of another kind. */
static bool
is_plain(const char *method)
{
	static const char *const others[] = { "INVITE", "ACK", "CANCEL", "" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(others[i], method) == 0)
			return false;
	return true;
}

static char *
text_of(struct view view)
{
	return view.n > 0 ? view_dup(view) : NULL;
}

static nta_outgoing_t *
create(struct sip_sent *sent, const struct sip_message *message)
{
	char route[SIP_ROUTE_SIZE], contact[SIP_URI_SIZE + 2];
	char *headers = text_of(message->headers), *type = text_of(message->content_type),
	     *body = text_of(message->body);
	nta_outgoing_t *result;

	sip_route_text(&message->to, route);
	sip_contact_text(sent->sip, &message->to, contact, sizeof(contact));
	result = nta_outgoing_tcreate(sip_no_dialog(sent->sip), on_response,
	    (nta_outgoing_magic_t *)sent, URL_STRING_MAKE(route), sip_method_code(message->method),
	    message->method, URL_STRING_MAKE(message->target), SIPTAG_FROM_STR(message->from_uri),
	    SIPTAG_TO_STR(message->to_uri), SIPTAG_CONTACT_STR(contact),
	    TAG_IF(headers != NULL, SIPTAG_HEADER_STR(headers)),
	    TAG_IF(type != NULL, SIPTAG_CONTENT_TYPE_STR(type)),
	    TAG_IF(body != NULL, SIPTAG_PAYLOAD_STR(body)), TAG_END());
	free(headers);
	free(type);
	free(body);
	return result;
}

struct sip_sent *
sip_request_send(struct sip *sip, const struct sip_message *message, sip_sent_done done, void *ctx)
{
	struct sip_sent *sent;

	if (!is_plain(message->method) || sip_sent_list(sip)->count >= SIP_SENT_MAX)
		return NULL;
	sent = mem_zero(1, sizeof(*sent));
	sent->sip = sip;
	sent->done = done;
	sent->ctx = ctx;
	sent->transaction = create(sent, message);
	if (sent->transaction == NULL) {
		free(sent);
		return NULL;
	}
	list_append(sip_sent_list(sip), &sent->link);
	metric_add(&sent_total, 1);
	return sent;
}

struct sip_sent *
sip_waiting_send(struct sip *sip, const struct sip_source *to, const char *target,
    const char *account, int unheard, int heard, sip_sent_done done, void *ctx)
{
	struct buf body = { 0 };
	struct sip_message message = { .to = *to,
		.method = "NOTIFY",
		.target = target,
		.from_uri = account,
		.to_uri = account,
		.headers = VIEW("Event: message-summary\r\nSubscription-State: "
				"terminated;reason=noresource\r\n"),
		.content_type = VIEW("application/simple-message-summary") };
	struct sip_sent *sent;

	buf_addf(&body,
	    "Messages-Waiting: %s\r\nMessage-Account: %s\r\nVoice-Message: %d/%d (0/0)\r\n",
	    unheard > 0 ? "yes" : "no", account, unheard, heard);
	message.body = buf_view(&body);
	sent = sip_request_send(sip, &message, done, ctx);
	buf_fini(&body);
	return sent;
}
