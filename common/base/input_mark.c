/* input_mark - see input_mark.h */
#include "common/base/input_mark.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static const char *const words[INPUT_KIND_COUNT] = { [INPUT_NONE] = "none",
#define INPUT_KIND(name, word, refusal) [INPUT_##name] = word,
	INPUT_KINDS(INPUT_KIND)
#undef INPUT_KIND
};

static const int64_t refusal_max_min[INPUT_KIND_COUNT] = {
#define INPUT_KIND(name, word, refusal) [INPUT_##name] = refusal,
	INPUT_KINDS(INPUT_KIND)
#undef INPUT_KIND
};

static struct input_peer own;
static struct input_peer *mark = &own;

const char *
input_kind_word(uint32_t kind)
{
	return kind < INPUT_KIND_COUNT ? words[kind] : "unknown";
}

int64_t
input_kind_refusal_max_us(uint32_t kind)
{
	return kind < INPUT_KIND_COUNT ? refusal_max_min[kind] * 60 * 1000000 : 0;
}

struct input_peer
input_peer_of(enum input_kind kind, int64_t tenant, int64_t id)
{
	struct input_peer peer = { .kind = kind };

	(void)snprintf(peer.id, sizeof(peer.id), "%" PRId64 ":%" PRId64, tenant, id);
	return peer;
}

struct input_peer
input_peer_at(enum input_kind kind, struct view address)
{
	struct input_peer peer = { .kind = kind };

	if (address.n == 0 || !view_copy(address, peer.id, sizeof(peer.id)))
		peer.kind = INPUT_NONE;
	return peer;
}

/* The kind is the last that is written, and the first that goes: a process that ends between the stores leaves no mark, never
 * a wrong one. The fences bind the compiler alone: a store that was made is in the page, whatever ends the process. */
void
input_enter(const struct input_peer *peer)
{
	input_leave();
	memcpy(mark->id, peer->id, sizeof(mark->id));
	atomic_signal_fence(memory_order_seq_cst);
	*(volatile uint32_t *)&mark->kind = peer->kind;
	atomic_signal_fence(memory_order_seq_cst);
}

void
input_leave(void)
{
	atomic_signal_fence(memory_order_seq_cst);
	*(volatile uint32_t *)&mark->kind = INPUT_NONE;
	atomic_signal_fence(memory_order_seq_cst);
}

struct input_peer
input_current(void)
{
	return *mark;
}

void
input_mark_keep(struct input_peer *place)
{
	input_leave();
	mark = place != NULL ? place : &own;
	input_leave();
}
