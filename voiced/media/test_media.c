/* The media thread against real sockets: its stream by sequence and timestamp, lists, digits, recordings, bounds, its end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/auth/key_ring.h"
#include "common/base/test_patience.h"
#include "common/base/test_port.h"
#include "voiced/core/tape.h"
#include "voiced/media/media.h"
#include "voiced/media/recording.h"
#include "voiced/media/ticker.h"

enum { HEARD_MAX = 4096, PEERS = 200, EVENTS_MAX = 256, RTP_TIMEOUT_MS = 10000 };
/* An endpoint takes an even port: enough for ENDPOINTS_MAX of them. */
enum { PORT_BLOCKS = 3, PORTS = PORT_BLOCKS * TEST_PORT_MEDIA, ENDPOINTS_MAX = PORTS / 2 };

static int port_min, port_max; /* reserved by main() */

/* ---- the other end ---- */

struct heard {
	uint16_t sequence;
	uint32_t timestamp;
	bool marker;
	int64_t at_us; /* when the kernel got it */
	uint8_t sound[TICK_SAMPLES];
};

struct peer {
	int fd;
	uint16_t sequence;
	uint32_t timestamp, ssrc;
	uint32_t heard_ssrc;
	uint8_t heard_type;
	int count;
	struct heard *heard; /* HEARD_MAX */
};

struct told {
	struct media_event event;
	struct err err;
	bool failed;
};

struct scene {
	uv_loop_t loop;
	struct media *media;
	struct endpoint *endpoint;
	struct peer peer;
	struct told told[EVENTS_MAX];
	int told_count;
	bool stopped;
	char folder[64];
	int files; /* before it began */
};

static void
peer_open(struct peer *peer)
{
	struct sockaddr_in any = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int on = 1;

	*peer = (struct peer){ .fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0),
		.timestamp = 1000,
		.ssrc = 77,
		.heard = calloc(HEARD_MAX, sizeof(struct heard)) };
	assert_true(peer->fd >= 0 && peer->heard != NULL);
	assert_int_equal(bind(peer->fd, (struct sockaddr *)&any, sizeof(any)), 0);
	assert_int_equal(setsockopt(peer->fd, SOL_SOCKET, SO_TIMESTAMP, &on, sizeof(on)), 0);
}

static void
peer_close(struct peer *peer)
{
	(void)close(peer->fd);
	free(peer->heard);
}

static int
peer_port(const struct peer *peer)
{
	struct sockaddr_in own = { .sin_family = AF_INET };
	socklen_t size = sizeof(own);

	assert_int_equal(getsockname(peer->fd, (struct sockaddr *)&own, &size), 0);
	return ntohs(own.sin_port);
}

static int64_t
arrival_us(struct msghdr *message)
{
	struct cmsghdr *control = CMSG_FIRSTHDR(message);
	struct timeval at;

	if (control == NULL || control->cmsg_type != SCM_TIMESTAMP)
		abort(); /* the kernel was asked for it */
	memcpy(&at, CMSG_DATA(control), sizeof(at));
	return (int64_t)at.tv_sec * 1000000 + at.tv_usec;
}

static void
peer_note(struct peer *peer, struct view datagram, int64_t at_us)
{
	struct rtp_packet packet;
	struct heard *heard;

	assert_true(rtp_read(datagram, &packet));
	assert_int_equal(packet.payload.n, TICK_SAMPLES);
	if (peer->count == 0) {
		peer->heard_ssrc = packet.ssrc;
		peer->heard_type = packet.type;
	}
	assert_int_equal(packet.ssrc, peer->heard_ssrc);
	assert_int_equal(packet.type, peer->heard_type);
	assert_true(peer->count < HEARD_MAX);
	heard = &peer->heard[peer->count++];
	*heard = (struct heard){ .sequence = packet.sequence,
		.timestamp = packet.timestamp,
		.marker = packet.marker,
		.at_us = at_us };
	memcpy(heard->sound, packet.payload.p, TICK_SAMPLES);
}

static void
peer_hear(struct peer *peer)
{
	char bytes[RTP_PACKET_MAX], control[128];

	for (;;) {
		struct sockaddr_in from = { .sin_family = AF_INET };
		struct iovec piece = { bytes, sizeof(bytes) };
		struct msghdr message = { .msg_name = &from,
			.msg_namelen = sizeof(from),
			.msg_iov = &piece,
			.msg_iovlen = 1,
			.msg_control = control,
			.msg_controllen = sizeof(control) };
		ssize_t n = recvmsg(peer->fd, &message, 0);

		if (n < 0)
			return;
		/* Another test may still send to the program that had this port before. */
		if (ntohs(from.sin_port) >= port_min && ntohs(from.sin_port) <= port_max)
			peer_note(peer, (struct view){ bytes, (size_t)n }, arrival_us(&message));
	}
}

static void
peer_send_bytes(const struct peer *peer, int port, const void *bytes, size_t n)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

	assert_int_equal(sendto(peer->fd, bytes, n, 0, (struct sockaddr *)&to, sizeof(to)), n);
}

static void
peer_send(struct peer *peer, int port, uint8_t type, const void *payload, size_t n)
{
	struct rtp_packet packet = { .type = type,
		.sequence = peer->sequence++,
		.timestamp = peer->timestamp,
		.ssrc = peer->ssrc,
		.payload = { payload, n } };
	uint8_t out[RTP_PACKET_MAX];

	peer_send_bytes(peer, port, out, rtp_write(&packet, out, sizeof(out)));
}

