/*
 * words - a decision in one short sentence, for the agent's offer card.
 *
 * Owns: the words. Must not know: where they are shown.
 */
#ifndef ROUTERD_WORDS_H
#define ROUTERD_WORDS_H

#include "routerd/setup.h"

/* "Orders: English 100, longest without work" */
void words_offer(const struct setup *setup, const struct router_interaction *interaction,
    const struct decision *decision, struct buf *out);

/* The stored explanation (core/explain.h) with its sentence as "words". Call it right after the
 * decision. */
void words_explain(
    const struct setup *setup, const struct decision *decision, int64_t feed, struct buf *out);

#endif
