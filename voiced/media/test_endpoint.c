/* One endpoint without the thread, tick by tick: what a stall, a quiet network and a new address make of its stream. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

#include "common/base/test_port.h"
#include "voiced/media/endpoint.h"

enum { REPORTS_MAX = 512, TIMEOUT_TICKS = 60 };

static struct report reports[REPORTS_MAX];
static int report_count;
static bool full; /* the box to the loop */

static bool
note(struct media *media, const struct report *report)
{
	assert_null(media);
	assert_true(report_count < REPORTS_MAX);
	if (full && report->kind == REPORT_CHUNK) {
		free(report->chunk);
		return false;
	}
	reports[report_count++] = *report;
	if (report->kind == REPORT_CHUNK)
		free(report->chunk);
	return true;
}

static int port_min; /* of the block reserved by main() */

static int
own_socket(int *port)
{
	struct port_range range;
	struct err err;
	int fd;

	assert_int_equal(
	    port_range_init(&range, "127.0.0.1", port_min, port_min + TEST_PORT_MEDIA - 1, &err),
	    0);
	fd = socket_open(&range, port, &err);
	assert_true(fd >= 0);
	return fd;
}

static void
send_to(int fd, int port, struct rtp_packet packet)
{
	struct sockaddr_storage to;
	uint8_t out[RTP_PACKET_MAX];
	size_t n = rtp_write(&packet, out, sizeof(out));

	assert_true(address_parse("127.0.0.1", port, &to));
	assert_int_equal(sendto(fd, out, n, 0, (struct sockaddr *)&to, address_size(&to)), n);
}

static void
say(int fd, int port, uint32_t timestamp, uint8_t byte)
{
	char sound[TICK_SAMPLES];

	memset(sound, byte, sizeof(sound));
	send_to(fd, port,
	    (struct rtp_packet){
		.timestamp = timestamp, .ssrc = 3, .payload = { sound, sizeof(sound) } });
}

/* The next packet from the endpoint; false: there is none. */
static bool
hear(int fd, struct rtp_packet *packet)
{
	static char bytes[RTP_PACKET_MAX];
	ssize_t n = recv(fd, bytes, sizeof(bytes), 0);

	return n >= 0 && rtp_read((struct view){ bytes, (size_t)n }, packet);
}

static struct rtp_packet
heard(int fd)
{
	struct rtp_packet packet;

	if (!hear(fd, &packet))
		abort(); /* the endpoint has just sent it */
	return packet;
}

struct stage {
	struct endpoint *endpoint;
	int fd, port; /* of the other end */
};

static void
begin(struct stage *stage)
{
	report_count = 0;
	full = false;
	stage->fd = own_socket(&stage->port);
	stage->endpoint = calloc(1, sizeof(*stage->endpoint));
	assert_non_null(stage->endpoint);
	stage->endpoint->report = note;
	stage->endpoint->rtp_timeout_ticks = TIMEOUT_TICKS;
	stage->endpoint->spec.event_type = 101;
	stage->endpoint->spec.mixes = true;
	stage->endpoint->fd = own_socket(&stage->endpoint->port);
	endpoint_begin(stage->endpoint);
}

static void
end(struct stage *stage)
{
	endpoint_end(stage->endpoint);
	free(stage->endpoint);
	(void)close(stage->fd);
}

static void
send_here(struct stage *stage, int port)
{
	struct command command = { .kind = COMMAND_REMOTE };

	assert_true(address_parse("127.0.0.1", port, &command.remote.at));
	endpoint_obey(stage->endpoint, &command);
}

static void
nothing_is_sent_before_it_knows_where_to_then_silence(void **state)
{
	struct stage stage;
	struct rtp_packet packet = { 0 };

	(void)state;
	begin(&stage);
	endpoint_tick(stage.endpoint);
	assert_int_equal(atomic_load(&stage.endpoint->sent), 0);
	send_here(&stage, stage.port);
	endpoint_tick(stage.endpoint);
	packet = heard(stage.fd);
	assert_true(packet.marker);
	assert_int_equal(packet.payload.n, TICK_SAMPLES);
	assert_int_equal((uint8_t)packet.payload.p[159], 0xff);
	assert_false(hear(stage.fd, &packet));
	end(&stage);
}