static void
peer_say(struct peer *peer, int port, uint8_t byte)
{
	uint8_t sound[TICK_SAMPLES];

	memset(sound, byte, sizeof(sound));
	peer_send(peer, port, G711_ULAW, sound, sizeof(sound));
	peer->timestamp += TICK_SAMPLES;
}

/* A key, as phones do: three packets while it is down, three that it is up. */
static void
peer_press(struct peer *peer, int port, uint8_t code)
{
	for (int i = 0; i < 6; i++) {
		uint8_t block[4] = { code, i < 3 ? 0x0a : 0x8a, 0, (uint8_t)(40 * (i + 1)) };

		peer_send(peer, port, 101, block, sizeof(block));
	}
	peer->timestamp += 1600;
}

/* ---- the scene ---- */

static int
entries(const char *path)
{
	DIR *folder = opendir(path);
	int count = 0;

	if (folder == NULL)
		abort(); /* made by the test */
	while (readdir(folder) != NULL)
		count++;
	(void)closedir(folder);
	return count;
}

/* Ours alone: libuv's workers stay, a sanitizer has its own. */
static int
media_threads(void)
{
	DIR *folder = opendir("/proc/self/task");
	struct dirent *entry;
	int count = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		char path[320], name[32] = "";
		FILE *file;

		(void)snprintf(path, sizeof(path), "/proc/self/task/%s/comm", entry->d_name);
		file = fopen(path, "r");
		if (file == NULL)
			continue;
		if (fgets(name, sizeof(name), file) != NULL)
			count += strcmp(name, "media\n") == 0;
		(void)fclose(file);
	}
	(void)closedir(folder);
	return count;
}

static void
on_event(void *ctx, struct endpoint *endpoint, const struct media_event *event)
{
	struct scene *scene = ctx;
	struct told *told = &scene->told[scene->told_count++];

	assert_non_null(endpoint);
	assert_true(scene->told_count < EVENTS_MAX);
	told->event = *event;
	told->failed = event->err != NULL;
	if (event->err != NULL)
		told->err = *event->err;
}

/* Turns the loop until `done` says so. */
static void
await(struct scene *scene, bool (*done)(struct scene *scene), const char *what)
{
	int64_t until = test_patience_ends_ms();

	for (;;) {
		struct pollfd fds[2] = { { uv_backend_fd(&scene->loop), POLLIN, 0 },
			{ scene->peer.fd, POLLIN, 0 } };

		(void)uv_run(&scene->loop, UV_RUN_NOWAIT);
		peer_hear(&scene->peer);
		if (done(scene))
			return;
		if (clock_mono_ms() > until)
			fail_msg("%s did not happen", what);
		(void)poll(fds, 2, 10);
	}
}

static int
begin_ports(struct scene *scene, int endpoints, int rtp_timeout_ms)
{
	struct media_config config = { "127.0.0.1", port_min, port_max, endpoints, rtp_timeout_ms };
	struct err err;

	memset(scene, 0, sizeof(*scene));
	(void)snprintf(scene->folder, sizeof(scene->folder), "/tmp/media-XXXXXX");
	assert_non_null(mkdtemp(scene->folder));
	peer_open(&scene->peer);
	assert_int_equal(uv_loop_init(&scene->loop), 0);
	scene->files = entries("/proc/self/fd");
	if (media_start(&scene->media, &scene->loop, &config, &err) != 0)
		fail_msg("%s: %s", err.field, err.text);
	return 0;
}

