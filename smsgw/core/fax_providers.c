/*
 * fax_providers - the fax providers there are (fax.h).
 *
 * Telnyx' Programmable Fax, version 2. Sources: its documentation of "Send a fax", "Receiving webhooks", "Receive a fax via API" and the
 * list of failure reasons. [unconfirmed]: that `webhook_url` of a request may hold a query; that several files go as a list of
 * addresses (its reference says "URL (or list of URLs)"), in their order; that it takes no TIFF and no PNG.
 */
#include <stddef.h>

#include "smsgw/core/fax.h"

static const struct credential telnyx_credentials[] = {
	{ "api_key", CREDENTIAL_SECRET, "The API key, KEY…" },
	{ "public_key", CREDENTIAL_ED25519,
	    "The account's public key, of which webhooks are signed" },
	{ "connection_id", 0, "The id of the fax application" },
	{ NULL, 0, NULL },
};

/* Their order is not promised: `fax.queued` may come last. */
static const struct carrier_state telnyx_states[] = {
	{ "fax.queued", "sending" },
	{ "fax.media.processed", "sending" },
	{ "fax.sending.started", "sending" },
	{ "fax.delivered", "sent" },
	{ "fax.failed", "failed" },
	{ "fax.received", "received" },
	{ NULL, NULL },
};

/* clang-format off */
static const struct carrier_code telnyx_codes[] = {
	{ "user_busy", "the number was busy", SENDING_FAILED, NULL },
	{ "receiver_no_answer", "nobody answered", SENDING_FAILED, NULL },
	{ "receiver_no_response", "no fax machine answered", SENDING_FAILED, NULL },
	{ "fax_initial_communication_timeout", "no fax machine answered", SENDING_FAILED, NULL },
	{ "receiver_decline", "the call was declined", SENDING_FAILED, NULL },
	{ "receiver_call_dropped", "the other side hung up", SENDING_FAILED, NULL },
	{ "receiver_communication_error", "the other machine was not understood", SENDING_FAILED,
	    NULL },
	{ "receiver_recovery_on_timer_expire", "the other machine stopped answering",
	    SENDING_FAILED, NULL },
	{ "invalid_ecm_response_from_receiver", "the other machine was not understood",
	    SENDING_FAILED, NULL },
	{ "fax_signaling_error", "the line was too bad", SENDING_FAILED, NULL },
	{ "receiver_incompatible_destination", "the number takes no faxes", SENDING_FAILED, NULL },
	{ "receiver_invalid_number_format", "the number is not valid", SENDING_FAILED, NULL },
	{ "receiver_unallocated_number", "nobody has this number", SENDING_FAILED, NULL },
	{ "destination_invalid", "the number is not valid", SENDING_FAILED, NULL },
	{ "destination_unreachable", "the number can't be reached", SENDING_FAILED, NULL },
	{ "destination_not_in_countries_whitelist", "the account may not fax to this country",
	    SENDING_FAILED, NULL },
	{ "destination_not_in_service_plan", "the account may not fax to this number",
	    SENDING_FAILED, NULL },
	{ "unverified_destination_not_allowed", "the account may not fax to this number",
	    SENDING_FAILED, NULL },
	{ "unverified_origination_number", "the account may not send from our number",
	    SENDING_FAILED, NULL },
	{ "no_outbound_profile", "the account may not send faxes", SENDING_FAILED, NULL },
	{ "account_disabled", "the provider has closed the account", SENDING_FAILED, NULL },
	{ "user_channel_limit_exceeded", "too many faxes at a time", SENDING_FAILED, NULL },
	{ "connection_channel_limit_exceeded", "too many faxes at a time", SENDING_FAILED, NULL },
	{ "outbound_profile_channel_limit_exceeded", "too many faxes at a time", SENDING_FAILED,
	    NULL },
	{ "outbound_profile_daily_spend_limit_exceeded", "the account's limit of a day is used up",
	    SENDING_FAILED, NULL },
	{ "service_unavailable", "the provider could not send it now", SENDING_FAILED, NULL },
	{ "file_size_limit_exceeded", "its files are too large", SENDING_FAILED, NULL },
	{ "page_count_limit_exceeded", "it has too many pages", SENDING_FAILED, NULL },
	{ "file_format_invalid", "the provider can't read its files", SENDING_FAILED, NULL },
	{ "file_download_failed", "the provider could not fetch its pages from us", SENDING_FAILED,
	    NULL },
	{ "media_processing_exception", "the provider can't read its files", SENDING_FAILED, NULL },
	{ NULL, NULL, SENDING_FAILED, NULL },
};

static const struct request_member telnyx_members[] = {
	{ .name = "connection_id", .value = "{connection_id}" },
	{ .name = "media_url", .value = "{text}" },
	{ .name = "to", .value = "{to}" },
	{ .name = "from", .value = "{from}" },
	{ .name = "webhook_url", .value = "{callback}" },
	{ .name = NULL },
};

static const struct request_table telnyx_request = {
	.path = "/faxes",
	.header = "Authorization: Bearer {api_key}",
	.members = telnyx_members,
};

static const char *const pdf_only[] = { "application/pdf", NULL };
static const char *const all_kinds[] = { "application/pdf", "image/tiff", "image/png", NULL };

static const struct fax_provider fax_telnyx = {
	.carrier = {
	    .name = "fax_telnyx",
	    .listed = true,
	    .credentials = telnyx_credentials,
	    .base_url = "https://api.telnyx.com/v2",
	    .json = true,
	    .states = telnyx_states,
	    .codes = telnyx_codes,
	    .signatures = { { .kind = SIGNATURE_ED25519,
		.header = "telnyx-signature-ed25519",
		.credential = "public_key",
		.parts = "t|b",
		.time_header = "telnyx-timestamp" } },
	    .media_hosts = ".telnyx.com .amazonaws.com", /* [unconfirmed]: an account may name others */
	    .request = &telnyx_request,
	    .answer = { .id = "data.id", .code = "errors.0.code", .message = "errors.0.detail|errors.0.title" },
	},
	.takes = pdf_only,
	.media = "media_url",
	.fields = { .event = "data.event_type|event_type",
	    .id = "data.payload.fax_id|payload.fax_id",
	    .direction = "data.payload.direction|payload.direction",
	    .from = "data.payload.from|payload.from",
	    .to = "data.payload.to|payload.to",
	    .pages = "data.payload.page_count|payload.page_count",
	    .url = "data.payload.media_url|payload.media_url",
	    .reason = "data.payload.failure_reason|payload.failure_reason" },
	.inbound = "inbound",
};

/* Nothing leaves: what becomes of a fax is decided by its number (fax_sandbox.h). */
static const struct fax_provider fax_sandbox = {
	.carrier = { .name = "fax_sandbox", .listed = true, .codes = telnyx_codes },
	.takes = all_kinds,
	.inbound = "",
};

const struct fax_provider *const fax_providers[] = { &fax_telnyx, &fax_sandbox, NULL };

const struct fax_provider *
fax_provider_find(struct view name)
{
	for (int i = 0; fax_providers[i] != NULL; i++)
		if (view_is(name, fax_providers[i]->carrier.name))
			return fax_providers[i];
	return NULL;
}
