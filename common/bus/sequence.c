/* sequence - see sequence.h */
#include "common/bus/sequence.h"

_Static_assert(MESSAGE_KIND_MAX <= 32, "a kind is a bit of 32");

/* True when `boot` is another process than the one known. */
static bool
begin_boot(struct sequence *sequence, uint64_t boot)
{
	if (sequence->heard && sequence->boot == boot)
		return false;
	*sequence = (struct sequence){ .heard = true, .boot = boot };
	return true;
}

static bool
is_based(const struct sequence *sequence, unsigned kind)
{
	return (sequence->based >> kind & 1) != 0;
}

static void
set_last(struct sequence *sequence, unsigned kind, uint64_t seq)
{
	sequence->based |= UINT32_C(1) << kind;
	sequence->last[kind] = seq;
}

/* A publisher that tells nonsense shall not make the counter overflow. */
static void
add_lost(int64_t *lost, uint64_t n)
{
	*lost += n < UINT32_MAX ? (int64_t)n : UINT32_MAX;
}

enum sequence_verdict
sequence_message(
    struct sequence *sequence, uint64_t boot, unsigned kind, uint64_t seq, int64_t *lost)
{
	bool fresh = begin_boot(sequence, boot);
	bool based = is_based(sequence, kind);
	uint64_t last = sequence->last[kind];

	if (based && seq <= last)
		return SEQUENCE_OLD;
	set_last(sequence, kind, seq);
	if (fresh)
		return SEQUENCE_BOOT;
	if (based && seq == last + 1)
		return SEQUENCE_NEXT;
	/* Without base the heartbeat that should have come first is missing. */
	if (based)
		add_lost(lost, seq - last - 1);
	return SEQUENCE_GAP;
}

enum sequence_verdict
sequence_heartbeat(struct sequence *sequence, uint64_t boot, const uint64_t last[MESSAGE_KIND_MAX],
    uint32_t wanted, int64_t *lost)
{
	bool fresh = begin_boot(sequence, boot);
	bool gap = false;

	for (unsigned kind = 1; kind < MESSAGE_KIND_MAX; kind++) {
		bool based = is_based(sequence, kind);

		if (based && last[kind] <= sequence->last[kind])
			continue;
		if ((wanted >> kind & 1) != 0 && last[kind] > 0 && !fresh) {
			gap = true;
			if (based)
				add_lost(lost, last[kind] - sequence->last[kind]);
		}
		set_last(sequence, kind, last[kind]);
	}
	if (fresh)
		return SEQUENCE_BOOT;
	return gap ? SEQUENCE_GAP : SEQUENCE_NEXT;
}