static void
a_second_is_fifty_packets_and_a_stall_is_a_jump_with_a_marker(void **state)
{
	struct stage stage;
	struct rtp_packet packet = { 0 }, before;

	(void)state;
	begin(&stage);
	send_here(&stage, stage.port);
	for (int i = 0; i < 50; i++) {
		endpoint_tick(stage.endpoint);
		before = packet;
		packet = heard(stage.fd);
		if (i > 0) {
			assert_int_equal(packet.timestamp - before.timestamp, TICK_SAMPLES);
			assert_false(packet.marker);
		}
	}
	endpoint_skip(stage.endpoint, 100);
	endpoint_tick(stage.endpoint);
	before = packet;
	packet = heard(stage.fd);
	assert_int_equal((uint16_t)(packet.sequence - before.sequence), 1);
	assert_int_equal(packet.timestamp - before.timestamp, 101 * TICK_SAMPLES);
	assert_true(packet.marker);
	assert_int_equal(report_count, 0); /* no timeout: it was our own stall */
	end(&stage);
}

static void
record(struct stage *stage, int64_t length_ms, int64_t silence_ms)
{
	struct command command = { .kind = COMMAND_RECORD,
		.tag = 4,
		.recorder = recorder_new(G711_ULAW, length_ms, silence_ms) };

	endpoint_obey(stage->endpoint, &command);
}

static void
a_quiet_network_ends_a_recording_and_is_told(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	record(&stage, 60000, 0);
	say(stage.fd, stage.endpoint->port, 0, 1);
	endpoint_receive(stage.endpoint);
	for (int i = 0; i < TIMEOUT_TICKS - 1; i++)
		endpoint_tick(stage.endpoint);
	assert_int_equal(report_count, 1); /* the first packet */
	endpoint_tick(stage.endpoint);
	endpoint_tick(stage.endpoint);
	assert_int_equal(report_count, 4);
	assert_int_equal(reports[1].kind, REPORT_CHUNK);
	assert_int_equal(reports[2].event.kind, MEDIA_RECORDED);
	assert_int_equal(reports[2].event.end, RECORD_LOST);
	assert_int_equal(reports[2].event.ms, 20);
	assert_true(reports[2].event.whole);
	assert_int_equal(reports[3].event.kind, MEDIA_RTP_TIMEOUT);
	end(&stage);
}

static void
a_recording_that_lost_a_second_on_the_way_says_so(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	record(&stage, 60000, 0);
	say(stage.fd, stage.endpoint->port, 0, 1);
	endpoint_receive(stage.endpoint);
	full = true;
	endpoint_obey(stage.endpoint, &(struct command){ .kind = COMMAND_RECORD_STOP });
	assert_int_equal(reports[report_count - 1].event.kind, MEDIA_RECORDED);
	assert_false(reports[report_count - 1].event.whole);
	end(&stage);
}

/* What is sent to the first of three after another step in which the others say one byte each, as a sample. */
static int
mixed(struct stage stages[3], uint32_t step)
{
	struct rtp_packet packet;

	for (int i = 1; i < 3; i++) {
		say(stages[i].fd, stages[i].endpoint->port, step * TICK_SAMPLES,
		    i == 1 ? 0xa0 : 0xc0);
		endpoint_receive(stages[i].endpoint);
	}
	for (int i = 0; i < 3; i++)
		endpoint_say(stages[i].endpoint);
	endpoint_tick(stages[0].endpoint);
	packet = heard(stages[0].fd);
	return g711_decode((enum g711_law)packet.type, (uint8_t)packet.payload.p[TICK_SAMPLES - 1]);
}

static void
who_hears_others_hears_their_sum_in_place_of_music_until_they_close(void **state)
{
	struct stage stages[3];
	struct command command = { .kind = COMMAND_HEARS, .hears = { .count = 2 } };
	int b = g711_decode(G711_ULAW, 0xa0), c = g711_decode(G711_ULAW, 0xc0), got;
	uint32_t step = 0;

	(void)state;
	for (int i = 0; i < 3; i++)
		begin(&stages[i]);
	for (int i = 0; i < 2; i++)
		command.hears.others[i] = stages[i + 1].endpoint;
	send_here(&stages[0], stages[0].port);
	for (; step < 5; step++)
		assert_int_equal(mixed(stages, step), 0); /* silence: no music */
	endpoint_obey(stages[0].endpoint, &command);
	got = mixed(stages, step++);
	assert_true(abs(got - (b + c)) < (b + c) / 30);
	command = (struct command){ .kind = COMMAND_LAW, .law = G711_ALAW };
	endpoint_obey(stages[0].endpoint, &command);
	got = mixed(stages, step++);
	assert_true(abs(got - (b + c)) < (b + c) / 30);
	endpoint_forget(stages[0].endpoint, stages[2].endpoint);
	got = mixed(stages, step++);
	assert_true(abs(got - b) < b / 30);
	endpoint_forget(stages[0].endpoint, stages[1].endpoint);
	assert_int_equal(abs(mixed(stages, step)), 8); /* the least of A-law */
	for (int i = 0; i < 3; i++)
		end(&stages[i]);
}

