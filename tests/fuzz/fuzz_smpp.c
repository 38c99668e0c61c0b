/*
 * fuzz_smpp - what a carrier, or a client of ours, sends by SMPP. First byte: what the rest is: a stream of PDUs (read by both
 * sides' machines, what they send is written), a message with a
 * user data header, a receipt's text, a text to be cut into parts, a validity period.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"
#include "smsgw/core/smpp_link.h"
#include "smsgw/core/smpp_receipt.h"
#include "smsgw/core/smpp_server.h"
#include "smsgw/core/smpp_text.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* submits that were taken, or answered */

static const struct smpp_charsets charsets = { SMPP_GSM, SMPP_ASCII };

static void
read_receipt(const struct smpp_pdu *pdu, struct view text)
{
	struct smpp_receipt receipt;
	char id[SMPP_ID_SIZE], forms[SMPP_ID_FORMS][SMPP_ID_SIZE];

	if (!smpp_receipt_read(pdu, text, &receipt))
		return;
	if (receipt.id.n == 0 || receipt.id.n >= SMPP_ID_SIZE || receipt.state == NULL)
		abort();
	for (int type = SMPP_ID_UNSET; type <= SMPP_ID_HEX_HEX; type++) {
		smpp_id_of_receipt((enum smpp_id_type)type, receipt.id, id);
		if (id[0] == '\0')
			abort();
		smpp_id_forms(id, forms);
	}
}

static void
read_content(const struct smpp_pdu *pdu)
{
	struct smpp_content content;
	struct buf text = { 0 };
	struct err err;

	if (smpp_content(pdu, &charsets, &content, &err) != 0)
		return;
	if (content.total > 255 || content.number > content.total)
		abort();
	if (content.charset != SMPP_BINARY) {
		smpp_text_decode(content.charset, content.octets, &text);
		if (!utf8_valid(buf_view(&text)) ||
		    (text.n > 0 && memchr(text.p, '\0', text.n) != NULL))
			abort();
	}
	read_receipt(pdu, content.octets);
	buf_fini(&text);
}

/* What was read is written again, and read the same. */
static void
write_again(const struct smpp_pdu *pdu)
{
	struct buf frame = { 0 }, again = { 0 };
	struct smpp_pdu back;
	struct err err;

	if (smpp_encode(pdu, &frame, &err) != 0 ||
	    smpp_decode(buf_view(&frame), &back, &err) != 0 ||
	    smpp_encode(&back, &again, &err) != 0 || !view_eq(buf_view(&frame), buf_view(&again)))
		abort();
	buf_fini(&frame);
	buf_fini(&again);
}

/* What a machine wants to send can be written. */
static void
send_plain(uint32_t command, uint32_t status, uint32_t sequence)
{
	write_again(
	    &(struct smpp_pdu){ .command = command, .status = status, .sequence = sequence });
}

/* Does what the server's machine says as smpp_session.c does: whoever binds is known, what is submitted is taken, and
 * whenever there is room something is delivered. */
static void
serve(struct smpp_server *server, struct smpp_quota *quota, int64_t now_ms)
{
	struct smpp_server_action action;
	static char token;

	while (smpp_server_next(server, &action)) {
		if (action.act == SMPP_SERVE_SEND)
			send_plain(action.command, action.status, action.sequence);
		if (action.act == SMPP_SERVE_LOGIN)
			smpp_server_on_login(server, quota, 2, now_ms);
		fuzz_reached += action.act == SMPP_SERVE_SUBMIT;
		if ((action.act == SMPP_SERVE_SUBMIT || action.act == SMPP_SERVE_QUERY) &&
		    (now_ms & 1) == 0)
			smpp_server_on_submitted(server, now_ms);
	}
	if (smpp_server_may_deliver(server))
		(void)smpp_server_deliver(server, &token, now_ms);
	if (server->unanswered < 0 || server->unanswered > SMPP_DELIVER_WINDOW ||
	    server->submits < 0 || server->submits > 2)
		abort();
}

static void
serve_stream(struct view stream)
{
	struct smpp_server server;
	struct smpp_quota quota = { .full = false };
	struct smpp_pdu pdu;
	struct view frame;
	struct err err;
	int64_t now_ms = 0, id;

	bucket_init(&quota.rate, 1000000, 0);
	smpp_server_init(&server, 0);
	while (smpp_frame(stream, &frame) == SMPP_FRAME_WHOLE) {
		stream.p += frame.n;
		stream.n -= frame.n;
		now_ms += 1 + (int64_t)frame.n * 100;
		smpp_server_on_time(&server, now_ms);
		serve(&server, &quota, now_ms);
		if (smpp_decode(frame, &pdu, &err) == 0)
			smpp_server_on_pdu(&server, &pdu, now_ms);
		else
			smpp_server_on_unreadable(&server, &pdu, now_ms);
		serve(&server, &quota, now_ms);
		(void)smpp_client_id_read(pdu.message_id, &id);
	}
	smpp_server_on_garbage(&server);
	serve(&server, &quota, now_ms);
	smpp_server_on_closed(&server);
	serve(&server, &quota, now_ms);
	if (server.unanswered != 0)
		abort();
}

