/* smpp_pdu: frames, every command there and back, bounds, optional parameters, statuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "common/base/bytes.h"
#include "smsgw/core/smpp_pdu.h"

static struct view
unhex(const char *text, struct buf *out)
{
	for (; *text != '\0'; text += 2) {
		while (*text == ' ')
			text++;
		buf_add_char(
		    out, (char)(unsigned char)(hex_value(text[0]) << 4 | hex_value(text[1])));
	}
	return buf_view(out);
}

/* The example of the specification, 3.2.4. */
static void
a_bind_is_read_as_the_specification_writes_it(void **unused)
{
	struct buf bytes = { 0 }, again = { 0 };
	struct view frame =
	    unhex("0000002F 00000002 00000000 00000001 534D50503354455354 00 7365637265743038 00 "
		  "5355424D495431 00 50 01 01 00",
		&bytes);
	struct smpp_pdu pdu;
	struct err err;

	(void)unused;
	assert_int_equal(smpp_decode(frame, &pdu, &err), 0);
	assert_int_equal(pdu.command, SMPP_BIND_TRANSMITTER);
	assert_true(view_is(pdu.system_id, "SMPP3TEST"));
	assert_true(view_is(pdu.password, "secret08"));
	assert_true(view_is(pdu.system_type, "SUBMIT1"));
	assert_int_equal(pdu.version, 0x50);
	assert_int_equal(pdu.sequence, 1);
	assert_int_equal(smpp_encode(&pdu, &again, &err), 0);
	assert_true(view_eq(buf_view(&again), frame));
	buf_fini(&bytes);
	buf_fini(&again);
}