static void
press(struct stage *stage, uint32_t timestamp, const char *bytes)
{
	send_to(stage->fd, stage->endpoint->port,
	    (struct rtp_packet){ .type = 101,
		.timestamp = timestamp,
		.ssrc = 3,
		.payload = { bytes, RTP_EVENT_SIZE } });
}

/* A tick of both; what the first one's other end was sent but sound. */
static int
passed(struct stage stages[2], struct rtp_packet out[8])
{
	struct rtp_packet packet;
	int n = 0;

	for (int i = 0; i < 2; i++)
		endpoint_receive(stages[i].endpoint);
	for (int i = 0; i < 2; i++)
		endpoint_say(stages[i].endpoint);
	for (int i = 0; i < 2; i++)
		endpoint_tick(stages[i].endpoint);
	while (n < 8 && hear(stages[0].fd, &packet))
		if (packet.type == 101)
			out[n++] = packet;
	return n;
}

static void
a_digit_is_sent_on_to_who_hears_its_source_once_and_from_its_beginning(void **state)
{
	static const char down[] = "\x05\x0a\x00\xa0", up[] = "\x05\x8a\x01\x40";
	struct command command = { .kind = COMMAND_HEARS, .hears = { .count = 1 } };
	struct stage stages[2];
	struct rtp_packet out[8];

	(void)state;
	for (int i = 0; i < 2; i++)
		begin(&stages[i]);
	send_here(&stages[0], stages[0].port);
	press(&stages[1], 1000, down);
	assert_int_equal(passed(stages, out), 0); /* nobody hears it */
	command.hears.others[0] = stages[1].endpoint;
	endpoint_obey(stages[0].endpoint, &command);
	press(&stages[1], 1000, up);
	assert_int_equal(passed(stages, out), 0); /* its beginning was not for us */
	press(&stages[1], 9000, down);
	assert_int_equal(passed(stages, out), 1);
	assert_true(out[0].marker);
	press(&stages[1], 9000, up);
	press(&stages[1], 9000, up);
	assert_int_equal(passed(stages, out), 2);
	assert_false(out[0].marker);
	assert_int_equal(out[0].timestamp, out[1].timestamp);
	assert_int_equal((uint16_t)(out[1].sequence - out[0].sequence), 1);
	press(&stages[1], 1000, up); /* a late copy */
	assert_int_equal(passed(stages, out), 0);
	for (uint32_t i = 0; i < 20; i++)
		press(&stages[1], 20000 + 1000 * i, down);
	assert_int_equal(passed(stages, out), PRESSES_MAX);
	endpoint_forget(stages[0].endpoint, stages[1].endpoint);
	press(&stages[1], 90000, down);
	assert_int_equal(passed(stages, out), 0);
	for (int i = 0; i < 2; i++)
		end(&stages[i]);
}

/* The first hears the second, in whose name these keys are sent to it. */
static void
keys_begin(struct stage stages[2], const char *keys)
{
	struct command command = { .kind = COMMAND_HEARS, .hears = { .count = 1 } };

	for (int i = 0; i < 2; i++)
		begin(&stages[i]);
	send_here(&stages[0], stages[0].port);
	command.hears.others[0] = stages[1].endpoint;
	endpoint_obey(stages[0].endpoint, &command);
	command = (struct command){ .kind = COMMAND_DIGITS };
	command.digits.from = stages[1].endpoint;
	command.digits.count = strlen(keys);
	memcpy(command.digits.keys, keys, strlen(keys));
	atomic_fetch_add(&stages[0].endpoint->digits_waiting, strlen(keys));
	endpoint_obey(stages[0].endpoint, &command);
	for (size_t i = 0; i < sizeof(command.digits.keys); i++)
		assert_int_equal(command.digits.keys[i], 0); /* they may be a secret */
}

