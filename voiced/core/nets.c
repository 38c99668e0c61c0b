/* nets - see nets.h */
#include "voiced/core/nets.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

static bool
read_address(struct view text, struct net *out)
{
	static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	char copy[NET_TEXT_MAX + 1];

	*out = (struct net){ 0 };
	if (!view_copy(text, copy, sizeof(copy)) || copy[0] == '\0')
		return false;
	if (inet_pton(AF_INET, copy, out->bytes) == 1) {
		out->family = 4;
	} else if (inet_pton(AF_INET6, copy, out->bytes) != 1) {
		return false;
	} else if (memcmp(out->bytes, mapped, sizeof(mapped)) == 0) {
		out->family = 4;
		memmove(out->bytes, out->bytes + 12, 4);
		memset(out->bytes + 4, 0, 12);
	} else {
		out->family = 6;
	}
	out->bits = out->family == 4 ? 32 : 128;
	return true;
}

static void
cut(struct net *net, int bits)
{
	for (int i = 0; i < 16; i++) {
		int keep = bits - 8 * i;

		if (keep <= 0)
			net->bytes[i] = 0;
		else if (keep < 8)
			net->bytes[i] &= (unsigned char)(0xff << (8 - keep));
	}
	net->bits = bits;
}

bool
net_read(struct view text, struct net *out)
{
	bool whole = text.n == 0 || memchr(text.p, '/', text.n) == NULL;
	struct view address = view_cut(&text, '/');
	int64_t bits;

	if (!read_address(address, out))
		return false;
	if (whole)
		return true;
	if (!view_is_digits(text) || !view_to_int(text, 0, out->bits, &bits)) {
		*out = (struct net){ 0 };
		return false;
	}
	cut(out, (int)bits);
	return true;
}

bool
net_holds(const struct net *net, const struct net *address)
{
	struct net cut_to = *address;

	if (net->family == 0 || net->family != address->family)
		return false;
	cut(&cut_to, net->bits);
	return memcmp(cut_to.bytes, net->bytes, sizeof(cut_to.bytes)) == 0;
}

/* ---- a set of them ---- */

struct net_member {
	struct net net;
	UT_hash_handle hh;
};

static struct net_member *
member_find(const struct net_set *set, const struct net *net)
{
	struct net_member *found;

	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_FIND(hh, set->members, net, sizeof(*net), found);
	return found;
}

static const int *
lengths_of(const struct net_set *set, const struct net *net)
{
	return set->of_length[net->family == 4 ? 0 : 1];
}

void
net_set_add(struct net_set *set, const struct net *net)
{
	struct net_member *member;

	if (net->family == 0 || member_find(set, net) != NULL)
		return;
	member = mem_zero(1, sizeof(*member));
	member->net = *net;
	set->of_length[net->family == 4 ? 0 : 1][net->bits]++;
	/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
	HASH_ADD(hh, set->members, net, sizeof(member->net), member);
}

bool
net_set_holds(const struct net_set *set, const struct net *address)
{
	const int *lengths = lengths_of(set, address);
	struct net shorter = *address;

	if (address->family == 0)
		return false;
	for (int bits = address->bits; bits >= 0; bits--) {
		if (lengths[bits] == 0)
			continue;
		cut(&shorter, bits);
		if (member_find(set, &shorter) != NULL)
			return true;
	}
	return false;
}

void
net_set_clear(struct net_set *set)
{
	struct net_member *member, *next;

	HASH_ITER (hh, set->members, member, next) {
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_DEL(set->members, member);
		free(member);
	}
	*set = (struct net_set){ 0 };
}