static void
a_frame_is_whole_or_not_yet_or_never(void **unused)
{
	static const struct {
		const char *stream;
		enum smpp_frame expected;
		size_t n;
	} rows[] = {
		{ "", SMPP_FRAME_MORE, 0 },
		{ "000000", SMPP_FRAME_MORE, 0 },
		{ "0000000F", SMPP_FRAME_BAD, 0 },
		{ "00000000", SMPP_FRAME_BAD, 0 },
		{ "00010001", SMPP_FRAME_BAD, 0 },
		{ "FFFFFFFF", SMPP_FRAME_BAD, 0 },
		{ "00010000", SMPP_FRAME_MORE, 0 },
		{ "00000010 00000015 00000000 0000", SMPP_FRAME_MORE, 0 },
		{ "00000010 00000015 00000000 00000007", SMPP_FRAME_WHOLE, 16 },
		{ "00000010 00000015 00000000 00000007 00000010", SMPP_FRAME_WHOLE, 16 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf bytes = { 0 };
		struct view frame = { NULL, 0 };

		assert_int_equal(
		    smpp_frame(unhex(rows[i].stream, &bytes), &frame), rows[i].expected);
		assert_int_equal(frame.n, rows[i].n);
		buf_fini(&bytes);
	}
}

static const uint32_t all[] = { SMPP_BIND_RECEIVER, SMPP_BIND_TRANSMITTER, SMPP_QUERY_SM,
	SMPP_SUBMIT_SM, SMPP_DELIVER_SM, SMPP_UNBIND, SMPP_REPLACE_SM, SMPP_CANCEL_SM,
	SMPP_BIND_TRANSCEIVER, SMPP_ENQUIRE_LINK, SMPP_SUBMIT_MULTI, SMPP_DATA_SM };
static const uint32_t alone[] = { SMPP_GENERIC_NACK, SMPP_OUTBIND, SMPP_ALERT_NOTIFICATION };

/* Every field of every command differs from the next one, so that a swap would show. */
static void
there_and_back(uint32_t command)
{
	static const char dests[] = "\1\1\1"
				    "46700000001\0"
				    "\2"
				    "friends";
	struct buf tlvs = { 0 }, frame = { 0 }, again = { 0 };
	struct smpp_pdu pdu = { .command = command,
		.sequence = SMPP_SEQUENCE_MAX,
		.system_id = VIEW("system"),
		.password = VIEW("pass"),
		.system_type = VIEW("type"),
		.address_range = VIEW("^4670"),
		.service_type = VIEW("CMT"),
		.source = VIEW("46700000000"),
		.destination = VIEW("46700000001"),
		.esme = VIEW("1234"),
		.schedule = VIEW("000000000500000R"),
		.validity = VIEW("000001000000000R"),
		.final_date = VIEW("261120123456000+"),
		.message_id = VIEW("0123456789abcdef"),
		.short_message = VIEW("a\0b"),
		.dests = { dests, sizeof(dests) },
		.dest_count = 2,
		.version = 0x34,
		.address_ton = 1,
		.address_npi = 2,
		.source_ton = 3,
		.source_npi = 4,
		.destination_ton = 5,
		.destination_npi = 6,
		.esme_ton = 7,
		.esme_npi = 8,
		.esm_class = 0x43,
		.protocol_id = 9,
		.priority = 10,
		.registered_delivery = 11,
		.replace_if_present = 12,
		.data_coding = 8,
		.default_id = 13,
		.message_state = 2,
		.error_code = 14 };
	struct smpp_pdu back;
	struct view value;
	struct err err = { 0 };

	smpp_tlv_add(&tlvs, SMPP_TLV_RECEIPTED_ID, VIEW("abc"));
	smpp_tlv_add(&tlvs, (enum smpp_tag)0x1502, VIEW("nobody knows it"));
	smpp_tlv_add_number(&tlvs, SMPP_TLV_SAR_REF, 2, 0x1234);
	pdu.tlvs = buf_view(&tlvs);
	assert_int_equal(smpp_encode(&pdu, &frame, &err), 0);
	assert_int_equal(smpp_frame(buf_view(&frame), &value), SMPP_FRAME_WHOLE);
	assert_int_equal(value.n, frame.n);
	assert_int_equal(smpp_decode(value, &back, &err), 0);
	assert_int_equal(back.command, command);
	assert_true(smpp_tlv_find(&back, SMPP_TLV_RECEIPTED_ID, &value) && view_is(value, "abc"));
	assert_int_equal(smpp_encode(&back, &again, &err), 0);
	assert_true(view_eq(buf_view(&frame), buf_view(&again)));
	for (size_t n = SMPP_HEADER; n + 1 < frame.n;
	     n++) { /* cut anywhere it ends well or is refused */
		struct view cut = { frame.p, n };

		if (smpp_decode(cut, &back, &err) != 0)
			assert_string_not_equal(err.field, "");
	}
	buf_fini(&tlvs);
	buf_fini(&frame);
	buf_fini(&again);
}

static void
every_command_comes_back_as_it_went(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		there_and_back(all[i]);
		there_and_back(all[i] | SMPP_RESPONSE);
		assert_non_null(smpp_command_name(all[i]));
		assert_non_null(smpp_command_name(all[i] | SMPP_RESPONSE));
	}
	for (size_t i = 0; i < sizeof(alone) / sizeof(alone[0]); i++)
		there_and_back(alone[i]);
	assert_null(smpp_command_name(0x99));
}

