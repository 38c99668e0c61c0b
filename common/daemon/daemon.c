/* daemon - see daemon.h */
#include "common/daemon/daemon.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/daemon/endpoint.h"
#include "common/daemon/skeleton.h"

/* ---- stages ---- */

/* By stage the bits of those that may follow: a daemon may be stopped at any moment. */
static const unsigned may_follow[STAGE_COUNT] = {
	[STAGE_WAITING] = 1U << STAGE_JOINING | 1U << STAGE_REQUESTS,
	[STAGE_JOINING] = 1U << STAGE_RUNNING | 1U << STAGE_REQUESTS,
	[STAGE_RUNNING] = 1U << STAGE_REQUESTS,
	[STAGE_REQUESTS] = 1U << STAGE_PARTS,
	[STAGE_PARTS] = 1U << STAGE_LEAVING,
	[STAGE_LEAVING] = 1U << STAGE_CLOSING,
	[STAGE_CLOSING] = 0,
};

bool
daemon_may_go(enum daemon_stage from, enum daemon_stage to)
{
	return (may_follow[from] & 1U << to) != 0;
}

void
daemon_set_stage(struct daemon *daemon, enum daemon_stage to)
{
	assert(daemon_may_go(daemon->stage, to));
	daemon->stage = to;
}

/* ---- what parts ask ---- */

uv_loop_t *
daemon_loop(struct daemon *daemon)
{
	return &daemon->loop;
}

struct db *
daemon_db(struct daemon *daemon)
{
	return daemon->db;
}

const struct config *
daemon_config(struct daemon *daemon)
{
	return daemon->config;
}

const struct key_ring *
daemon_key_ring(struct daemon *daemon)
{
	return daemon->ring;
}

const char *
daemon_instance(const struct daemon *daemon)
{
	return daemon->options.name;
}

int64_t
daemon_boot(struct daemon *daemon)
{
	return daemon->boot;
}

bool
daemon_draining(struct daemon *daemon)
{
	return daemon->stage >= STAGE_REQUESTS;
}

void *
daemon_data(struct daemon *daemon, const char *part)
{
	for (int i = 0; i < daemon->data_count; i++)
		if (strcmp(daemon->data[i].part, part) == 0)
			return daemon->data[i].data;
	return NULL;
}

void
daemon_set_data(struct daemon *daemon, const char *part, void *data)
{
	int i = 0;

	while (i < daemon->data_count && strcmp(daemon->data[i].part, part) != 0)
		i++;
	assert(i < DAEMON_DATA_MAX);
	if (i == daemon->data_count)
		daemon->data[daemon->data_count++].part = part;
	daemon->data[i].data = data;
}

int64_t
daemon_now_us(struct daemon *daemon)
{
	return dbclock_now_us(&daemon->clock, clock_mono_us());
}

int64_t
daemon_mono_ms(struct daemon *daemon, int64_t database_us)
{
	return dbclock_mono_ms(&daemon->clock, database_us);
}

bool
daemon_time_parse(struct view text, int64_t *us)
{
	return dbclock_parse(text.p, text.n, us);
}

int64_t
daemon_feed_position(const struct daemon *daemon)
{
	return daemon->follow.position;
}

bool
daemon_live(struct daemon *daemon)
{
	return follow_live(&daemon->follow, clock_mono_ms());
}

/* ---- running ---- */

static enum log_level
level_of(const struct config *config)
{
	enum log_level level = LOG_INFO;

	(void)log_level_parse(config_text(config, "log_level"), &level);
	return level;
}

static int
load(const struct daemon *daemon, struct config **out, struct err *err)
{
	return config_load(daemon->options.config, daemon->spec->name, daemon->options.name,
	    daemon->spec->config, out, err);
}

static void
read_level_again(struct daemon *daemon)
{
	struct config *config;
	struct err err;

	if (load(daemon, &config, &err) != 0) {
		LOG(ERROR, "config_not_read_again", LOG_TEXT("why", err.text));
		return;
	}
	log_set_level(level_of(config));
	LOG(INFO, "log_level_set", LOG_TEXT("level", config_text(config, "log_level")));
	config_free(config);
}