static void
keys_end(struct stage stages[2])
{
	for (int i = 0; i < 2; i++)
		end(&stages[i]);
}

/* The packets of this many ticks, one each. */
static void
run(struct stage *stage, struct rtp_packet *out, char bytes[][TICK_SAMPLES], int ticks)
{
	for (int i = 0; i < ticks; i++) {
		endpoint_say(stage->endpoint);
		endpoint_tick(stage->endpoint);
		out[i] = heard(stage->fd);
		assert_true(out[i].payload.n <= TICK_SAMPLES);
		memcpy(bytes[i], out[i].payload.p, out[i].payload.n);
	}
}

enum { RUN = DTMF_GAP_STEPS + 2 * (DTMF_TONE_STEPS + DTMF_GAP_STEPS) + 2 };

static bool
was_told_that_keys_are_sent(void)
{
	int told = 0;

	for (int i = 0; i < report_count; i++)
		told += reports[i].event.kind == MEDIA_DIGITS_SENT;
	assert_true(told <= 1);
	return told == 1;
}

static bool
is_told_half_a_second_later(struct stage *stage)
{
	bool early = was_told_that_keys_are_sent();

	for (int i = 0; i < DIGITS_TAIL_TICKS; i++)
		endpoint_tick(stage->endpoint);
	return !early && was_told_that_keys_are_sent();
}

static void
keys_are_events_in_place_of_sound_in_one_line_with_it(void **state)
{
	static char bytes[RUN][TICK_SAMPLES];
	struct rtp_packet out[RUN];
	struct stage stages[2];

	(void)state;
	keys_begin(stages, "1#");
	run(&stages[0], out, bytes, RUN);
	for (int i = 0; i < RUN; i++) {
		int at = i - DTMF_GAP_STEPS, of = at % (DTMF_TONE_STEPS + DTMF_GAP_STEPS);
		bool event = at >= 0 && i < RUN - 2 && of < DTMF_TONE_STEPS + 2;
		const struct rtp_packet *first = &out[event ? i - of : i];

		assert_int_equal(out[i].type, event ? 101 : G711_ULAW);
		assert_int_equal((uint16_t)(out[i].sequence - out[0].sequence), i);
		assert_int_equal(out[i].marker, i == 0 || (event && of == 0));
		assert_int_equal(
		    out[i].timestamp - out[0].timestamp, (uint32_t)(first - out) * TICK_SAMPLES);
		if (event) {
			assert_int_equal(bytes[i][0], at == of ? 1 : 11);
			assert_int_equal((uint8_t)bytes[i][1] >> 7, of >= DTMF_TONE_STEPS - 1);
		}
	}
	assert_int_equal(atomic_load(&stages[0].endpoint->digits_waiting), 0);
	assert_true(is_told_half_a_second_later(&stages[0]));
	keys_end(stages);
}

static void
keys_are_tones_to_who_knows_no_events_with_silence_between_them(void **state)
{
	static char bytes[RUN][TICK_SAMPLES];
	struct command none = { .kind = COMMAND_EVENTS };
	struct rtp_packet out[RUN];
	struct stage stages[2];

	(void)state;
	keys_begin(stages, "1#");
	endpoint_obey(stages[0].endpoint, &none);
	run(&stages[0], out, bytes, RUN);
	for (int i = 0; i < RUN; i++) {
		int at = i - DTMF_GAP_STEPS, of = at % (DTMF_TONE_STEPS + DTMF_GAP_STEPS);
		bool tone = at >= 0 && i < RUN - 2 && of < DTMF_TONE_STEPS;
		int loud = g711_loudness(G711_ULAW, (const uint8_t *)bytes[i], TICK_SAMPLES);

		assert_int_equal(out[i].type, G711_ULAW);
		assert_int_equal(out[i].timestamp - out[0].timestamp, (uint32_t)i * TICK_SAMPLES);
		assert_int_equal((uint16_t)(out[i].sequence - out[0].sequence), i);
		assert_true(tone ? loud > 3000 : loud == 0);
	}
	assert_true(is_told_half_a_second_later(&stages[0]));
	keys_end(stages);
}

