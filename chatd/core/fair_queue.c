/* fair_queue - see fair_queue.h */
#include "chatd/core/fair_queue.h"

struct load {
	size_t count, bytes;
};

static struct fair_job *
job_of(struct link *link)
{
	return LIST_OF(link, struct fair_job, link);
}

static struct load
load_of(const struct list *list, int64_t tenant)
{
	struct load load = { 0, 0 };

	list_for_each (list, at) {
		const struct fair_job *job = job_of(at);

		if (job->tenant != tenant)
			continue;
		load.count++;
		load.bytes += job->bytes;
	}
	return load;
}

static size_t
bytes_of(const struct list *list)
{
	size_t bytes = 0;

	list_for_each (list, at)
		bytes += job_of(at)->bytes;
	return bytes;
}

void
fair_queue_init(struct fair_queue *queue, const struct fair_limits *limits)
{
	queue->limits = *limits;
	list_init(&queue->waiting);
	list_init(&queue->running);
}

bool
fair_queue_add(struct fair_queue *queue, struct fair_job *job)
{
	const struct fair_limits *limits = &queue->limits;
	struct load own = load_of(&queue->waiting, job->tenant);

	if (queue->waiting.count >= limits->waiting || own.count >= limits->tenant_waiting ||
	    bytes_of(&queue->waiting) + job->bytes > limits->waiting_bytes ||
	    own.bytes + job->bytes > limits->tenant_bytes)
		return false;
	list_append(&queue->waiting, &job->link);
	return true;
}

/* The first whose tenant has none running. */
static struct fair_job *
first_find(const struct fair_queue *queue)
{
	list_for_each (&queue->waiting, at)
		if (load_of(&queue->running, job_of(at)->tenant).count == 0)
			return job_of(at);
	return NULL;
}

static void
move_behind(struct list *waiting, int64_t tenant)
{
	struct link *at = waiting->head.next, *next;

	for (size_t left = waiting->count; left > 0; left--, at = next) {
		next = at->next;
		if (job_of(at)->tenant != tenant)
			continue;
		list_remove(waiting, at);
		list_append(waiting, at);
	}
}

struct fair_job *
fair_queue_start(struct fair_queue *queue)
{
	struct fair_job *job =
	    queue->running.count < queue->limits.running ? first_find(queue) : NULL;

	if (job == NULL)
		return NULL;
	list_remove(&queue->waiting, &job->link);
	list_append(&queue->running, &job->link);
	return job;
}

void
fair_queue_remove(struct fair_queue *queue, struct fair_job *job)
{
	list_remove(&queue->waiting, &job->link);
}

void
fair_queue_end(struct fair_queue *queue, struct fair_job *job)
{
	list_remove(&queue->running, &job->link);
	move_behind(&queue->waiting, job->tenant);
}