/* The same for a link of ours to a carrier: it binds, and has a submit under way whenever there is room. */
static void
link_on(struct smpp_link *link, int64_t now_ms)
{
	struct smpp_action action;
	static char token;

	smpp_link_on_time(link, now_ms);
	while (smpp_link_next(link, &action)) {
		if (action.act == SMPP_ACT_SEND || action.act == SMPP_ACT_BIND)
			send_plain(action.command, action.status, action.sequence);
		if (action.act == SMPP_ACT_CONNECT)
			smpp_link_on_connected(link, now_ms);
		if (action.act == SMPP_ACT_CLOSE)
			smpp_link_on_closed(link, now_ms, 0);
		fuzz_reached += action.act == SMPP_ACT_ANSWERED;
	}
	if (smpp_link_take(link, 1, now_ms) == 0)
		(void)smpp_link_submit(link, &token, now_ms);
	if (link->unanswered < 0 || link->unanswered > link->config.window)
		abort();
}

static void
link_stream(struct view stream)
{
	struct smpp_link link;
	struct smpp_pdu pdu;
	struct view frame;
	struct err err;
	int64_t now_ms = 0;

	smpp_link_init(&link,
	    &(struct smpp_link_config){ .bind = SMPP_BIND_TRANSCEIVER,
		.window = 2,
		.rate_milli = 1000000,
		.enquire_ms = SMPP_ENQUIRE_MS,
		.submit_ms = SMPP_SUBMIT_MS },
	    0);
	link_on(&link, 0);
	while (smpp_frame(stream, &frame) == SMPP_FRAME_WHOLE) {
		stream.p += frame.n;
		stream.n -= frame.n;
		now_ms += 1 + (int64_t)frame.n * 100;
		if (smpp_decode(frame, &pdu, &err) == 0)
			smpp_link_on_pdu(&link, &pdu, now_ms);
		else
			smpp_link_on_unreadable(&link, &pdu, now_ms);
		link_on(&link, now_ms);
	}
	smpp_link_on_garbage(&link, now_ms);
	smpp_link_end(&link, now_ms);
	link_on(&link, now_ms);
	smpp_link_on_closed(&link, now_ms, 0);
	link_on(&link, now_ms);
	if (link.unanswered != 0 || link.state != SMPP_LINK_ENDED)
		abort();
	smpp_link_fini(&link);
}

static void
read_stream(struct view stream)
{
	struct smpp_pdu pdu;
	struct view frame;
	struct err err;
	char number[24];

	while (smpp_frame(stream, &frame) == SMPP_FRAME_WHOLE) {
		stream.p += frame.n;
		stream.n -= frame.n;
		if (smpp_decode(frame, &pdu, &err) != 0)
			continue;
		write_again(&pdu);
		read_content(&pdu);
		(void)smpp_number(pdu.source_ton, pdu.source, number, sizeof(number));
	}
}

static void
make_parts(struct view text)
{
	struct smpp_parts parts;
	struct err err;

	for (int how = SMPP_LONG_UDH; utf8_valid(text) && how <= SMPP_LONG_PAYLOAD; how++) {
		if (smpp_parts_make(text, &charsets, (enum smpp_long)how, 1, &parts, &err) != 0)
			continue;
		for (int i = 0; i < parts.count; i++) {
			struct smpp_pdu pdu = { .command = SMPP_SUBMIT_SM };
			struct buf tlvs = { 0 };

			smpp_part_fill(&parts, i, &pdu, &tlvs);
			write_again(&pdu);
			read_content(&pdu);
			buf_fini(&tlvs);
		}
		smpp_parts_fini(&parts);
	}
}

/* What was read is as long when it is written, in seconds from now. */
static void
read_validity(struct view text)
{
	enum { NOW_S = 1700000000 };
	char again[SMPP_TIME_SIZE];
	int64_t seconds, same;

	if (!smpp_validity_read(text, NOW_S, &seconds))
		return;
	if (seconds < 0 || (seconds == 0) != (text.n == 0))
		abort();
	smpp_validity(seconds, again);
	if (!smpp_validity_read(view_of(again), NOW_S, &same) ||
	    same != (seconds < SMPP_VALIDITY_MAX_S ? seconds : SMPP_VALIDITY_MAX_S))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest;

	if (size == 0)
		return 0;
	rest = (struct view){ (const char *)data + 1, size - 1 };
	switch (data[0] % 5) {
	case 0:
		serve_stream(rest);
		link_stream(rest);
		read_stream(rest);
		break;
	case 1:
		read_content(&(struct smpp_pdu){ .command = SMPP_DELIVER_SM,
		    .esm_class = 0x40,
		    .data_coding = rest.n > 0 ? (uint8_t)rest.p[0] : 0,
		    .short_message = rest });
		break;
	case 2:
		read_receipt(
		    &(struct smpp_pdu){ .command = SMPP_DELIVER_SM, .esm_class = 0x04 }, rest);
		break;
	case 3:
		make_parts(rest);
		break;
	default:
		read_validity(rest);
	}
	return 0;
}
