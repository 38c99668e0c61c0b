/* words - see words.h */
#include "routerd/words.h"

#include <jansson.h>
#include <stdlib.h>

#include "routerd/core/explain.h"

enum { SKILLS_SHOWN = 3, MS_PER_S = 1000 };

static const char *
why_first(const struct decision *decision)
{
	const struct decision_candidate *first = &decision->first[0], *second = &decision->first[1];

	if (decision->preferred)
		return "served this customer last";
	if (decision->first_count < 2)
		return "the only one free";
	if (first->level != second->level)
		return "highest level";
	return first->share != second->share ? "most room" : "longest without work";
}

/* The step of widening in force (RT-3). */
static void
widened(const struct decision *decision, struct buf *out)
{
	if (decision->step > 0)
		buf_addf(out, ", widened after %lld s of waiting (step %u)",
		    (long long)(decision->step_after_ms / MS_PER_S), (unsigned)decision->step);
}

void
words_offer(const struct setup *setup, const struct router_interaction *interaction,
    const struct decision *decision, struct buf *out)
{
	const char *queue = setup_queue_name(setup, decision->queue);

	buf_addf(out, "%s: ", queue != NULL ? queue : "Queue");
	for (uint32_t i = 0; i < interaction->need_count && i < SKILLS_SHOWN; i++) {
		int64_t skill = interaction->needs[i].skill;
		const char *name = setup_skill_name(setup, skill);

		buf_addf(out, "%s %d, ", name != NULL ? name : "skill",
		    (int)setup_level_of(setup, decision->agent, skill));
	}
	buf_add_text(out, why_first(decision));
	widened(decision, out);
}

/* Why nobody stands in the counts; here what has been done about it. */
static void
words_nobody(const struct setup *setup, const struct decision *decision, struct buf *out)
{
	const char *queue = setup_queue_name(setup, decision->queue);

	buf_addf(out, "%s: nobody can be offered it", queue != NULL ? queue : "Queue");
	widened(decision, out);
}

void
words_explain(
    const struct setup *setup, const struct decision *decision, int64_t feed, struct buf *out)
{
	const struct router *router = setup->inputs->router;
	struct buf text = { 0 };
	json_t *words;
	char *quoted;

	explain_store(router, decision, setup_revision(setup, decision->tenant), feed, out);
	if (decision->kind == DECISION_OFFER)
		words_offer(
		    setup, router_interaction_find(router, decision->interaction), decision, &text);
	else
		words_nobody(setup, decision, &text);
	words = json_stringn(text.p, text.n);
	quoted = json_dumps(words, JSON_ENCODE_ANY);
	out->n--; /* the object's end */
	buf_addf(out, ",\"words\":%s}", quoted != NULL ? quoted : "null");
	free(quoted);
	json_decref(words);
	buf_fini(&text);
}
