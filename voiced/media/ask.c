/* ask - what the daemon asks of an endpoint, as commands for the thread; see media.h */
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "voiced/media/internal.h"

static int
command(struct endpoint *endpoint, const struct command *command, struct err *err)
{
	if (!hatch_put(&endpoint->media->commands, command, MEDIA_COMMANDS_MAX))
		return err_set(
		    err, ERR_OVERLOAD, NULL, "the media thread does not keep up with its commands");
	return 0;
}

int
media_open(
    struct media *media, const struct endpoint_spec *spec, struct endpoint **out, struct err *err)
{
	struct command open = { .kind = COMMAND_OPEN };
	struct endpoint *endpoint;
	int fd, port;

	if (media->endpoints.count >= (size_t)media->config.endpoints_max)
		return err_set(err, ERR_OVERLOAD, NULL, "there are %d endpoints already",
		    media->config.endpoints_max);
	fd = socket_open(&media->ports, &port, err);
	if (fd < 0)
		return -1;
	endpoint = mem_zero(1, sizeof(*endpoint));
	endpoint->media = media;
	endpoint->spec = *spec;
	endpoint->fd = fd;
	endpoint->port = port;
	endpoint->rtp_timeout_ticks = media->config.rtp_timeout_ms / TICK_MS;
	endpoint_begin(endpoint);
	open.endpoint = endpoint;
	if (command(endpoint, &open, err) != 0) {
		endpoint_end(endpoint);
		free(endpoint);
		return -1;
	}
	list_append(&media->endpoints, &endpoint->of_loop);
	media_gauge(media);
	*out = endpoint;
	return 0;
}

/* Beyond the bound of commands, but at most once for an endpoint. */
void
media_close(struct endpoint *endpoint)
{
	const struct command close = { .kind = COMMAND_CLOSE, .endpoint = endpoint };

	if (endpoint->closed)
		return;
	endpoint->closed = true;
	if (endpoint->recording != NULL)
		recording_discard(endpoint->recording);
	(void)hatch_put(&endpoint->media->commands, &close, SIZE_MAX);
}

int
media_port(const struct endpoint *endpoint)
{
	return endpoint->port;
}

void
media_counts(const struct endpoint *endpoint, struct endpoint_counts *out)
{
	*out = (struct endpoint_counts){ .sent = atomic_load(&endpoint->sent),
		.unsent = atomic_load(&endpoint->unsent),
		.received = atomic_load(&endpoint->received),
		.refused = atomic_load(&endpoint->refused),
		.strangers = atomic_load(&endpoint->strangers) };
}

int
media_remote(struct endpoint *endpoint, const char *address, int port, bool exact, struct err *err)
{
	struct command remote = { .kind = COMMAND_REMOTE, .endpoint = endpoint };
	struct sockaddr_storage own;

	(void)address_parse(endpoint->media->ports.address, 0, &own);
	if (port < 1 || !address_parse(address, port, &remote.remote.at) ||
	    own.ss_family != remote.remote.at.ss_family)
		return err_set(err, ERR_INVALID, "address",
		    "'%.64s' port %d is no address that %.64s can send to", address, port,
		    endpoint->media->ports.address);
	remote.remote.exact = exact;
	return command(endpoint, &remote, err);
}

static int
hand_list(struct endpoint *endpoint, enum command_kind kind, struct playlist *list, int64_t tag,
    struct err *err)
{
	struct command play = { .kind = kind, .endpoint = endpoint, .tag = tag, .list = *list };

	list->count = 0;
	if (command(endpoint, &play, err) == 0)
		return 0;
	command_fini(&play);
	return -1;
}

int
media_play(struct endpoint *endpoint, struct playlist *list, int64_t tag, struct err *err)
{
	return hand_list(endpoint, COMMAND_PLAY, list, tag, err);
}

int
media_music(struct endpoint *endpoint, struct playlist *list, struct err *err)
{
	return hand_list(endpoint, COMMAND_MUSIC, list, 0, err);
}

int
media_hears(
    struct endpoint *endpoint, struct endpoint *const *others, size_t count, struct err *err)
{
	struct command hears = { .kind = COMMAND_HEARS, .endpoint = endpoint };

	if (count > MEDIA_HEARS_MAX)
		return err_set(
		    err, ERR_INVALID, "count", "nobody hears more than %d", MEDIA_HEARS_MAX);
	hears.hears.count = count;
	for (size_t i = 0; i < count; i++) {
		if (!others[i]->spec.mixes || others[i]->closed)
			return err_set(
			    err, ERR_INVALID, "others", "one of them can't be heard by others");
		hears.hears.others[i] = others[i];
	}
	return command(endpoint, &hears, err);
}