static struct endpoint *
open_endpoint(struct scene *scene, enum g711_law law)
{
	const struct endpoint_spec spec = {
		.law = law, .event_type = 101, .on_event = on_event, .ctx = scene
	};
	struct endpoint *endpoint;
	struct err err;

	if (media_open(scene->media, &spec, &endpoint, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(media_port(endpoint) % 2, 0);
	return endpoint;
}

static void
begin_with(struct scene *scene, enum g711_law law, int rtp_timeout_ms)
{
	struct err err;

	(void)begin_ports(scene, ENDPOINTS_MAX, rtp_timeout_ms);
	scene->endpoint = open_endpoint(scene, law);
	assert_int_equal(
	    media_remote(scene->endpoint, "127.0.0.1", peer_port(&scene->peer), false, &err), 0);
}

static void
begin(struct scene *scene)
{
	begin_with(scene, G711_ULAW, RTP_TIMEOUT_MS);
}

static bool
has_stopped(struct scene *scene)
{
	return scene->stopped;
}

static void
on_stopped(void *ctx)
{
	((struct scene *)ctx)->stopped = true;
}

static void
end(struct scene *scene)
{
	media_stop(scene->media, on_stopped, scene);
	await(scene, has_stopped, "the end");
	(void)uv_run(&scene->loop, UV_RUN_DEFAULT);
	peer_close(&scene->peer);
	(void)rmdir(scene->folder);
	assert_int_equal(uv_loop_close(&scene->loop), 0);
}

static struct clip *
clip_of(enum g711_law law, const uint8_t *bytes, size_t n)
{
	struct wav wav = { wav_format_of(law), { (const char *)bytes, n } };

	return clip_new(&wav);
}

/* `packets` packets of a byte each, beginning with `first`. */
static struct clip *
steps(uint8_t first, int packets)
{
	uint8_t *bytes = malloc((size_t)packets * TICK_SAMPLES);
	struct clip *clip;

	for (int i = 0; i < packets; i++)
		memset(bytes + (size_t)i * TICK_SAMPLES, first + i, TICK_SAMPLES);
	clip = clip_of(G711_ULAW, bytes, (size_t)packets * TICK_SAMPLES);
	free(bytes);
	return clip;
}

static void
play(struct scene *scene, struct clip *one, struct clip *two, int64_t tag)
{
	struct playlist list = { .count = 0 };
	struct err err;

	assert_true(playlist_add(&list, one));
	clip_drop(one);
	if (two != NULL) {
		assert_true(playlist_add(&list, two));
		clip_drop(two);
	}
	assert_int_equal(tag == 0 ? media_music(scene->endpoint, &list, &err)
				  : media_play(scene->endpoint, &list, tag, &err),
	    0);
}

/* ---- the stream ---- */

static bool
has_two_seconds(struct scene *scene)
{
	return scene->peer.count > 100;
}

/* A second of a sine of whole periods, made without a library. */
static struct clip *
tone(enum g711_law law)
{
	static const int quarter[] = { 0, 5657, 8000, 5657, 0, -5657, -8000, -5657 }; /* 1000 Hz */
	uint8_t bytes[G711_RATE];

	for (int i = 0; i < G711_RATE; i++)
		bytes[i] = g711_encode(law, (int16_t)quarter[i % 8]);
	return clip_of(law, bytes, sizeof(bytes));
}

static int
crossings(enum g711_law law, const uint8_t *sound)
{
	int count = 0;

	for (int i = 1; i < TICK_SAMPLES; i++)
		count +=
		    (g711_decode(law, sound[i - 1]) < -100) != (g711_decode(law, sound[i]) < -100);
	return count;
}

static void
music_is_a_stream_of_fifty_packets_a_second(enum g711_law law)
{
	struct scene scene;
	const struct heard *first, *last;
	int64_t samples = 0, real_us;

	begin_with(&scene, law, RTP_TIMEOUT_MS);
	play(&scene, tone(law), NULL, 0);
	await(&scene, has_two_seconds, "two seconds of sound");
	assert_int_equal(scene.peer.heard_type, law);
	first = &scene.peer.heard[0], last = &scene.peer.heard[100];
	assert_true(first->marker);
	for (int i = 1; i <= 100; i++) {
		const struct heard *at = &scene.peer.heard[i];
		int64_t step = rtp_timestamp_after(at[-1].timestamp, at->timestamp);

		assert_int_equal(rtp_sequence_after(at[-1].sequence, at->sequence), 1);
		/* More than one step only where the thread was held up for long: it says so. */
		assert_true(step > 0 && step % TICK_SAMPLES == 0);
		assert_int_equal(at->marker, step != TICK_SAMPLES);
		samples += step;
	}
	for (int i = 5; i <= 100; i++) {
		assert_in_range(
		    g711_loudness(law, scene.peer.heard[i].sound, TICK_SAMPLES), 4500, 5200);
		assert_in_range(crossings(law, scene.peer.heard[i].sound), 38, 41);
	}
	/* The timestamps are the clock's: off by no more than a late tick may be. */
	real_us = last->at_us - first->at_us;
	assert_in_range(real_us - samples * 1000 / 8 + 300000, 0, 600000);
	if (samples == INT64_C(100) * TICK_SAMPLES)
		assert_in_range(INT64_C(100) * G711_RATE / samples, 49, 51);
	end(&scene);
}

static void
music_in_mu_law_is_fifty_packets_a_second(void **state)
{
	(void)state;
	music_is_a_stream_of_fifty_packets_a_second(G711_ULAW);
}

static void
music_in_a_law_is_fifty_packets_a_second(void **state)
{
	(void)state;
	music_is_a_stream_of_fifty_packets_a_second(G711_ALAW);
}

/* ---- lists ---- */

static bool
has_something(struct scene *scene)
{
	return scene->peer.count > 0;
}

static bool
has_told_one(struct scene *scene)
{
	return scene->told_count >= 1;
}

static bool
music_goes_on(struct scene *scene)
{
	const struct peer *peer = &scene->peer;

	return scene->told_count >= 1 && peer->count > 0 &&
	    peer->heard[peer->count - 1].sound[0] == 12;
}

static void
announcements_are_heard_in_order_between_the_music(void **state)
{
	struct scene scene;
	const struct heard *heard;
	int at = 0, music;

	(void)state;
	begin(&scene);
	play(&scene, steps(1, 16), NULL, 0);
	await(&scene, has_something, "music");
	play(&scene, steps(100, 3), steps(120, 2), 55);
	await(&scene, music_goes_on, "music after the announcement");
	assert_int_equal(scene.told_count, 1);
	assert_int_equal(scene.told[0].event.kind, MEDIA_PLAYED);
	assert_int_equal(scene.told[0].event.tag, 55);
	assert_true(scene.told[0].event.whole);
	heard = scene.peer.heard;
	while (heard[at].sound[0] != 100) /* what stood before the music began is silence */
		at++;
	assert_true(at > 0);
	music = heard[at - 1].sound[0] == 0xff ? 0 : heard[at - 1].sound[0];
	for (int i = 0; i < 5; i++)
		assert_int_equal(heard[at + i].sound[0], i < 3 ? 100 + i : 117 + i);
	assert_int_equal(heard[at + 5].sound[0], music % 16 + 1);
	end(&scene);
}

static bool
has_told_two(struct scene *scene)
{
	return scene->told_count >= 2;
}

static bool
has_told_three(struct scene *scene)
{
	return scene->told_count >= 3;
}

static void
an_announcement_in_place_of_another_is_told_for_both(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene);
	play(&scene, steps(1, 200), NULL, 7);
	await(&scene, has_something, "sound");
	play(&scene, steps(9, 2), NULL, 8);
	await(&scene, has_told_two, "both");
	assert_int_equal(scene.told[0].event.tag, 7);
	assert_false(scene.told[0].event.whole);
	assert_int_equal(scene.told[1].event.tag, 8);
	assert_true(scene.told[1].event.whole);
	end(&scene);
}

/* ---- hearing ---- */

static bool
hears_hash(struct scene *scene)
{
	return scene->told_count > 0 && scene->told[scene->told_count - 1].event.digit == '#';
}

static void
digits_are_told_once_each_in_order(void **state)
{
	static const uint8_t keys[] = { 1, 1, 2, 10, 0, 11 };
	struct scene scene;
	char text[16] = "";
	size_t n = 0;

	(void)state;
	begin(&scene);
	for (size_t i = 0; i < sizeof(keys); i++)
		peer_press(&scene.peer, media_port(scene.endpoint), keys[i]);
	await(&scene, hears_hash, "the last digit");
	assert_int_equal(scene.told[0].event.kind, MEDIA_FIRST_PACKET);
	for (int i = 1; i < scene.told_count; i++) {
		assert_int_equal(scene.told[i].event.kind, MEDIA_DIGIT);
		text[n++] = scene.told[i].event.digit;
	}
	assert_string_equal(text, "112*0#");
	end(&scene);
}

/* The thread has them from the loop, and tells it when none waits any more. */
static void
keys_have_a_bound_and_their_end_is_told_by_the_latest_tag(void **state)
{
	struct scene scene;
	struct endpoint_spec spec = {
		.event_type = 101, .mixes = true, .on_event = on_event, .ctx = &scene
	};
	char keys[DTMF_WAITING_MAX];
	struct digits_spec digits = { .keys = keys, .n = 2, .tag = 6 };
	struct endpoint *other;
	struct err err;

	(void)state;
	memset(keys, '5', sizeof(keys));
	(void)begin_ports(&scene, ENDPOINTS_MAX, MEDIA_RTP_TIMEOUT_MAX_MS);
	assert_int_equal(media_open(scene.media, &spec, &scene.endpoint, &err), 0);
	assert_int_equal(media_open(scene.media, &spec, &other, &err), 0);
	assert_int_equal(
	    media_remote(scene.endpoint, "127.0.0.1", peer_port(&scene.peer), true, &err), 0);
	assert_int_equal(media_hears(scene.endpoint, &other, 1, &err), 0);
	digits.from = other;
	assert_int_equal(media_digits(scene.endpoint, &digits, &err), 0);
	digits.tag++;
	digits.n = sizeof(keys) - 2;
	assert_int_equal(media_digits(scene.endpoint, &digits, &err), 0);
	digits.tag++;
	assert_false(media_digits_fit(scene.endpoint, digits.n));
	assert_int_equal(media_digits(scene.endpoint, &digits, &err), -1);
	assert_int_equal(err.kind, ERR_OVERLOAD);
	assert_int_equal(media_hears(scene.endpoint, NULL, 0, &err), 0);
	await(&scene, has_told_one, "the end of the keys");
	assert_int_equal(scene.told[0].event.kind, MEDIA_DIGITS_SENT);
	assert_int_equal(scene.told[0].event.tag, 7);
	assert_true(media_digits_fit(scene.endpoint, sizeof(keys)));
	end(&scene);
}

static struct endpoint_counts
counts_of(struct endpoint *endpoint)
{
	struct endpoint_counts counts;

	media_counts(endpoint, &counts);
	return counts;
}

static bool
has_turned_away_three(struct scene *scene)
{
	struct endpoint_counts counts = counts_of(scene->endpoint);

	return counts.strangers == 1 && counts.refused == 2 && counts.received == 2;
}

static void
the_first_who_speaks_is_the_only_one_who_is_heard_and_answered(void **state)
{
	struct scene scene;
	struct peer stranger;
	int64_t until = test_patience_ends_ms();
	int port, before;

	(void)state;
	(void)begin_ports(&scene, ENDPOINTS_MAX, RTP_TIMEOUT_MS); /* nobody is named */
	scene.endpoint = open_endpoint(&scene, G711_ULAW);
	port = media_port(scene.endpoint);
	peer_open(&stranger);
	peer_say(&stranger, port, 1);
	await(&scene, has_told_one, "the first packet");
	peer_press(&stranger, port, 5);
	await(&scene, has_told_two, "the digit of who is heard");
	peer_press(&scene.peer, port, 6);
	peer_hear(&stranger);
	before = stranger.count;
	while (stranger.count < before + 5) {
		assert_true(clock_mono_ms() < until);
		(void)uv_run(&scene.loop, UV_RUN_NOWAIT);
		(void)poll(&(struct pollfd){ stranger.fd, POLLIN, 0 }, 1, 100);
		peer_hear(&stranger);
	}
	assert_int_equal(scene.told_count, 2); /* not the other one's */
	assert_int_equal(counts_of(scene.endpoint).strangers, 6);
	peer_close(&stranger);
	end(&scene);
}

static void
packets_are_counted_by_what_became_of_them(void **state)
{
	struct scene scene;
	struct peer stranger;
	int port;

	(void)state;
	begin(&scene);
	port = media_port(scene.endpoint);
	peer_open(&stranger);
	peer_send_bytes(&scene.peer, port, "no packet at all", 16);
	peer_send(&scene.peer, port, 96, "another codec", 13); /* neither latches */
	peer_say(&scene.peer, port, 1);
	peer_say(&scene.peer, port, 1);
	peer_say(&stranger, port, 1);
	await(&scene, has_turned_away_three, "the counts");
	peer_close(&stranger);
	end(&scene);
}

static void
silence_of_the_network_is_told_once(void **state)
{
	struct scene scene;

	(void)state;
	begin_with(&scene, G711_ULAW, 200);
	await(&scene, has_told_one, "the timeout");
	assert_int_equal(scene.told[0].event.kind, MEDIA_RTP_TIMEOUT);
	peer_say(&scene.peer, media_port(scene.endpoint), 1);
	await(&scene, has_told_three, "the first packet, and the timeout");
	assert_int_equal(scene.told[1].event.kind, MEDIA_FIRST_PACKET);
	assert_int_equal(scene.told[2].event.kind, MEDIA_RTP_TIMEOUT);
	end(&scene);
}

/* ---- recordings ---- */

static const struct key_ring ring = { .present = { [1] = true }, .active = 1, .derives = true };

static void
record(struct scene *scene, char path[128], int length_ms, int silence_ms)
{
	const struct record_spec spec = { .path = path,
		.ring = &ring,
		.place = "message",
		.about = VIEW("for 5"),
		.length_ms = length_ms,
		.silence_ms = silence_ms,
		.tag = 99 };
	struct err err;

	(void)snprintf(path, 128, "%s/message.wav", scene->folder);
	if (media_record(scene->endpoint, &spec, &err) != 0)
		fail_msg("%s", err.text);
}

static bool
is_recorded(struct scene *scene)
{
	return scene->told_count > 0 &&
	    scene->told[scene->told_count - 1].event.kind == MEDIA_RECORDED;
}

static const struct told *
last_told(const struct scene *scene)
{
	return &scene->told[scene->told_count - 1];
}

static bool
has_heard_all(struct scene *scene)
{
	return counts_of(scene->endpoint).received == 151;
}

/* The samples of a file, as another program would read them. */
static void
read_back(const char *path, struct buf *file, struct wav *wav)
{
	struct vault_reader *reader = NULL;
	struct err err;

	if (vault_open(&ring, path, "message", &reader, &err) != 0 ||
	    recording_wav(reader, file, &err) != 0)
		fail_msg("%s", err.text);
	assert_true(view_is(vault_about(reader), "for 5"));
	assert_int_equal(recording_ms(reader), 3000);
	vault_close(reader);
	if (wav_read(buf_view(file), wav, &err) != 0)
		fail_msg("%s", err.text);
}

static int paced;

static bool
is_in_time(struct scene *scene)
{
	return scene->peer.count > paced - 40;
}

/* A phone is never far ahead of the clock. The clock is the stream that comes back. */
static void
pace(struct scene *scene, int packet)
{
	paced = packet;
	await(scene, is_in_time, "the next packet's time");
}

static void
what_is_recorded_is_what_was_sent(void **state)
{
	struct scene scene;
	struct buf file = { 0 };
	struct stat about;
	struct err err;
	struct wav wav;
	char path[128], part[140];

	(void)state;
	begin(&scene);
	record(&scene, path, 60000, 0);
	await(&scene, has_something, "sound");
	for (int i = 0; i < 150; i++) {
		pace(&scene, i);
		peer_say(&scene.peer, media_port(scene.endpoint), (uint8_t)i);
		if (i == 70) { /* a copy comes late */
			scene.peer.timestamp -= 5 * TICK_SAMPLES;
			peer_say(&scene.peer, media_port(scene.endpoint), 66);
			scene.peer.timestamp += 4 * TICK_SAMPLES;
		}
	}
	await(&scene, has_heard_all, "all packets");
	assert_int_equal(media_record_stop(scene.endpoint, &err), 0);
	await(&scene, is_recorded, "the recording");
	assert_false(last_told(&scene)->failed);
	assert_int_equal(last_told(&scene)->event.tag, 99);
	assert_int_equal(last_told(&scene)->event.ms, 3000);
	assert_in_range(last_told(&scene)->event.loud_ms, 1500, 2999);
	assert_int_equal(last_told(&scene)->event.end, RECORD_STOPPED);
	read_back(path, &file, &wav);
	assert_int_equal(wav.format, WAV_ULAW);
	assert_int_equal(wav.data.n, 150 * TICK_SAMPLES);
	for (size_t i = 0; i < wav.data.n; i++)
		assert_int_equal((uint8_t)wav.data.p[i], i / TICK_SAMPLES);
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	(void)snprintf(part, sizeof(part), "%s.part", path);
	assert_int_equal(access(part, F_OK), -1);
	(void)unlink(path);
	buf_fini(&file);
	end(&scene);
}

static void
a_recording_ends_after_silence_and_at_its_length(void **state)
{
	struct scene scene;
	char path[128];

	(void)state;
	begin(&scene);
	for (int i = 0; i < 5; i++)
		peer_say(&scene.peer, media_port(scene.endpoint), 0x10);
	record(&scene, path, 60000, 300);
	await(&scene, is_recorded, "the end by silence");
	assert_int_equal(last_told(&scene)->event.end, RECORD_SILENCE);
	assert_false(last_told(&scene)->failed);
	(void)unlink(path);
	record(&scene, path, 100, 0);
	for (int i = 0; i < 20; i++)
		peer_say(&scene.peer, media_port(scene.endpoint), 0x10);
	scene.told_count = 0;
	await(&scene, is_recorded, "the end by length");
	assert_int_equal(last_told(&scene)->event.end, RECORD_LENGTH);
	assert_int_equal(last_told(&scene)->event.ms, 100);
	(void)unlink(path);
	end(&scene);
}

static void
a_recording_that_cannot_be_written_is_told_as_such(void **state)
{
	struct scene scene;
	struct record_spec spec = { .path = "/nowhere/at/all.wav",
		.ring = &ring,
		.place = "message",
		.length_ms = 100,
		.tag = 1 };
	struct err err;

	(void)state;
	begin(&scene);
	assert_int_equal(media_record(scene.endpoint, &spec, &err), 0);
	assert_int_equal(media_record(scene.endpoint, &spec, &err), -1);
	assert_int_equal(err.kind, ERR_CONFLICT);
	for (int i = 0; i < 20; i++)
		peer_say(&scene.peer, media_port(scene.endpoint), 0x10);
	await(&scene, is_recorded, "the failure");
	assert_true(last_told(&scene)->failed);
	assert_non_null(strstr(last_told(&scene)->err.text, "/nowhere/at/all.wav: open: No such"));
	spec.length_ms = 0;
	assert_int_equal(media_record(scene.endpoint, &spec, &err), -1);
	assert_string_equal(err.field, "length_ms");
	end(&scene);
}

static bool
has_part(struct scene *scene)
{
	return entries(scene->folder) == 3;
}

static bool
has_no_file(struct scene *scene)
{
	return entries(scene->folder) == 2;
}

static void
who_hangs_up_while_it_records_leaves_no_file_and_hears_no_more(void **state)
{
	struct scene scene;
	char path[128];
	int told;

	(void)state;
	begin(&scene);
	record(&scene, path, 60000, 0);
	for (int i = 0; i < 100; i++)
		peer_say(&scene.peer, media_port(scene.endpoint), 0x10);
	await(&scene, has_part, "the begun file");
	told = scene.told_count;
	media_close(scene.endpoint);
	media_close(scene.endpoint); /* twice is once */
	await(&scene, has_no_file, "no file");
	assert_int_equal(scene.told_count, told);
	end(&scene);
}

/* ---- many ---- */

static struct peer peers[PEERS];
static struct endpoint *far_ends[PEERS];

static bool
all_have_heard_two_seconds(struct scene *scene)
{
	bool all = true;

	for (int i = 0; i < PEERS; i++) {
		peer_hear(&peers[i]);
		all = all && peers[i].count >= 100 && counts_of(far_ends[i]).received == 20;
	}
	return all && scene->media != NULL;
}

static void
two_hundred_at_once_lose_nothing(void **state)
{
	struct scene scene;
	struct playlist list = { .count = 0 };
	struct err err;

	(void)state;
	begin(&scene);
	for (int i = 0; i < PEERS; i++) {
		struct clip *clip = steps((uint8_t)i, 1);

		peer_open(&peers[i]);
		far_ends[i] = open_endpoint(&scene, G711_ULAW);
		assert_true(playlist_add(&list, clip));
		clip_drop(clip);
		assert_int_equal(media_music(far_ends[i], &list, &err), 0);
		for (int n = 0; n < 20; n++)
			peer_say(&peers[i], media_port(far_ends[i]), 1); /* it answers who speaks */
		(void)uv_run(&scene.loop, UV_RUN_NOWAIT);
		scene.told_count = 0;
	}
	await(&scene, all_have_heard_two_seconds, "two seconds for each");
	for (int i = 0; i < PEERS; i++)
		for (int n = 1; n < peers[i].count; n++) {
			const struct heard *at = &peers[i].heard[n];

			assert_int_equal(rtp_sequence_after(at[-1].sequence, at->sequence), 1);
			assert_int_equal(at->sound[0], (uint8_t)i); /* each its own music */
		}
	for (int i = 0; i < PEERS; i++) {
		assert_int_equal(counts_of(far_ends[i]).unsent, 0);
		media_close(far_ends[i]);
		peer_close(&peers[i]);
	}
	end(&scene);
}

/* ---- bounds ---- */

static bool
commands_are_taken(struct scene *scene)
{
	struct playlist none = { .count = 0 };

	return media_music(scene->endpoint, &none, NULL) == 0;
}

static void
commands_that_wait_have_a_bound_and_closing_has_none(void **state)
{
	struct scene scene;
	struct playlist list = { .count = 0 };
	struct clip *clip = steps(1, 1);
	struct err err;
	int i = 0, result = 0;

	(void)state;
	begin(&scene);
	for (; i < 1000 * MEDIA_COMMANDS_MAX && result == 0; i++) {
		assert_true(playlist_add(&list, clip)); /* what is refused is not kept */
		result = media_music(scene.endpoint, &list, &err);
		assert_int_equal(list.count, 0);
	}
	clip_drop(clip);
	assert_int_equal(result, -1);
	assert_int_equal(err.kind, ERR_OVERLOAD);
	assert_true(i > MEDIA_COMMANDS_MAX - 2); /* it was opened and told where to */
	await(&scene, commands_are_taken, "room for commands");
	media_close(scene.endpoint);
	end(&scene);
}

static struct endpoint *third;

static bool
a_port_is_free(struct scene *scene)
{
	const struct endpoint_spec spec = { .on_event = on_event, .ctx = scene };

	return media_open(scene->media, &spec, &third, NULL) == 0;
}

static void
endpoints_have_a_bound_and_a_closed_one_makes_room(void **state)
{
	struct scene scene;
	const struct endpoint_spec spec = { .on_event = on_event, .ctx = &scene };
	struct endpoint *one, *two;
	struct err err;

	(void)state;
	(void)begin_ports(&scene, 2, RTP_TIMEOUT_MS);
	one = open_endpoint(&scene, G711_ULAW);
	two = open_endpoint(&scene, G711_ALAW);
	assert_int_not_equal(media_port(one), media_port(two));
	assert_int_equal(media_open(scene.media, &spec, &third, &err), -1);
	assert_int_equal(err.kind, ERR_OVERLOAD);
	media_close(one);
	await(&scene, a_port_is_free, "room for an endpoint");
	assert_int_equal(media_remote(third, "localhost", 4000, true, &err), -1);
	assert_string_equal(err.field, "address");
	assert_int_equal(media_remote(third, "127.0.0.1", 0, true, &err), -1);
	assert_int_equal(media_remote(third, "127.0.0.1", 65536, true, &err), -1);
	assert_int_equal(media_remote(third, "::1", 4000, true, &err), -1);
	end(&scene);
}

static void
settings_that_cannot_be_are_named(void **state)
{
	static const struct {
		struct media_config config;
		const char *field;
	} cases[] = {
		{ { "127.0.0.1", 30000, 30100, 0, 1000 }, "media_endpoints_max" },
		{ { "127.0.0.1", 30000, 30100, 100000, 1000 }, "media_endpoints_max" },
		{ { "127.0.0.1", 30000, 30100, 10, 0 }, "media_rtp_timeout_ms" },
		{ { "everywhere", 30000, 30100, 10, 1000 }, "media_address" },
		{ { "127.0.0.1", 30100, 30000, 10, 1000 }, "media_port_max" },
		{ { "192.0.2.1", 30000, 30100, 10, 1000 },
		    "media_address" }, /* of another machine */
	};
	struct media *media;
	struct err err;
	uv_loop_t loop;

	(void)state;
	assert_int_equal(uv_loop_init(&loop), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(media_start(&media, &loop, &cases[i].config, &err), -1);
		assert_string_equal(err.field, cases[i].field);
		assert_int_equal(err.kind, ERR_CONFIG);
	}
	assert_int_equal(uv_loop_close(&loop), 0);
}

/* ---- its end ---- */

/* The kernel shows a thread a moment longer than it can be joined. */
static bool
has_no_thread(struct scene *scene)
{
	(void)scene;
	return media_threads() == 0;
}

static void
stopped_while_it_plays_and_records_it_leaves_no_thread_no_socket_no_file(void **state)
{
	struct scene scene;
	char path[128];

	(void)state;
	begin(&scene);
	play(&scene, steps(1, 16), NULL, 0);
	play(&scene, steps(100, 100), NULL, 1);
	record(&scene, path, 60000, 0);
	for (int i = 0; i < 100; i++)
		peer_say(&scene.peer, media_port(scene.endpoint), 0x10);
	await(&scene, has_part, "the begun file");
	(void)open_endpoint(&scene, G711_ULAW); /* its command may still wait */
	assert_int_equal(media_threads(), 1);
	assert_true(entries("/proc/self/fd") > scene.files);
	media_stop(scene.media, on_stopped, &scene);
	await(&scene, has_stopped, "the end");
	(void)uv_run(&scene.loop, UV_RUN_DEFAULT);
	await(&scene, has_no_thread, "no thread");
	assert_int_equal(entries("/proc/self/fd"), scene.files);
	assert_int_equal(entries(scene.folder), 2);
	peer_close(&scene.peer);
	(void)rmdir(scene.folder);
	assert_int_equal(uv_loop_close(&scene.loop), 0);
}

/* ---- tapes ---- */

enum { TAPES = 100, TAPE_PACKETS = 125 };

struct reel {
	struct endpoint *ends[TAPE_SIDES];
	int64_t frames, loud[TAPE_SIDES];
	bool taped;
};

static struct reel reels[TAPES];

static void
on_tape_event(void *ctx, struct endpoint *endpoint, const struct media_event *event)
{
	struct reel *reel = ctx;

	(void)endpoint;
	if (event->kind == MEDIA_TAPED)
		reel->taped = true;
}

static void
on_tape_chunk(void *ctx, struct tape_chunk *chunk)
{
	struct reel *reel = ctx;

	assert_int_equal(chunk->from, reel->frames);
	for (size_t i = 0; i < chunk->frames * TAPE_SIDES; i++)
		reel->loud[i % TAPE_SIDES] += chunk->bytes[i] == 0x10;
	reel->frames += (int64_t)chunk->frames;
	free(chunk);
}

static bool
all_taped(struct scene *scene)
{
	(void)scene;
	for (int i = 0; i < TAPES; i++)
		if (!reels[i].taped)
			return false;
	return true;
}

static void
reel_open(struct scene *scene, struct reel *reel, const struct peer *from)
{
	static const bool kept[TAPE_SIDES] = { true, true };
	const struct endpoint_spec spec = {
		.silent = true, .on_event = on_tape_event, .on_chunk = on_tape_chunk, .ctx = reel
	};
	struct err err;

	for (int side = 0; side < TAPE_SIDES; side++) {
		assert_int_equal(media_open(scene->media, &spec, &reel->ends[side], &err), 0);
		assert_int_equal(
		    media_remote(reel->ends[side], "127.0.0.1", peer_port(from), true, &err), 0);
	}
	assert_int_equal(media_tape(reel->ends[0], reel->ends[1], &err), 0);
	assert_int_equal(media_tape_keep(reel->ends[0], kept, &err), 0);
}

/* One packet for each end, from the relay; and one of a stranger, who is not heard. */
static void
say_to_all(const struct peer *from, const struct peer *stranger, int number)
{
	char sound[TICK_SAMPLES];
	uint8_t bytes[RTP_HEADER_SIZE + TICK_SAMPLES];
	struct rtp_packet packet = { .sequence = (uint16_t)number,
		.timestamp = (uint32_t)number * TICK_SAMPLES,
		.ssrc = 9,
		.payload = { sound, TICK_SAMPLES } };

	memset(sound, 0x10, sizeof(sound));
	assert_int_equal(rtp_write(&packet, bytes, sizeof(bytes)), sizeof(bytes));
	for (int i = 0; i < TAPES * TAPE_SIDES; i++) {
		struct sockaddr_in to = { .sin_family = AF_INET,
			.sin_port =
			    htons((uint16_t)media_port(reels[i / TAPE_SIDES].ends[i % TAPE_SIDES])),
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };

		(void)sendto(from->fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&to, sizeof(to));
		if (number == 60)
			(void)sendto(stranger->fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&to,
			    sizeof(to));
	}
}

static void
a_hundred_tapes_at_once_have_all_that_was_said(void **state)
{
	struct scene scene;
	struct peer stranger;
	struct endpoint_counts counts;
	struct err err;
	int64_t begun_ms, said = (int64_t)TAPE_PACKETS * TICK_SAMPLES;

	(void)state;
	memset(reels, 0, sizeof(reels));
	(void)begin_ports(&scene, ENDPOINTS_MAX, RTP_TIMEOUT_MS);
	peer_open(&stranger);
	for (int i = 0; i < TAPES; i++)
		reel_open(&scene, &reels[i], &scene.peer);
	begun_ms = clock_mono_ms();
	for (int n = 0; n < TAPE_PACKETS; n++) {
		while (clock_mono_ms() < begun_ms + n * 20)
			(void)poll(NULL, 0, 1);
		(void)uv_run(&scene.loop, UV_RUN_NOWAIT);
		say_to_all(&scene.peer, &stranger, n);
	}
	(void)poll(NULL, 0, 100);
	for (int i = 0; i < TAPES; i++)
		assert_int_equal(media_tape_stop(reels[i].ends[0], 1, &err), 0);
	await(&scene, all_taped, "the end of all");
	for (int i = 0; i < TAPES; i++)
		for (int side = 0; side < TAPE_SIDES; side++) {
			/* What came before it was kept, and a clock that was put right, apart. */
			assert_in_range(reels[i].loud[side], said - 8 * TICK_SAMPLES, said);
			media_counts(reels[i].ends[side], &counts);
			assert_int_equal(counts.sent, 0);
			assert_int_equal(counts.strangers, 1);
			media_close(reels[i].ends[side]);
		}
	peer_close(&stranger);
	end(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(music_in_mu_law_is_fifty_packets_a_second),
		cmocka_unit_test(music_in_a_law_is_fifty_packets_a_second),
		cmocka_unit_test(announcements_are_heard_in_order_between_the_music),
		cmocka_unit_test(an_announcement_in_place_of_another_is_told_for_both),
		cmocka_unit_test(digits_are_told_once_each_in_order),
		cmocka_unit_test(keys_have_a_bound_and_their_end_is_told_by_the_latest_tag),
		cmocka_unit_test(the_first_who_speaks_is_the_only_one_who_is_heard_and_answered),
		cmocka_unit_test(packets_are_counted_by_what_became_of_them),
		cmocka_unit_test(silence_of_the_network_is_told_once),
		cmocka_unit_test(what_is_recorded_is_what_was_sent),
		cmocka_unit_test(a_recording_ends_after_silence_and_at_its_length),
		cmocka_unit_test(a_recording_that_cannot_be_written_is_told_as_such),
		cmocka_unit_test(a_hundred_tapes_at_once_have_all_that_was_said),
		cmocka_unit_test(who_hangs_up_while_it_records_leaves_no_file_and_hears_no_more),
		cmocka_unit_test(two_hundred_at_once_lose_nothing),
		cmocka_unit_test(commands_that_wait_have_a_bound_and_closing_has_none),
		cmocka_unit_test(endpoints_have_a_bound_and_a_closed_one_makes_room),
		cmocka_unit_test(settings_that_cannot_be_are_named),
		cmocka_unit_test(
		    stopped_while_it_plays_and_records_it_leaves_no_thread_no_socket_no_file),
	};

	port_min = test_port_reserve_media(PORT_BLOCKS);
	port_max = port_min + PORTS - 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
