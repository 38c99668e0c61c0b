/* config - see config.h */
#include "common/daemon/config.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/auth/key_chain.h"
#include "common/base/str.h"
#include "common/base/utf8.h"
#include "common/daemon/config_file.h"
#include "common/log/log.h"

extern char **environ;

enum {
	CONFIG_KEYS_MAX = 96,
	CONFIG_NAME_MAX = 64,
	CONFIG_VALUE_MAX = 1024,
	CONFIG_ENVIRONMENT_MAX = 4096, /* variables looked at */
};

/* Later ranks win: the instance's section over the daemon's over [common], and in each the
 * environment over the file. */
enum { RANK_DEFAULT, RANK_COMMON, RANK_DAEMON = 3, RANK_INSTANCE = 5, RANK_ENVIRONMENT = 1 };

struct entry {
	const struct config_key *key;
	char *text;
	int64_t number;
	int rank;
	int line[RANK_INSTANCE + 1]; /* where the key stood in each section, to find it twice */
};

struct config {
	const char *path, *daemon, *instance; /* borrowed while loading */
	struct entry entries[CONFIG_KEYS_MAX];
	int count;
	struct err *err;
};

/* Sections that this file may hold besides the reader's own; their keys are their reader's matter. */
static const char *const daemon_names[] = { "presenced", "routerd", "smsgw", "chatd", "hookd",
	"voiced", "widget" };

static struct entry *
find(const struct config *config, struct view name)
{
	for (int i = 0; i < config->count; i++)
		if (view_is(name, config->entries[i].key->name))
			return (struct entry *)&config->entries[i];
	return NULL;
}

/* A daemon's own table may give a common key another default: the first one found counts. */
static void
add_keys(struct config *config, const struct config_key *keys)
{
	for (; keys != NULL && keys->name != NULL; keys++) {
		if (find(config, view_of(keys->name)) != NULL)
			continue;
		assert(config->count < CONFIG_KEYS_MAX);
		config->entries[config->count++] = (struct entry){ .key = keys };
	}
}

/* ---- values ---- */

/* What is wrong with a value, as the end of a sentence, or NULL. */
static const char *
check(const struct config_key *key, struct view value, int64_t *number)
{
	enum log_level level;
	struct key_chain chain;
	char word[16];

	*number = 0;
	if (value.n > CONFIG_VALUE_MAX)
		return "is too long";
	if (!utf8_valid(value) || memchr(value.p, '\0', value.n) != NULL)
		return "is not UTF-8 text";
	switch (key->type) {
	case CONFIG_TEXT:
	case CONFIG_SECRET:
		return value.n == 0 && key->value == NULL ? "must not be empty" : NULL;
	case CONFIG_KEYS:
		return key_chain_parse(VIEW(""), value, &chain);
	case CONFIG_INT:
		return view_to_int(value, key->min, key->max, number) ? NULL : "must be a number";
	case CONFIG_PATH:
		if (value.n == 0 && key->value != NULL && key->value[0] == '\0')
			return NULL;
		return value.n > 0 && value.p[0] == '/' ? NULL
							: "must be a path that begins with /";
	case CONFIG_LEVEL:
		if (!view_copy(value, word, sizeof(word)) || !log_level_parse(word, &level))
			return "must be debug, info, warn or error";
		*number = level;
		return NULL;
	}
	return "has no type";
}

/* Values are never shown: one of them may be a secret that stands at the wrong key. */
static int
complain(
    const struct config *config, const char *place, const struct config_key *key, const char *wrong)
{
	if (key->type == CONFIG_INT)
		return err_set(config->err, ERR_CONFIG, key->name, "%s: %s %s from %lld to %lld",
		    place, key->name, wrong, (long long)key->min, (long long)key->max);
	return err_set(config->err, ERR_CONFIG, key->name, "%s: %s %s", place, key->name, wrong);
}

static int
set(struct config *config, struct entry *entry, int rank, struct view value, const char *place)
{
	int64_t number;
	const char *wrong = check(entry->key, value, &number);

	if (wrong != NULL)
		return complain(config, place, entry->key, wrong);
	if (rank < entry->rank)
		return 0;
	free(entry->text);
	entry->text = view_dup(value);
	entry->number = number;
	entry->rank = rank;
	return 0;
}

/* ---- the file ---- */

