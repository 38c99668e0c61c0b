/* fuzz_config: a configuration file of any bytes is read or refused with a line; never more. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/daemon/config_file.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached;

enum { INPUT_MAX = 65536 };

struct seen {
	int last_line;
};

static int
on_section(void *ctx, const char *section, int line)
{
	struct seen *seen = ctx;

	assert(section[0] != '\0' && line > seen->last_line);
	seen->last_line = line;
	return 0;
}

static int
on_pair(void *ctx, const char *section, const char *name, const char *value, int line)
{
	struct seen *seen = ctx;

	assert(section[0] != '\0' && line > seen->last_line);
	assert(strlen(name) < CONFIG_LINE_MAX && strlen(value) < CONFIG_LINE_MAX);
	seen->last_line = line;
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct config_file_events events = { on_section, on_pair };
	static char text[INPUT_MAX];
	struct seen seen = { .last_line = 0 };
	struct err err = { .kind = ERR_NONE };

	if (size > INPUT_MAX)
		return 0;
	memcpy(text, data, size);
	if (config_file_parse(text, size, "fuzz", &events, &seen, &err) != 0)
		assert(err.kind == ERR_CONFIG && err.text[0] != '\0');
	else if (seen.last_line > 0)
		fuzz_reached++;
	return 0;
}