static void
what_can_not_be_read_names_its_field_and_its_answer(void **unused)
{
	static const struct {
		const char *frame, *field;
		uint32_t status;
	} rows[] = {
		{ "00000010 00000099 00000000 00000001", "command_id", SMPP_RINVCMDID },
		{ "00000010 00000005 00000000 00000001", "service_type", SMPP_RINVSERTYP },
		{ "00000016 00000005 00000000 00000001 414141414141", "service_type",
		    SMPP_RINVSERTYP },
		/* a source address of 21 digits and no end */
		{ "00000028 00000005 00000000 00000001 00 01 01 "
		  "313131313131313131313131313131313131313131",
		    "source_addr", SMPP_RINVSRCADR },
		/* sm_length beyond the end, and above 254 */
		{ "00000023 00000005 00000000 00000001 00 0101 3100 0101 3200 00 00 00 00 00 00 00 "
		  "00 00 05 4142",
		    "short_message", SMPP_RINVMSGLEN },
		{ "00000023 00000005 00000000 00000001 00 0101 3100 0101 3200 00 00 00 00 00 00 00 "
		  "00 00 FF 4142",
		    "short_message", SMPP_RINVMSGLEN },
		/* a TLV past the end */
		{ "00000015 00000015 00000000 00000001 0424 0002 41", "tlv", SMPP_RINVTLVSTREAM },
		{ "00000013 00000015 00000000 00000001 042400", "tlv", SMPP_RINVTLVSTREAM },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf bytes = { 0 };
		struct view frame = unhex(rows[i].frame, &bytes);
		struct smpp_pdu pdu;
		struct err err;

		assert_int_equal(smpp_decode(frame, &pdu, &err), -1);
		assert_string_equal(err.field, rows[i].field);
		assert_int_equal(pdu.status, rows[i].status);
		assert_int_equal(pdu.sequence, 1);
		buf_fini(&bytes);
	}
}

static void
a_response_may_come_as_a_header_alone(void **unused)
{
	static const uint32_t with[] = { SMPP_SUBMIT_SM, SMPP_BIND_TRANSCEIVER, SMPP_QUERY_SM };

	(void)unused;
	for (size_t i = 0; i < sizeof(with) / sizeof(with[0]); i++) {
		struct smpp_pdu pdu = { .command = with[i] | SMPP_RESPONSE,
			.status = SMPP_RTHROTTLED,
			.sequence = 3,
			.message_id = VIEW("left away") };
		struct buf frame = { 0 };
		struct err err;

		assert_int_equal(smpp_encode(&pdu, &frame, &err), 0);
		assert_int_equal(frame.n, SMPP_HEADER);
		assert_int_equal(smpp_decode(buf_view(&frame), &pdu, &err), 0);
		assert_int_equal(pdu.status, SMPP_RTHROTTLED);
		assert_int_equal(pdu.message_id.n, 0);
		frame.p[11] = 0; /* some SMSCs answer ROK so, too */
		assert_int_equal(smpp_decode(buf_view(&frame), &pdu, &err), 0);
		buf_fini(&frame);
	}
}

