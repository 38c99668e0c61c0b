/*
 * config_file - reads an INI file line by line and tells what stands where.
 *
 * Owns: the use of inih, the number of each line, the bound of a line.
 * Must not know: sections, keys, values.
 */
#ifndef COMMON_DAEMON_CONFIG_FILE_H
#define COMMON_DAEMON_CONFIG_FILE_H

#include <stddef.h>

#include "common/base/err.h"

enum { CONFIG_LINE_MAX = 1200, CONFIG_LINES_MAX = 10000 };

/* Each answers 0, or -1 after filling the err that its owner knows: reading ends there. */
struct config_file_events {
	int (*section)(void *ctx, const char *section, int line);
	int (*pair)(void *ctx, const char *section, const char *name, const char *value, int line);
};

/* -1: the file can't be opened, a line can't be read (then `err` names it), or an event said so. */
int config_file_read(
    const char *path, const struct config_file_events *events, void *ctx, struct err *err);

/* The same from memory, which is not changed; `path` is what errors call it. */
int config_file_parse(char *text, size_t n, const char *path,
    const struct config_file_events *events, void *ctx, struct err *err);

#endif
