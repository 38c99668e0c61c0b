/* sound - see sound.h */
#include "voiced/sound.h"

#include <stdlib.h>

#include "voiced/voiced.h"

struct sound {
	struct daemon *daemon;
	struct prompts *prompts;
	struct media *media;
};

struct media *
sound_media(struct daemon *daemon)
{
	struct sound *sound = daemon_data(daemon, "sound");

	return sound->media;
}

const struct prompts *
sound_prompts(struct daemon *daemon)
{
	struct sound *sound = daemon_data(daemon, "sound");

	return sound->prompts;
}

struct clip *
sound_clip(struct daemon *daemon, struct clip *own, enum say_prompt standard)
{
	return own != NULL ? own : prompts_clip(sound_prompts(daemon), standard);
}

int
sound_start(struct daemon *daemon, struct err *err)
{
	const struct config *config = daemon_config(daemon);
	const struct media_config settings = {
		.address = config_text(config, "media_address"),
		.port_min = (int)config_int(config, "media_port_min"),
		.port_max = (int)config_int(config, "media_port_max"),
		.endpoints_max = (int)config_int(config, "media_endpoints_max"),
		.rtp_timeout_ms = (int)config_int(config, "media_rtp_timeout_ms"),
	};
	struct sound *sound = mem_zero(1, sizeof(*sound));

	sound->daemon = daemon;
	if (prompts_load(config_text(config, "prompts"), &sound->prompts, err) != 0 ||
	    media_start(&sound->media, daemon_loop(daemon), &settings, err) != 0) {
		prompts_free(sound->prompts);
		free(sound);
		return -1;
	}
	daemon_set_data(daemon, "sound", sound);
	return 0;
}

static void
on_stopped(void *ctx)
{
	struct sound *sound = ctx;
	struct daemon *daemon = sound->daemon;

	prompts_free(sound->prompts);
	free(sound);
	daemon_set_data(daemon, "sound", NULL);
	daemon_part_stopped(daemon);
}

void
sound_stop(struct daemon *daemon)
{
	struct sound *sound = daemon_data(daemon, "sound");

	media_stop(sound->media, on_stopped, sound);
}
