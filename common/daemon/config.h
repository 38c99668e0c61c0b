/*
 * config - one INI file for all daemons, checked against tables of keys.
 *
 * Owns: reading, defaults, ranges, environment overrides (TRUNKLINE_<SECTION>_<KEY>,
 *       upper case, '-' as '_'), the line of an error.
 * Must not know: what a key is for.
 *
 * A daemon reads [common], [<daemon>] and, started with --name smsgw-2, [smsgw-2], the later
 * over the earlier. A key that no table knows, a value out of its range, a section of no
 * daemon: one line "FILE:LINE: …", exit 1.
 */
#ifndef COMMON_DAEMON_CONFIG_H
#define COMMON_DAEMON_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/base/err.h"

/* CONFIG_SECRET is a text that only a file may give that others cannot read (mode o=), or the environment. CONFIG_KEYS is the same
 * of keys that follow the one which stands above it in the table (key_chain.h); none is allowed. */
enum config_type { CONFIG_TEXT, CONFIG_SECRET, CONFIG_KEYS, CONFIG_INT, CONFIG_PATH, CONFIG_LEVEL };

struct config_key {
	const char *name;
	enum config_type type;
	const char *value; /* default as text; NULL: must be given */
	int64_t min, max; /* CONFIG_INT */
	const char *summary; /* for the generated documentation */
};

extern const struct config_key config_common[]; /* keys of [common] and of every daemon */

struct config;

/* `path` may be NULL: defaults and environment only. */
int config_load(const char *path, const char *daemon, const char *instance,
    const struct config_key *own, struct config **out, struct err *err);
void config_free(struct config *config);

/* The key must be in the tables: an unknown one is a bug. */
const char *config_text(const struct config *config, const char *key);
int64_t config_int(const struct config *config, const char *key);

/* Prints the keys as a commented INI file: the documentation is made from the tables. */
void config_print(const char *daemon, const struct config_key *own, FILE *out);

#endif