int
media_law(struct endpoint *endpoint, enum g711_law law, struct err *err)
{
	const struct command set = { .kind = COMMAND_LAW, .endpoint = endpoint, .law = law };

	return command(endpoint, &set, err);
}

int
media_events(struct endpoint *endpoint, uint8_t event_type, struct err *err)
{
	const struct command set = {
		.kind = COMMAND_EVENTS, .endpoint = endpoint, .event_type = event_type
	};

	return command(endpoint, &set, err);
}

bool
media_digits_fit(const struct endpoint *endpoint, size_t n)
{
	size_t waiting = atomic_load(&endpoint->digits_waiting);

	return waiting <= DTMF_WAITING_MAX && n <= DTMF_WAITING_MAX - waiting;
}

int
media_digits(struct endpoint *endpoint, const struct digits_spec *spec, struct err *err)
{
	struct command digits = { .kind = COMMAND_DIGITS, .endpoint = endpoint, .tag = spec->tag };
	int done;

	if (!media_digits_fit(endpoint, spec->n))
		return err_set(
		    err, ERR_OVERLOAD, NULL, "more than %d keys would wait", DTMF_WAITING_MAX);
	digits.digits.from = spec->from;
	memcpy(digits.digits.keys, spec->keys, spec->n);
	digits.digits.count = spec->n;
	atomic_fetch_add(&endpoint->digits_waiting, spec->n); /* before the thread lowers it */
	done = command(endpoint, &digits, err);
	if (done != 0)
		atomic_fetch_sub(&endpoint->digits_waiting, spec->n);
	mem_wipe(&digits, sizeof(digits));
	return done;
}

static int
check_record(const struct record_spec *spec, struct err *err)
{
	size_t n = strlen(spec->path);

	if (n == 0 || n >= VAULT_PATH_MAX)
		return err_set(
		    err, ERR_INVALID, "path", "it has 1 to %d bytes", VAULT_PATH_MAX - 1);
	if (strlen(spec->place) >= VAULT_PLACE_MAX || spec->about.n > VAULT_ABOUT_MAX)
		return err_set(err, ERR_INVALID, "about", "what is said about it is too long");
	if (spec->length_ms < 1 || spec->length_ms > RECORD_MS_MAX)
		return err_set(err, ERR_INVALID, "length_ms", "%d is not in 1..%d", spec->length_ms,
		    RECORD_MS_MAX);
	if (spec->silence_ms < 0 || spec->silence_ms > RECORD_MS_MAX)
		return err_set(err, ERR_INVALID, "silence_ms", "%d is not in 0..%d",
		    spec->silence_ms, RECORD_MS_MAX);
	return 0;
}

int
media_record(struct endpoint *endpoint, const struct record_spec *spec, struct err *err)
{
	struct command record = { .kind = COMMAND_RECORD, .endpoint = endpoint, .tag = spec->tag };

	if (check_record(spec, err) != 0)
		return -1;
	if (endpoint->recording != NULL)
		return err_set(err, ERR_CONFLICT, NULL, "the endpoint records already");
	record.recorder = recorder_new(endpoint->spec.law, spec->length_ms, spec->silence_ms);
	if (command(endpoint, &record, err) != 0) {
		command_fini(&record);
		return -1;
	}
	endpoint->recording = recording_new(endpoint->media->loop, spec, endpoint->spec.law,
	    media_on_file_failed, media_on_file, endpoint);
	return 0;
}

int
media_record_stop(struct endpoint *endpoint, struct err *err)
{
	const struct command stop = { .kind = COMMAND_RECORD_STOP, .endpoint = endpoint };

	return command(endpoint, &stop, err);
}

int
media_tape(struct endpoint *caller, struct endpoint *others, struct err *err)
{
	struct command begin = { .kind = COMMAND_TAPE, .endpoint = caller };

	begin.begin.tape = tape_new();
	begin.begin.others = others;
	if (command(caller, &begin, err) == 0)
		return 0;
	command_fini(&begin);
	return -1;
}

int
media_tape_keep(struct endpoint *caller, const bool kept[TAPE_SIDES], struct err *err)
{
	struct command keep = { .kind = COMMAND_TAPE_KEEP, .endpoint = caller };

	memcpy(keep.keep.kept, kept, sizeof(keep.keep.kept));
	keep.keep.at_us = clock_mono_us();
	return command(caller, &keep, err);
}

int
media_tape_stop(struct endpoint *caller, int64_t tag, struct err *err)
{
	const struct command stop = { .kind = COMMAND_TAPE_STOP, .endpoint = caller, .tag = tag };

	return command(caller, &stop, err);
}
