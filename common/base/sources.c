/* sources - see sources.h */
#include "common/base/sources.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

enum { MAPPED_SIZE = 12, NETWORK_SIZE = 8 };

struct source_count {
	unsigned char key[SOURCE_KEY_SIZE];
	int count;
	UT_hash_handle hh;
};

/* IPv4 addresses as IPv6 has them; of others the network. */
void
source_key(const char *address, unsigned char out[SOURCE_KEY_SIZE])
{
	static const unsigned char mapped[MAPPED_SIZE] = { [10] = 0xff, [11] = 0xff };

	memset(out, 0, SOURCE_KEY_SIZE);
	if (inet_pton(AF_INET, address, out + MAPPED_SIZE) == 1)
		memcpy(out, mapped, MAPPED_SIZE);
	else if (inet_pton(AF_INET6, address, out) == 1 && memcmp(out, mapped, MAPPED_SIZE) != 0)
		memset(out + NETWORK_SIZE, 0, SOURCE_KEY_SIZE - NETWORK_SIZE);
}

struct view
source_view(const char *address, unsigned char key[SOURCE_KEY_SIZE])
{
	source_key(address, key);
	return (struct view){ (const char *)key, SOURCE_KEY_SIZE };
}

bool
sources_same(const char *a, const char *b)
{
	unsigned char keys[2][SOURCE_KEY_SIZE];

	source_key(a, keys[0]);
	source_key(b, keys[1]);
	return memcmp(keys[0], keys[1], SOURCE_KEY_SIZE) == 0;
}

static struct source_count *
source_find(const struct sources *sources, const char *address)
{
	unsigned char key[SOURCE_KEY_SIZE];
	struct source_count *found;

	source_key(address, key);
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, sources->counts, key, SOURCE_KEY_SIZE, found);
	return found;
}

static void
source_drop(struct sources *sources, struct source_count *source)
{
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_DEL(sources->counts, source);
	free(source);
}

void
sources_fini(struct sources *sources)
{
	while (sources->counts != NULL)
		source_drop(sources, sources->counts);
}

int
sources_count(const struct sources *sources, const char *address)
{
	const struct source_count *source = source_find(sources, address);

	return source != NULL ? source->count : 0;
}

void
sources_add(struct sources *sources, const char *address)
{
	struct source_count *source = source_find(sources, address);

	if (source == NULL) {
		source = mem_zero(1, sizeof(*source));
		source_key(address, source->key);
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_ADD(hh, sources->counts, key, SOURCE_KEY_SIZE, source);
	}
	source->count++;
}

void
sources_remove(struct sources *sources, const char *address)
{
	struct source_count *source = source_find(sources, address);

	if (source != NULL && --source->count == 0)
		source_drop(sources, source);
}