/* The rank of a section for this reader; RANK_DEFAULT: another daemon's; -1: nobody's. */
static int
section_rank(const struct config *config, const char *section)
{
	size_t n;

	if (strcmp(section, "common") == 0)
		return RANK_COMMON;
	if (strcmp(section, config->daemon) == 0)
		return RANK_DAEMON;
	if (config->instance != NULL && strcmp(section, config->instance) == 0)
		return RANK_INSTANCE;
	n = strlen(config->daemon);
	if (strncmp(section, config->daemon, n) == 0 && section[n] == '-')
		return RANK_DEFAULT;
	for (size_t i = 0; i < sizeof(daemon_names) / sizeof(daemon_names[0]); i++) {
		n = strlen(daemon_names[i]);
		if (strncmp(section, daemon_names[i], n) == 0 &&
		    (section[n] == '-' || section[n] == '\0'))
			return RANK_DEFAULT;
	}
	return -1;
}

static int
on_section(void *ctx, const char *section, int line)
{
	const struct config *config = ctx;

	if (section_rank(config, section) >= 0)
		return 0;
	return err_set(config->err, ERR_CONFIG, section, "%s:%d: there is no section [%.40s]",
	    config->path, line, section);
}

static bool
is_secret(enum config_type type)
{
	return type == CONFIG_SECRET || type == CONFIG_KEYS;
}

/* Of a file that holds a secret. */
static int
check_mode(const struct config *config, const char *place, const char *name)
{
	struct stat info;

	if (stat(config->path, &info) != 0)
		return err_set(config->err, ERR_CONFIG, name, "%s: %s", place, strerror(errno));
	if ((info.st_mode & S_IRWXO) != 0)
		return err_set(config->err, ERR_CONFIG, name,
		    "%s: everybody can read the secret %s in this file: chmod o= it", place, name);
	return 0;
}

static int
on_pair(void *ctx, const char *section, const char *name, const char *value, int line)
{
	struct config *config = ctx;
	int rank = section_rank(config, section);
	struct entry *entry;
	char place[200];

	if (rank == RANK_DEFAULT)
		return 0;
	entry = find(config, view_of(name));
	(void)snprintf(place, sizeof(place), "%s:%d", config->path, line);
	if (entry == NULL)
		return err_set(config->err, ERR_CONFIG, name, "%s: [%.40s] has no key %.40s", place,
		    section, name);
	if (entry->line[rank] != 0)
		return err_set(config->err, ERR_CONFIG, name, "%s: %.40s stands in line %d already",
		    place, name, entry->line[rank]);
	entry->line[rank] = line;
	if (is_secret(entry->key->type) && value[0] != '\0' && check_mode(config, place, name) != 0)
		return -1;
	return set(config, entry, rank, view_of(value), place);
}

static int
read_file(struct config *config)
{
	static const struct config_file_events events = { on_section, on_pair };

	return config_file_read(config->path, &events, config, config->err);
}

/* ---- the environment ---- */

/* "TRUNKLINE_<SECTION>_", with '-' as '_'. */
static void
prefix_of(const char *section, char *out, size_t size)
{
	int n = snprintf(out, size, "TRUNKLINE_%s_", section);

	assert(n > 0 && (size_t)n < size);
	for (char *at = out; *at != '\0'; at++) {
		if (*at == '-')
			*at = '_';
		*at = (char)toupper((unsigned char)*at);
	}
}

/* Calls a variable by its key's name: "HTTP_PORT" is http_port. */
static struct entry *
find_upper(const struct config *config, struct view upper)
{
	char name[CONFIG_NAME_MAX];

	if (!view_copy(upper, name, sizeof(name)))
		return NULL;
	for (char *at = name; *at != '\0'; at++)
		*at = char_lower(*at);
	return find(config, view_of(name));
}

/* TRUNKLINE_SMSGW_EAST_HTTP_PORT, read by smsgw, is instance smsgw-east's matter. */
static bool
of_an_instance(const struct config *config, struct view rest)
{
	while (rest.p != NULL) {
		(void)view_cut(&rest, '_');
		if (rest.p != NULL && find_upper(config, rest) != NULL)
			return true;
	}
	return false;
}

