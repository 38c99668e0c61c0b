/*
 * internal - what the files of media.h share: the thread, what goes in and out of it.
 *
 * Each field says whose it is: the loop's, the thread's, or both's.
 */
#ifndef VOICED_MEDIA_INTERNAL_H
#define VOICED_MEDIA_INTERNAL_H

#include <pthread.h>
#include <sys/epoll.h>

#include "voiced/media/endpoint.h"
#include "voiced/media/hatch.h"

struct media {
	/* Fixed while it runs. */
	struct media_config config;
	int epoll;
	pthread_t thread;

	/* Both. */
	struct hatch commands, reports;
	uv_async_t async;
	atomic_bool stopping;

	/* The loop's. */
	uv_loop_t *loop;
	struct port_range ports;
	struct list endpoints;
	struct buf taken;
	bool stopped, closing;
	void (*on_stopped)(void *ctx);
	void *ctx;

	/* The thread's. */
	struct list playing;
	struct buf orders;
	struct epoll_event *ready;
};

/* thread.c: -1: it can't be started. */
int thread_start(struct media *media);
void thread_join(struct media *media); /* within a tick */

/* On the loop: how many endpoints there are, as a metric. */
void media_gauge(const struct media *media);
/* On the loop: the file of an endpoint's recording is written, or is not. */
void media_on_file(void *ctx, const struct err *err);
void media_on_file_failed(void *ctx);

#endif
