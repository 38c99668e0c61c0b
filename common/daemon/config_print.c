/* config_print - see config.h: the tables of keys as a commented INI file */
#include <string.h>

#include "common/daemon/config.h"

static const char *
type_text(const struct config_key *key, char *out, size_t size)
{
	switch (key->type) {
	case CONFIG_TEXT:
		return "text";
	case CONFIG_KEYS:
	case CONFIG_SECRET:
		return "secret: in no file that others can read";
	case CONFIG_INT:
		(void)snprintf(out, size, "number from %lld to %lld", (long long)key->min,
		    (long long)key->max);
		return out;
	case CONFIG_PATH:
		return "path";
	case CONFIG_LEVEL:
		return "level";
	}
	return "";
}

static void
print_key(const struct config_key *key, FILE *out)
{
	char type[80];

	(void)fprintf(out, "\n# %s (%s)\n", key->summary, type_text(key, type, sizeof(type)));
	if (key->value == NULL)
		(void)fprintf(out, "# Must be given.\n%s =\n", key->name);
	else
		(void)fprintf(out, "#%s = %s\n", key->name, key->value);
}

static int
has(const struct config_key *keys, const char *name)
{
	for (; keys != NULL && keys->name != NULL; keys++)
		if (strcmp(keys->name, name) == 0)
			return 1;
	return 0;
}

void
config_print(const char *daemon, const struct config_key *own, FILE *out)
{
	(void)fprintf(out,
	    "# Each key of [common] may stand in [%s] too, and each of both in [%s-<name>]; the "
	    "last\n"
	    "# of these counts. TRUNKLINE_<SECTION>_<KEY> in the environment overrides one "
	    "section's.\n"
	    "[common]\n",
	    daemon, daemon);
	for (const struct config_key *key = config_common; key->name != NULL; key++)
		if (!has(own, key->name))
			print_key(key, out);
	(void)fprintf(out, "\n[%s]\n", daemon);
	for (const struct config_key *key = own; key != NULL && key->name != NULL; key++)
		print_key(key, out);
}
