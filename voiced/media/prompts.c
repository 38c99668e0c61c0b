/* prompts - see prompts.h */
#include "voiced/media/prompts.h"

#include <stdio.h>
#include <stdlib.h>

struct prompts {
	struct clip *clips[SAY_COUNT];
};

static int
load(const char *folder, enum say_prompt prompt, struct clip **out, struct err *err)
{
	struct buf path = { 0 };
	struct err wrong;
	int result;

	buf_addf(&path, "%s/%s.wav", folder, say_name(prompt));
	result = clip_load(path.p, out, &wrong);
	if (result == 0 && clip_samples(*out) == 0) {
		clip_drop(*out);
		*out = NULL;
		result = err_set(&wrong, ERR_INVALID, NULL, "%s holds no sound", path.p);
	}
	buf_fini(&path);
	return result == 0
	    ? 0
	    : err_set(err, ERR_CONFIG, NULL, "prompt %s (make prompts makes them)", wrong.text);
}

int
prompts_load(const char *folder, struct prompts **out, struct err *err)
{
	struct prompts *prompts = mem_zero(1, sizeof(*prompts));

	for (int i = 0; i < SAY_COUNT; i++)
		if (load(folder, (enum say_prompt)i, &prompts->clips[i], err) != 0) {
			prompts_free(prompts);
			return -1;
		}
	*out = prompts;
	return 0;
}

void
prompts_free(struct prompts *prompts)
{
	if (prompts == NULL)
		return;
	for (int i = 0; i < SAY_COUNT; i++)
		clip_drop(prompts->clips[i]);
	free(prompts);
}

struct clip *
prompts_clip(const struct prompts *prompts, enum say_prompt prompt)
{
	return prompts->clips[prompt];
}

bool
prompts_say(const struct prompts *prompts, const enum say_prompt *words, size_t count,
    struct playlist *list)
{
	for (size_t i = 0; i < count; i++)
		if (!playlist_add(list, prompts->clips[words[i]]))
			return false;
	return true;
}