/* What is said then would be heard, and in no recording. */
static void
in_a_pause_between_keys_nobody_is_heard(void **state)
{
	enum { PAUSE = DTMF_GAP_STEPS + DTMF_PAUSE_STEPS, TICKS = PAUSE + 4 };
	static char bytes[TICKS][TICK_SAMPLES];
	uint8_t loud[TICK_SAMPLES];
	struct rtp_packet out[TICKS];
	struct stage stages[2];

	(void)state;
	memset(loud, 0, sizeof(loud)); /* as loud as the law can */
	keys_begin(stages, ",");
	for (int i = 0; i < TICKS; i++) {
		mix_put(stages[1].endpoint->said, G711_ULAW, (uint32_t)i * TICK_SAMPLES, loud,
		    sizeof(loud));
		endpoint_say(stages[1].endpoint);
		run(&stages[0], &out[i], &bytes[i], 1);
		assert_int_equal(
		    g711_loudness(G711_ULAW, (const uint8_t *)bytes[i], TICK_SAMPLES) > 0,
		    i >= PAUSE);
	}
	keys_end(stages);
}

/* It hears nobody, or another; or whose they are is gone. */
static void
keys_that_wait_go_with_whoever_is_heard(void **state)
{
	(void)state;
	for (int how = 0; how < 2; how++) {
		static char bytes[RUN][TICK_SAMPLES];
		struct command nobody = { .kind = COMMAND_HEARS };
		struct rtp_packet out[RUN];
		struct stage stages[2];
		int events = 0;

		keys_begin(stages, "123456");
		run(&stages[0], out, bytes, DTMF_GAP_STEPS + 2);
		if (how == 0)
			endpoint_obey(stages[0].endpoint, &nobody);
		else
			endpoint_forget(stages[0].endpoint, stages[1].endpoint);
		assert_int_equal(atomic_load(&stages[0].endpoint->digits_waiting), 0);
		assert_false(was_told_that_keys_are_sent());
		run(&stages[0], out, bytes, RUN);
		for (int i = 0; i < RUN; i++) {
			events += out[i].type == 101;
			assert_true(out[i].type != 101 || bytes[i][0] == 1); /* it ends */
		}
		assert_int_equal(
		    events, DTMF_TONE_STEPS); /* 2 were before, its end once more twice */
		assert_true(is_told_half_a_second_later(&stages[0]));
		keys_end(stages);
	}
}

static void
keys_in_the_name_of_who_is_not_heard_are_not_sent(void **state)
{
	static char bytes[RUN][TICK_SAMPLES];
	struct command command = { .kind = COMMAND_DIGITS };
	struct rtp_packet out[RUN];
	struct stage stages[2];

	(void)state;
	keys_begin(stages, "");
	command.digits.from = stages[0].endpoint;
	command.digits.count = 2;
	memcpy(command.digits.keys, "12", 2);
	atomic_fetch_add(&stages[0].endpoint->digits_waiting, 2);
	endpoint_obey(stages[0].endpoint, &command);
	run(&stages[0], out, bytes, RUN);
	for (int i = 0; i < RUN; i++)
		assert_int_equal(out[i].type, G711_ULAW);
	assert_int_equal(atomic_load(&stages[0].endpoint->digits_waiting), 0);
	assert_true(is_told_half_a_second_later(&stages[0]));
	keys_end(stages);
}

static void
a_new_address_is_sent_to_and_another_source_may_be_heard(void **state)
{
	struct stage stage;
	struct rtp_packet packet = { 0 };
	int port, other = own_socket(&port);

	(void)state;
	begin(&stage);
	say(stage.fd, stage.endpoint->port, 0, 1);
	endpoint_receive(stage.endpoint);
	say(other, stage.endpoint->port, 0, 1);
	endpoint_receive(stage.endpoint);
	assert_int_equal(atomic_load(&stage.endpoint->strangers), 1);
	endpoint_tick(stage.endpoint);
	packet = heard(stage.fd);
	send_here(&stage, port);
	endpoint_tick(stage.endpoint);
	assert_false(hear(stage.fd, &packet));
	packet = heard(other);
	say(other, stage.endpoint->port, 0, 1);
	endpoint_receive(stage.endpoint);
	say(stage.fd, stage.endpoint->port, 0, 1);
	endpoint_receive(stage.endpoint);
	assert_int_equal(atomic_load(&stage.endpoint->received), 2);
	assert_int_equal(atomic_load(&stage.endpoint->strangers), 2);
	assert_int_equal(report_count, 2);
	assert_int_equal(reports[1].event.kind, MEDIA_FIRST_PACKET);
	(void)close(other);
	end(&stage);
}

