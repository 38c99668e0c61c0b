/* arrivals - see arrivals.h */
#include "routerd/arrivals.h"

#include <stdlib.h>
#include <string.h>

#include "common/log/log.h"
#include "common/metrics/metrics.h"

static COUNTER(lost, "router_arrivals_refused_total", "Arrivals beyond the table's bound");

void
arrivals_init(struct arrivals *arrivals)
{
	metric_register(&lost);
	*arrivals = (struct arrivals){ .by_id = NULL };
	list_init(&arrivals->fresh);
}

struct arrival *
arrivals_find(const struct arrivals *arrivals, int64_t id)
{
	struct arrival *found;

	HASH_FIND(hh, arrivals->by_id, &id, sizeof(id), found);
	return found;
}

static size_t
kept_size(struct view text)
{
	return text.n < ARRIVAL_TEXT_MAX ? text.n : ARRIVAL_TEXT_MAX;
}

static struct view
keep(char **at, struct view text)
{
	struct view kept = { *at, kept_size(text) };

	if (kept.n > 0)
		memcpy(*at, text.p, kept.n);
	*at += kept.n;
	return kept;
}

/* Only the beginning of a very long text is kept: rules look at its first words. */
static void
take_facts(struct arrival *arrival, const struct interaction_facts *facts)
{
	char *at = mem_new(kept_size(facts->text) + kept_size(facts->number) +
	    kept_size(facts->language) + kept_size(facts->page) + kept_size(facts->form) + 1);

	free(arrival->store);
	arrival->store = at;
	arrival->facts = *facts;
	arrival->facts.text = keep(&at, facts->text);
	arrival->facts.number = keep(&at, facts->number);
	arrival->facts.language = keep(&at, facts->language);
	arrival->facts.page = keep(&at, facts->page);
	arrival->facts.form = keep(&at, facts->form);
}

struct arrival *
arrivals_add(struct arrivals *arrivals, const struct interaction_facts *facts)
{
	struct arrival *arrival = arrivals_find(arrivals, facts->id);

	if (arrival != NULL) {
		if (arrival->stage == ARRIVAL_READING) {
			take_facts(arrival, facts);
			arrival_renew(arrivals, arrival);
		}
		return arrival;
	}
	if (HASH_COUNT(arrivals->by_id) >= ARRIVALS_MAX) {
		metric_add(&lost, 1);
		LOG(ERROR, "arrival_refused", LOG_ID("interaction", facts->id));
		return NULL;
	}
	arrival = mem_zero(1, sizeof(*arrival));
	take_facts(arrival, facts);
	HASH_ADD(hh, arrivals->by_id, facts.id, sizeof(arrival->facts.id), arrival);
	list_append(&arrivals->fresh, &arrival->link);
	return arrival;
}

static void
drop(struct arrivals *arrivals, struct arrival *arrival)
{
	list_remove(&arrivals->fresh, &arrival->link);
	HASH_DEL(arrivals->by_id, arrival);
	free(arrival->explanation);
	free(arrival->store);
	free(arrival);
}

void
arrivals_remove(struct arrivals *arrivals, int64_t id)
{
	struct arrival *arrival = arrivals_find(arrivals, id);

	if (arrival != NULL)
		drop(arrivals, arrival);
}

void
arrival_renew(struct arrivals *arrivals, struct arrival *arrival)
{
	arrival->stage = ARRIVAL_NEW;
	if (!link_listed(&arrival->link))
		list_append(&arrivals->fresh, &arrival->link);
}

struct arrival *
arrivals_next(struct arrivals *arrivals)
{
	struct link *link = list_take(&arrivals->fresh);

	return link != NULL ? LIST_OF(link, struct arrival, link) : NULL;
}

int
arrivals_renew(struct arrivals *arrivals, enum arrival_stage stage)
{
	struct arrival *arrival, *next;
	int count = 0;

	HASH_ITER (hh, arrivals->by_id, arrival, next) {
		if (arrival->stage != stage)
			continue;
		arrival_renew(arrivals, arrival);
		count++;
	}
	return count;
}

void
arrivals_fini(struct arrivals *arrivals)
{
	struct arrival *arrival, *next;

	HASH_ITER (hh, arrivals->by_id, arrival, next)
		drop(arrivals, arrival);
}
