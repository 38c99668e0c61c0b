/*
 * sources - how many of something each source address has: connections, above all.
 *
 * Owns: a count for each source that has any. Bounded by what is counted.
 * Must not know: sockets, limits.
 *
 * An address is numeric. An IPv6 network of 64 bits is one source, since a host has all addresses of its own. An IPv4 address within
 * an IPv6 one (mapped) is the IPv4 address. What is no address is one source, too.
 */
#ifndef COMMON_BASE_SOURCES_H
#define COMMON_BASE_SOURCES_H

#include "common/base/str.h"

struct source_count;

struct sources {
	struct source_count *counts; /* uthash; NULL: none */
};

enum { SOURCE_KEY_SIZE = 16 };

/* What addresses of one source have in common. */
void source_key(const char *address, unsigned char out[SOURCE_KEY_SIZE]);
/* Likewise; valid as long as `key`. */
struct view source_view(const char *address, unsigned char key[SOURCE_KEY_SIZE]);
bool sources_same(const char *a, const char *b);

void sources_fini(struct sources *sources);
int sources_count(const struct sources *sources, const char *address);
void sources_add(struct sources *sources, const char *address);
/* Takes back one sources_add. */
void sources_remove(struct sources *sources, const char *address);

#endif