static int
read_variable(struct config *config, const char *prefix, int rank, const char *variable)
{
	struct view value = view_of(variable + strlen(prefix));
	struct view upper = view_cut(&value, '=');
	struct entry *entry = find_upper(config, upper);
	char place[CONFIG_NAME_MAX + 40];

	(void)snprintf(place, sizeof(place), "environment %s%.*s", prefix,
	    (int)(upper.n < CONFIG_NAME_MAX ? upper.n : CONFIG_NAME_MAX), upper.p);
	if (entry != NULL)
		return set(config, entry, rank, value.p != NULL ? value : VIEW(""), place);
	if (rank == RANK_DAEMON + RANK_ENVIRONMENT && of_an_instance(config, upper))
		return 0;
	return err_set(config->err, ERR_CONFIG, NULL, "%s: there is no such key", place);
}

static int
read_environment(struct config *config, const char *section, int rank)
{
	char prefix[CONFIG_NAME_MAX];

	if (section == NULL)
		return 0;
	prefix_of(section, prefix, sizeof(prefix));
	for (int i = 0; i < CONFIG_ENVIRONMENT_MAX && environ[i] != NULL; i++)
		if (strncmp(environ[i], prefix, strlen(prefix)) == 0 &&
		    read_variable(config, prefix, rank + RANK_ENVIRONMENT, environ[i]) != 0)
			return -1;
	return 0;
}

/* ---- all of it ---- */

/* A chain must not hold its first key, which is another entry: the one before it in the table. */
static int
check_chains(const struct config *config)
{
	struct key_chain chain;

	for (int i = 1; i < config->count; i++) {
		const struct entry *entry = &config->entries[i];
		const char *wrong = entry->key->type != CONFIG_KEYS
		    ? NULL
		    : key_chain_parse(
			  view_of(config->entries[i - 1].text), view_of(entry->text), &chain);

		if (wrong != NULL)
			return complain(config, config->path != NULL ? config->path : "environment",
			    entry->key, wrong);
	}
	return 0;
}

static int
fill_defaults(struct config *config)
{
	for (int i = 0; i < config->count; i++) {
		struct entry *entry = &config->entries[i];

		if (entry->key->value != NULL &&
		    set(config, entry, RANK_DEFAULT, view_of(entry->key->value), "default") != 0)
			return -1;
	}
	return 0;
}

static int
find_missing(const struct config *config)
{
	for (int i = 0; i < config->count; i++)
		if (config->entries[i].text == NULL)
			return err_set(config->err, ERR_CONFIG, config->entries[i].key->name,
			    "%s: [common] or [%s] must give %s: %s",
			    config->path != NULL ? config->path : "no configuration file",
			    config->daemon, config->entries[i].key->name,
			    config->entries[i].key->summary);
	return 0;
}

int
config_load(const char *path, const char *daemon, const char *instance,
    const struct config_key *own, struct config **out, struct err *err)
{
	struct config *config = mem_zero(1, sizeof(*config));
	const char *section = instance != NULL && strcmp(instance, daemon) != 0 ? instance : NULL;

	config->path = path;
	config->daemon = daemon;
	config->instance = section;
	config->err = err;
	add_keys(config, own);
	add_keys(config, config_common);
	if (fill_defaults(config) != 0 || (path != NULL && read_file(config) != 0) ||
	    read_environment(config, "common", RANK_COMMON) != 0 ||
	    read_environment(config, daemon, RANK_DAEMON) != 0 ||
	    read_environment(config, section, RANK_INSTANCE) != 0 || find_missing(config) != 0 ||
	    check_chains(config) != 0) {
		config_free(config);
		return -1;
	}
	config->path = config->daemon = config->instance = NULL;
	config->err = NULL;
	*out = config;
	return 0;
}

void
config_free(struct config *config)
{
	if (config == NULL)
		return;
	for (int i = 0; i < config->count; i++) {
		if (config->entries[i].text != NULL)
			mem_wipe(config->entries[i].text, strlen(config->entries[i].text));
		free(config->entries[i].text);
	}
	free(config);
}

static const struct entry *
get(const struct config *config, const char *key)
{
	const struct entry *entry = find(config, view_of(key));

	if (entry == NULL)
		abort(); /* a key that no table knows */
	return entry;
}

const char *
config_text(const struct config *config, const char *key)
{
	return get(config, key)->text;
}

int64_t
config_int(const struct config *config, const char *key)
{
	return get(config, key)->number;
}