static void
what_smpp_does_not_allow_is_not_written(void **unused)
{
	static const char digits[] =
	    "123456789012345678901234567890123456789012345678901234567890123456789";
	static char octets[300];
	struct {
		struct smpp_pdu pdu;
		const char *field;
	} rows[] = {
		{ { .command = SMPP_BIND_TRANSCEIVER, .password = { digits, 9 } }, "password" },
		{ { .command = SMPP_BIND_TRANSCEIVER, .system_id = { digits, 16 } }, "system_id" },
		{ { .command = SMPP_SUBMIT_SM, .destination = { digits, 21 } },
		    "destination_addr" },
		{ { .command = SMPP_SUBMIT_SM, .short_message = { octets, 255 } },
		    "short_message" },
		{ { .command = SMPP_QUERY_SM, .message_id = { digits, 65 } }, "message_id" },
		{ { .command = SMPP_SUBMIT_SM, .source = VIEW("1\0002") }, "source_addr" },
		{ { .command = SMPP_OUTBIND | SMPP_RESPONSE }, "command_id" },
		{ { .command = 0x77 }, "command_id" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf frame = { 0 };
		struct err err;

		assert_int_equal(smpp_encode(&rows[i].pdu, &frame, &err), -1);
		assert_string_equal(err.field, rows[i].field);
		assert_int_equal(frame.n, 0);
		buf_fini(&frame);
	}
}

static void
optional_parameters_are_found_among_unknown_ones(void **unused)
{
	struct buf tlvs = { 0 };
	struct smpp_pdu pdu = { .command = SMPP_DELIVER_SM };
	struct view value;
	uint32_t number;

	(void)unused;
	smpp_tlv_add(&tlvs, (enum smpp_tag)0x1503, VIEW(""));
	smpp_tlv_add_number(&tlvs, SMPP_TLV_MESSAGE_STATE, 1, 2);
	smpp_tlv_add_number(&tlvs, SMPP_TLV_MESSAGE_STATE, 1, 5);
	pdu.tlvs = buf_view(&tlvs);
	assert_true(smpp_tlv_number(&pdu, SMPP_TLV_MESSAGE_STATE, 1, &number));
	assert_int_equal(number, 2);
	assert_false(smpp_tlv_number(&pdu, SMPP_TLV_MESSAGE_STATE, 2, &number));
	assert_true(smpp_tlv_find(&pdu, (enum smpp_tag)0x1503, &value) && value.n == 0);
	assert_false(smpp_tlv_find(&pdu, SMPP_TLV_SAR_REF, &value));
	buf_fini(&tlvs);
}

static void
the_destinations_of_many_are_read_one_by_one(void **unused)
{
	static const char dests[] = "\1\1\1"
				    "46700000001\0"
				    "\2"
				    "friends";
	struct view rest = { dests, sizeof(dests) };
	struct smpp_dest dest;

	(void)unused;
	assert_true(smpp_dest_next(&rest, &dest));
	assert_true(!dest.list && dest.ton == 1 && view_is(dest.address, "46700000001"));
	assert_true(smpp_dest_next(&rest, &dest));
	assert_true(dest.list && view_is(dest.address, "friends"));
	assert_false(smpp_dest_next(&rest, &dest));
}

static void
a_status_tells_what_to_do_and_an_unknown_one_is_final(void **unused)
{
	static const struct {
		uint32_t status;
		enum smpp_meaning meaning;
	} rows[] = {
		{ 0x00, SMPP_OK },
		{ 0x58, SMPP_THROTTLED },
		{ 0x14, SMPP_FULL },
		{ 0x64, SMPP_TEMPORARY },
		{ 0x08, SMPP_TEMPORARY },
		{ 0x0e, SMPP_LOGIN },
		{ 0x0b, SMPP_REJECTED },
		{ 0x104, SMPP_REJECTED },
		{ 0x45, SMPP_FAILED },
		{ 0x400, SMPP_FAILED },
		{ 0xffffffff, SMPP_FAILED },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(smpp_status_find(rows[i].status)->meaning, rows[i].meaning);
	assert_string_equal(smpp_status_find(0x58)->name, "RTHROTTLED");
}

static void
sequence_numbers_begin_again_at_one(void **unused)
{
	(void)unused;
	assert_int_equal(smpp_sequence_next(0), 1);
	assert_int_equal(smpp_sequence_next(SMPP_SEQUENCE_MAX - 1), SMPP_SEQUENCE_MAX);
	assert_int_equal(smpp_sequence_next(SMPP_SEQUENCE_MAX), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bind_is_read_as_the_specification_writes_it),
		cmocka_unit_test(a_frame_is_whole_or_not_yet_or_never),
		cmocka_unit_test(every_command_comes_back_as_it_went),
		cmocka_unit_test(what_can_not_be_read_names_its_field_and_its_answer),
		cmocka_unit_test(a_response_may_come_as_a_header_alone),
		cmocka_unit_test(what_smpp_does_not_allow_is_not_written),
		cmocka_unit_test(optional_parameters_are_found_among_unknown_ones),
		cmocka_unit_test(the_destinations_of_many_are_read_one_by_one),
		cmocka_unit_test(a_status_tells_what_to_do_and_an_unknown_one_is_final),
		cmocka_unit_test(sequence_numbers_begin_again_at_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
