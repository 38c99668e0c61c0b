/* endpoint - see endpoint.h */
#include "voiced/media/endpoint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"

enum { RECEIVE_MAX = 32, COMFORT_NOISE = 13 };

static void
count(atomic_uint_fast64_t *counter)
{
	atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

static void
tell(struct endpoint *endpoint, struct media_event event)
{
	struct report report = { .kind = REPORT_EVENT, .endpoint = endpoint, .event = event };

	(void)endpoint->report(endpoint->media, &report);
}

void
endpoint_begin(struct endpoint *endpoint)
{
	endpoint->marked = true;
	endpoint->sequence = (uint16_t)random_u64();
	endpoint->timestamp = (uint32_t)random_u64();
	endpoint->ssrc = (uint32_t)random_u64();
	endpoint->law = endpoint->spec.law;
	endpoint->event_type = endpoint->spec.event_type;
	if (endpoint->spec.mixes)
		endpoint->said = mem_zero(1, sizeof(*endpoint->said));
}

/* ---- recording ---- */

static void
hand_over_chunks(struct endpoint *endpoint)
{
	struct record_chunk *chunk;

	while ((chunk = recorder_take(endpoint->recorder)) != NULL) {
		struct report report = {
			.kind = REPORT_CHUNK, .endpoint = endpoint, .chunk = chunk
		};

		if (!endpoint->report(endpoint->media, &report))
			endpoint->chunk_lost = true;
	}
}

static void
end_recording(struct endpoint *endpoint, enum record_end end)
{
	if (endpoint->recorder == NULL)
		return;
	recorder_end(endpoint->recorder);
	hand_over_chunks(endpoint);
	tell(endpoint,
	    (struct media_event){ .kind = MEDIA_RECORDED,
		.tag = endpoint->record_tag,
		.whole = !endpoint->chunk_lost,
		.ms = recorder_ms(endpoint->recorder),
		.loud_ms = recorder_loud_ms(endpoint->recorder),
		.end = end });
	recorder_free(endpoint->recorder);
	endpoint->recorder = NULL;
}

static void
pass_recording(struct endpoint *endpoint)
{
	enum record_end end;

	if (endpoint->recorder == NULL)
		return;
	end = recorder_pass(endpoint->recorder, TICK_SAMPLES);
	if (end != RECORD_GOES_ON)
		end_recording(endpoint, end);
	else
		hand_over_chunks(endpoint);
}

/* ---- tapes ---- */

static void
hand_over_tape(struct endpoint *endpoint)
{
	struct tape_chunk *chunk;

	while ((chunk = tape_take(endpoint->tape)) != NULL) {
		struct report report = {
			.kind = REPORT_TAPE, .endpoint = endpoint, .tape_chunk = chunk
		};

		(void)endpoint->report(endpoint->media, &report);
	}
}

static void
pass_tape(struct endpoint *endpoint, int64_t ticks)
{
	if (endpoint->tape == NULL)
		return;
	tape_pass(endpoint->tape, ticks * TICK_SAMPLES);
	hand_over_tape(endpoint);
}

static void
tape_begin(struct endpoint *caller, struct command *command)
{
	struct endpoint *others = command->begin.others;

	caller->tape = command->begin.tape;
	caller->twin = others;
	others->twin = caller;
}

/* Either side's end ends it. */
static void
tape_over(struct endpoint *endpoint)
{
	struct endpoint *twin = endpoint->twin;

	if (twin == NULL)
		return;
	tape_free(endpoint->tape);
	tape_free(twin->tape);
	endpoint->tape = twin->tape = NULL;
	endpoint->twin = twin->twin = NULL;
}

/* What waits in the sockets came before it was asked for, or just after: kept if it was before and is. */
static void
tape_obey_keep(struct endpoint *caller, const struct command *command)
{
	int64_t ago = (clock_mono_us() - command->keep.at_us) * G711_SAMPLES_PER_MS / 1000;

	if (caller->tape == NULL)
		return;
	for (int side = 0; side < TAPE_SIDES; side++)
		if (!command->keep.kept[side])
			tape_keep(caller->tape, (enum tape_side)side, false,
			    ago < TAPE_CHUNK ? ago : TAPE_CHUNK);
	endpoint_receive(caller);
	endpoint_receive(caller->twin);
	for (int side = 0; side < TAPE_SIDES; side++)
		tape_keep(caller->tape, (enum tape_side)side, command->keep.kept[side], 0);
}

static void
tape_obey_stop(struct endpoint *caller, int64_t tag)
{
	if (caller->tape != NULL) {
		tape_end(caller->tape);
		hand_over_tape(caller);
		tape_over(caller);
	}
	tell(caller, (struct media_event){ .kind = MEDIA_TAPED, .tag = tag });
}

static void
hear_for_tape(struct endpoint *endpoint, const struct rtp_packet *packet)
{
	if (endpoint->tape != NULL)
		tape_hear(endpoint->tape, TAPE_CALLER, (enum g711_law)packet->type, packet);
	else if (endpoint->twin != NULL)
		tape_hear(endpoint->twin->tape, TAPE_OTHERS, (enum g711_law)packet->type, packet);
}

/* ---- keys that are sent ---- */

static bool
is_heard_here(const struct endpoint *endpoint, const struct endpoint *other)
{
	for (size_t i = 0; i < endpoint->hears.count; i++)
		if (endpoint->hears.others[i] == other)
			return true;
	return false;
}

static void
digits_drop(struct endpoint *endpoint)
{
	(void)atomic_fetch_sub(&endpoint->digits_waiting, dtmf_stop(&endpoint->keys.dtmf));
	endpoint->keys.from = NULL;
}

/* Whoever hears somebody else by now hears no keys of who was before. */
static void
digits_judge(struct endpoint *endpoint)
{
	if (endpoint->keys.from != NULL && !is_heard_here(endpoint, endpoint->keys.from))
		digits_drop(endpoint);
}

/* Those of another end before are not mixed with these. */
static void
digits_obey(struct endpoint *endpoint, struct command *command)
{
	if (endpoint->keys.from != NULL && endpoint->keys.from != command->digits.from)
		digits_drop(endpoint);
	endpoint->digits_tag = command->tag;
	endpoint->keys.sending = true;
	endpoint->keys.idle_ticks = 0;
	endpoint->keys.from = command->digits.from;
	if (!dtmf_add(&endpoint->keys.dtmf, command->digits.keys, command->digits.count))
		(void)atomic_fetch_sub(&endpoint->digits_waiting, command->digits.count);
	mem_wipe(command->digits.keys, sizeof(command->digits.keys));
	digits_judge(endpoint);
}

/* ---- commands ---- */

static void
play(struct endpoint *endpoint, struct command *command)
{
	if (player_busy(&endpoint->player))
		tell(endpoint,
		    (struct media_event){ .kind = MEDIA_PLAYED, .tag = endpoint->play_tag });
	player_front(&endpoint->player, &command->list);
	endpoint->play_tag = command->tag;
}

void
endpoint_obey(struct endpoint *endpoint, struct command *command)
{
	switch (command->kind) {
	case COMMAND_REMOTE:
		endpoint->remote = command->remote.at;
		endpoint->has_remote = true;
		endpoint->latched = command->remote.exact;
		break;
	case COMMAND_PLAY:
		play(endpoint, command);
		break;
	case COMMAND_MUSIC:
		player_music(&endpoint->player, &command->list);
		break;
	case COMMAND_RECORD:
		endpoint->recorder = command->recorder;
		endpoint->chunk_lost = false;
		endpoint->record_tag = command->tag;
		break;
	case COMMAND_RECORD_STOP:
		end_recording(endpoint, RECORD_STOPPED);
		break;
	case COMMAND_HEARS:
		endpoint->hears = command->hears;
		digits_judge(endpoint);
		break;
	case COMMAND_LAW:
		endpoint->law = command->law;
		break;
	case COMMAND_EVENTS:
		endpoint->event_type = command->event_type;
		break;
	case COMMAND_DIGITS:
		digits_obey(endpoint, command);
		break;
	case COMMAND_TAPE:
		tape_begin(endpoint, command);
		break;
	case COMMAND_TAPE_KEEP:
		tape_obey_keep(endpoint, command);
		break;
	case COMMAND_TAPE_STOP:
		tape_obey_stop(endpoint, command->tag);
		break;
	case COMMAND_OPEN:
	case COMMAND_CLOSE:
		break;
	}
}

void
endpoint_forget(struct endpoint *endpoint, const struct endpoint *other)
{
	struct hears *hears = &endpoint->hears;
	size_t kept = 0;

	for (size_t i = 0; i < hears->count; i++)
		if (hears->others[i] != other)
			hears->others[kept++] = hears->others[i];
	hears->count = kept;
	if (endpoint->passed.from == other)
		endpoint->passed.from = NULL;
	digits_judge(endpoint);
}

void
command_fini(struct command *command)
{
	if (command->kind == COMMAND_PLAY || command->kind == COMMAND_MUSIC)
		playlist_fini(&command->list);
	if (command->kind == COMMAND_RECORD)
		recorder_free(command->recorder);
	if (command->kind == COMMAND_TAPE)
		tape_free(command->begin.tape);
}

/* ---- hearing ---- */

static bool
is_sound(uint8_t type)
{
	return type == G711_ULAW || type == G711_ALAW;
}

static bool
is_known(const struct endpoint *endpoint, uint8_t type)
{
	return is_sound(type) || type == COMFORT_NOISE ||
	    (endpoint->spec.event_type != 0 && type == endpoint->spec.event_type);
}

/* Where nobody is known the first that sends well-formed sound is the one who is heard. */
static bool
is_source(struct endpoint *endpoint, const struct sockaddr_storage *from)
{
	if (endpoint->latched)
		return address_equal(&endpoint->remote, from);
	if (endpoint->has_remote ? address_port(&endpoint->remote) != address_port(from)
				 : endpoint->spec.silent)
		return false;
	endpoint->remote = *from;
	endpoint->has_remote = endpoint->latched = true;
	tell(endpoint, (struct media_event){ .kind = MEDIA_FIRST_PACKET });
	return true;
}

/* More than fit are an attack. */
static void
keep_press(struct endpoint *endpoint, const struct rtp_packet *packet)
{
	enum rtp_event_step step = rtp_event_step(&endpoint->events, packet);
	struct presses *came = &endpoint->came;
	struct press *press;

	if (step == RTP_EVENT_NONE || came->count >= PRESSES_MAX)
		return;
	if (step == RTP_EVENT_FIRST)
		endpoint->event_id++;
	press = &came->at[came->count++];
	press->first = step == RTP_EVENT_FIRST;
	press->id = endpoint->event_id;
	memcpy(press->bytes, packet->payload.p, sizeof(press->bytes));
}

static void
hear(struct endpoint *endpoint, const struct rtp_packet *packet)
{
	char digit;

	endpoint->quiet_ticks = 0;
	endpoint->timed_out = false;
	if (is_sound(packet->type)) {
		if (endpoint->recorder != NULL)
			recorder_hear(endpoint->recorder, (enum g711_law)packet->type, packet);
		if (endpoint->said != NULL)
			mix_put(endpoint->said, (enum g711_law)packet->type, packet->timestamp,
			    (const uint8_t *)packet->payload.p, packet->payload.n);
		hear_for_tape(endpoint, packet);
		return;
	}
	if (packet->type == COMFORT_NOISE)
		return;
	if (endpoint->said != NULL)
		keep_press(endpoint, packet);
	digit = rtp_digit(&endpoint->digits, packet);
	if (digit != '\0')
		tell(endpoint, (struct media_event){ .kind = MEDIA_DIGIT, .digit = digit });
}

static void
take_datagram(struct endpoint *endpoint, struct view datagram, const struct sockaddr_storage *from)
{
	struct rtp_packet packet;

	if (!rtp_read(datagram, &packet) || !is_known(endpoint, packet.type)) {
		count(&endpoint->refused);
	} else if (!is_source(endpoint, from)) {
		count(&endpoint->strangers);
	} else {
		count(&endpoint->received);
		hear(endpoint, &packet);
	}
}

void
endpoint_receive(struct endpoint *endpoint)
{
	char bytes[RTP_PACKET_MAX + 1]; /* one more, so that a longer one is seen as such */

	for (int i = 0; i < RECEIVE_MAX; i++) {
		struct sockaddr_storage from = { 0 };
		socklen_t size = sizeof(from);
		ssize_t n = recvfrom(
		    endpoint->fd, bytes, sizeof(bytes), 0, (struct sockaddr *)&from, &size);

		if (n < 0)
			return;
		take_datagram(endpoint, (struct view){ bytes, (size_t)n }, &from);
	}
}

static void
watch_quiet(struct endpoint *endpoint)
{
	endpoint->quiet_ticks++;
	if (endpoint->timed_out || endpoint->quiet_ticks < endpoint->rtp_timeout_ticks)
		return;
	endpoint->timed_out = true;
	end_recording(endpoint, RECORD_LOST);
	tell(endpoint, (struct media_event){ .kind = MEDIA_RTP_TIMEOUT });
}

/* ---- sending ---- */

static void
send_rtp(struct endpoint *endpoint, struct rtp_packet packet)
{
	uint8_t out[RTP_HEADER_SIZE + TICK_SAMPLES];
	size_t n;

	packet.sequence = endpoint->sequence++;
	packet.ssrc = endpoint->ssrc;
	n = rtp_write(&packet, out, sizeof(out));
	if (sendto(endpoint->fd, out, n, MSG_DONTWAIT, (struct sockaddr *)&endpoint->remote,
		address_size(&endpoint->remote)) == (ssize_t)n)
		count(&endpoint->sent);
	else
		count(&endpoint->unsent);
}

static void
send_packet(struct endpoint *endpoint, const uint8_t sound[TICK_SAMPLES])
{
	send_rtp(endpoint,
	    (struct rtp_packet){ .type = (uint8_t)endpoint->law,
		.marker = endpoint->marked,
		.timestamp = endpoint->timestamp,
		.payload = { (const char *)sound, TICK_SAMPLES } });
	endpoint->marked = false;
}

/* One event at a time is sent on, from its first packet: who presses a key while another does takes over. */
static void
pass_press(struct endpoint *endpoint, const struct endpoint *from, const struct press *press)
{
	if (press->first) {
		endpoint->passed.from = from;
		endpoint->passed.id = press->id;
		endpoint->passed.timestamp = endpoint->timestamp;
	} else if (endpoint->passed.from != from || endpoint->passed.id != press->id) {
		return;
	}
	send_rtp(endpoint,
	    (struct rtp_packet){ .type = endpoint->event_type,
		.marker = press->first,
		.timestamp = endpoint->passed.timestamp,
		.payload = { (const char *)press->bytes, sizeof(press->bytes) } });
}

static void
pass_presses(struct endpoint *endpoint)
{
	if (endpoint->event_type == 0)
		return;
	for (size_t i = 0; i < endpoint->hears.count; i++) {
		const struct endpoint *from = endpoint->hears.others[i];

		for (size_t k = 0; k < from->pressed.count; k++)
			pass_press(endpoint, from, &from->pressed.at[k]);
	}
}

static void
mix_tick(struct endpoint *endpoint)
{
	const struct mix_source *sources[MEDIA_HEARS_MAX];
	uint8_t sound[MIX_STEP];

	for (size_t i = 0; i < endpoint->hears.count; i++)
		sources[i] = endpoint->hears.others[i]->said;
	pass_presses(endpoint);
	mix_sum(sources, endpoint->hears.count, endpoint->law, sound);
	send_packet(endpoint, sound);
}

static void
send_event(struct endpoint *endpoint, const struct dtmf_step *step)
{
	uint8_t bytes[RTP_EVENT_SIZE];
	bool first = step->at == 0;

	if (first)
		endpoint->passed.from = NULL; /* one event at a time */
	dtmf_event(step, bytes);
	send_rtp(endpoint,
	    (struct rtp_packet){ .type = endpoint->event_type,
		.marker = first,
		.timestamp = endpoint->keys.timestamp,
		.payload = { (const char *)bytes, sizeof(bytes) } });
}

static void
digits_over(struct endpoint *endpoint)
{
	if (++endpoint->keys.idle_ticks < DIGITS_TAIL_TICKS)
		return;
	endpoint->keys.sending = false;
	endpoint->keys.from = NULL;
	tell(endpoint,
	    (struct media_event){ .kind = MEDIA_DIGITS_SENT, .tag = endpoint->digits_tag });
}

/* A key in place of all sound, as phones send theirs; between keys that are tones, and in a pause, silence: what is not recorded is not heard
 * either. False: sound is to be sent. */
static bool
digits_tick(struct endpoint *endpoint)
{
	struct dtmf_step step;
	uint8_t sound[DTMF_STEP];

	if (!endpoint->keys.sending)
		return false;
	if (dtmf_next(&endpoint->keys.dtmf, &step))
		(void)atomic_fetch_sub(&endpoint->digits_waiting, 1);
	if (step.sends == DTMF_IDLE) {
		digits_over(endpoint);
		return false;
	}
	endpoint->keys.idle_ticks = 0;
	if (step.at == 0)
		endpoint->keys.timestamp = endpoint->timestamp;
	if (endpoint->event_type != 0 && step.key != '\0' && step.sends == DTMF_GAP)
		return false;
	if (endpoint->event_type != 0 && step.key != '\0') {
		send_event(endpoint, &step);
	} else {
		dtmf_sound(&step, endpoint->law, sound);
		send_packet(endpoint, sound);
	}
	return true;
}

/* Nothing is played before somebody can hear it. */
static void
play_tick(struct endpoint *endpoint)
{
	uint8_t sound[TICK_SAMPLES];
	bool ended;

	if (!endpoint->has_remote || endpoint->spec.silent || digits_tick(endpoint))
		return;
	if (endpoint->hears.count > 0 && !player_busy(&endpoint->player)) {
		mix_tick(endpoint);
		return;
	}
	ended = player_fill(&endpoint->player, endpoint->law, sound, sizeof(sound));
	send_packet(endpoint, sound);
	if (ended)
		tell(endpoint,
		    (struct media_event){
			.kind = MEDIA_PLAYED, .tag = endpoint->play_tag, .whole = true });
}

void
endpoint_skip(struct endpoint *endpoint, int64_t ticks)
{
	endpoint->timestamp += (uint32_t)(ticks * TICK_SAMPLES);
	endpoint->marked = true;
	if (endpoint->recorder != NULL)
		recorder_skip(endpoint->recorder, ticks * TICK_SAMPLES);
	pass_tape(endpoint, ticks);
}

void
endpoint_say(struct endpoint *endpoint)
{
	if (endpoint->said == NULL)
		return;
	mix_step(endpoint->said);
	endpoint->pressed = endpoint->came;
	endpoint->came.count = 0;
}

void
endpoint_tick(struct endpoint *endpoint)
{
	watch_quiet(endpoint);
	pass_recording(endpoint);
	pass_tape(endpoint, 1);
	play_tick(endpoint);
	endpoint->timestamp += TICK_SAMPLES;
}

void
endpoint_end(struct endpoint *endpoint)
{
	(void)close(endpoint->fd);
	endpoint->fd = -1;
	tape_over(endpoint);
	player_fini(&endpoint->player);
	recorder_free(endpoint->recorder);
	endpoint->recorder = NULL;
	free(endpoint->said);
	endpoint->said = NULL;
	endpoint->hears.count = 0;
	(void)dtmf_stop(&endpoint->keys.dtmf);
}