static void
on_signal(void *ctx, int number)
{
	if (number == SIGHUP)
		read_level_again(ctx);
	else
		daemon_stop(ctx, number == SIGTERM ? "sigterm" : "sigint");
}

static void
fini(struct daemon *daemon)
{
	follow_fini(&daemon->follow);
	session_cache_fini(&daemon->sessions);
	key_rate_fini(&daemon->key_rate);
	quarantine_close(&daemon->quarantine);
	key_ring_free(daemon->ring);
	config_free(daemon->config);
	if (daemon->conninfo != NULL)
		mem_wipe(daemon->conninfo, strlen(daemon->conninfo));
	free(daemon->conninfo);
	buf_fini(&daemon->admission);
	free(daemon->proxy_text);
	log_close();
}

static int
complain(const struct daemon *daemon, const struct err *err)
{
	(void)fprintf(stderr, "%s: %s\n", daemon->options.name, err->text);
	return 1;
}

/* A start that can't succeed ends the process as it is: nothing has been promised yet. */
static void
quarantine_begin(void *ctx)
{
	struct daemon *daemon = ctx;

	if (!quarantine_open(&daemon->quarantine, config_text(daemon->config, "bus_dir"),
		daemon->options.name, config_int(daemon->config, "quarantine_crashes")))
		timer_in(&daemon->quarantining, QUARANTINE_RETRY_MS);
}

static int
run(struct daemon *daemon)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP };
	const char *file = config_text(daemon->config, "log_file");
	struct err err;
	int exit_code;

	if (log_open(daemon->spec->name, file[0] != '\0' ? file : NULL, level_of(daemon->config),
		&err) != 0)
		return complain(daemon, &err);
	(void)signal(SIGPIPE, SIG_IGN);
	/* An inherited SIG_IGN would reap children before waitid sees them. */
	(void)signal(SIGCHLD, SIG_DFL);
	(void)signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of its write */
	if (uv_loop_init(&daemon->loop) != 0)
		abort(); /* no descriptors left at start */
	signals_init(
	    &daemon->signals, &daemon->loop, signals, DAEMON_COUNT(signals), on_signal, daemon);
	timer_init(&daemon->drain, &daemon->loop, daemon_stop_late, daemon);
	timer_init(&daemon->quarantining, &daemon->loop, quarantine_begin, daemon);
	if (daemon_start(daemon, &err) != 0)
		return complain(daemon, &err);
	quarantine_begin(daemon); /* the folder is there now, and no input has come */
	(void)uv_run(&daemon->loop, UV_RUN_DEFAULT);
	if (uv_loop_close(&daemon->loop) != 0)
		LOG(WARN, "handles_left", LOG_TEXT("name", daemon->options.name));
	LOG(INFO, "stopped", LOG_TEXT("name", daemon->options.name));
	exit_code = daemon->exit_code;
	fini(daemon);
	return exit_code;
}

static int
check_and_run(struct daemon *daemon)
{
	struct err err;

	if (load(daemon, &daemon->config, &err) != 0 ||
	    endpoint_bus_allowed(config_text(daemon->config, "bus_url"), &err) != 0)
		return complain(daemon, &err);
	if (daemon->options.mode == OPTIONS_CHECK) {
		(void)puts("ok");
		config_free(daemon->config);
		return 0;
	}
	return run(daemon);
}

int
daemon_run(const struct daemon_spec *spec, int argc, char **argv)
{
	struct daemon *daemon = mem_zero(1, sizeof(*daemon));
	int exit_code = 0;

	daemon->spec = spec;
	if (options_parse(spec->name, argc, argv, &daemon->options) != 0) {
		options_usage(spec->name);
		free(daemon);
		return 1;
	}
	switch (daemon->options.mode) {
	case OPTIONS_RUN:
	case OPTIONS_CHECK:
		exit_code = check_and_run(daemon);
		break;
	case OPTIONS_ROUTES:
		daemon_routes_print(spec, stdout);
		break;
	case OPTIONS_CONFIG_KEYS:
		config_print(spec->name, spec->config, stdout);
		break;
	case OPTIONS_VERSION:
		(void)printf("%s %s\n", spec->name, TRUNKLINE_VERSION);
		break;
	case OPTIONS_HELP:
		options_usage(spec->name);
		break;
	}
	free(daemon);
	return exit_code;
}