/* A socket at another address of this machine, with the same port. */
static int
twin_of(int port)
{
	struct sockaddr_storage at;
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	assert_true(address_parse("127.0.0.2", port, &at));
	assert_int_equal(bind(fd, (struct sockaddr *)&at, address_size(&at)), 0);
	return fd;
}

/* Of a tape as of others. */
static void
who_was_named_is_heard_at_its_port_or_when_it_is_exact_at_its_address_alone(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		struct stage stage;
		struct command command = { .kind = COMMAND_REMOTE };
		bool exact = i & 1;
		int port, other = own_socket(&port), twin;

		begin(&stage);
		stage.endpoint->spec.silent = i & 2;
		twin = twin_of(stage.port);
		assert_true(address_parse("127.0.0.1", stage.port, &command.remote.at));
		command.remote.exact = exact;
		endpoint_obey(stage.endpoint, &command);
		say(other, stage.endpoint->port, 0, 1); /* what the one before still sends */
		say(twin, stage.endpoint->port, 0, 1);
		say(stage.fd, stage.endpoint->port, 0, 1);
		endpoint_receive(stage.endpoint);
		assert_int_equal(atomic_load(&stage.endpoint->received), 1);
		assert_int_equal(atomic_load(&stage.endpoint->strangers), 2);
		assert_int_equal(report_count, exact ? 0 : 1); /* the twin was first */
		(void)close(other);
		(void)close(twin);
		end(&stage);
	}
}

static void
a_flood_is_taken_in_bounded_pieces(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	for (uint32_t i = 0; i < 100; i++)
		say(stage.fd, stage.endpoint->port, i * TICK_SAMPLES, 1);
	endpoint_receive(stage.endpoint);
	assert_int_equal(atomic_load(&stage.endpoint->received), 32);
	end(&stage);
}

static void
comfort_noise_keeps_the_line_alive_and_is_no_sound(void **state)
{
	struct stage stage;

	(void)state;
	begin(&stage);
	record(&stage, 60000, 0);
	for (int i = 0; i < 2 * TIMEOUT_TICKS; i++) {
		if (i % 20 == 0)
			send_to(stage.fd, stage.endpoint->port,
			    (struct rtp_packet){ .type = 13, .payload = VIEW("\x40") });
		endpoint_receive(stage.endpoint);
		endpoint_tick(stage.endpoint);
	}
	assert_int_equal(report_count, 1);
	assert_int_equal(recorder_ms(stage.endpoint->recorder), 0);
	end(&stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_sent_before_it_knows_where_to_then_silence),
		cmocka_unit_test(a_second_is_fifty_packets_and_a_stall_is_a_jump_with_a_marker),
		cmocka_unit_test(a_quiet_network_ends_a_recording_and_is_told),
		cmocka_unit_test(a_recording_that_lost_a_second_on_the_way_says_so),
		cmocka_unit_test(
		    who_hears_others_hears_their_sum_in_place_of_music_until_they_close),
		cmocka_unit_test(
		    a_digit_is_sent_on_to_who_hears_its_source_once_and_from_its_beginning),
		cmocka_unit_test(keys_are_events_in_place_of_sound_in_one_line_with_it),
		cmocka_unit_test(keys_are_tones_to_who_knows_no_events_with_silence_between_them),
		cmocka_unit_test(in_a_pause_between_keys_nobody_is_heard),
		cmocka_unit_test(keys_that_wait_go_with_whoever_is_heard),
		cmocka_unit_test(keys_in_the_name_of_who_is_not_heard_are_not_sent),
		cmocka_unit_test(a_new_address_is_sent_to_and_another_source_may_be_heard),
		cmocka_unit_test(
		    who_was_named_is_heard_at_its_port_or_when_it_is_exact_at_its_address_alone),
		cmocka_unit_test(a_flood_is_taken_in_bounded_pieces),
		cmocka_unit_test(comfort_noise_keeps_the_line_alive_and_is_no_sound),
	};

	port_min = test_port_reserve_media(1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
