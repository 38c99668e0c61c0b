/*
 * ws_queue - frames of a WebSocket, and the queue in which a session keeps them.
 *
 * Owns: the ring, the references, how far the first frame is written.
 * Must not know: sessions, bounds.
 *
 * The queue holds references: a frame for ten thousand sessions is encoded once.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/http/internal.h"

/* ---- frames ---- */

static struct ws_frame *
frame_new(size_t header_n, size_t n)
{
	struct ws_frame *frame = mem_new(sizeof(*frame) + header_n + n);

	frame->references = 1;
	frame->n = header_n + n;
	return frame;
}

struct ws_frame *
ws_frame_of(struct view bytes)
{
	struct ws_frame *frame = frame_new(0, bytes.n);

	memcpy(frame->bytes, bytes.p, bytes.n);
	return frame;
}

struct ws_frame *
ws_frame_new(struct view text)
{
	size_t header_n = text.n < 126 ? 2 : text.n <= UINT16_MAX ? 4 : 10;
	size_t length_n = header_n == 2 ? 0 : header_n - 2;
	struct ws_frame *frame = frame_new(header_n, text.n);

	frame->bytes[0] = (char)(0x80 | WSLAY_TEXT_FRAME);
	frame->bytes[1] = (char)(length_n == 0 ? text.n : length_n == 2 ? 126 : 127);
	for (size_t i = 0; i < length_n; i++)
		frame->bytes[header_n - 1 - i] = (char)((uint64_t)text.n >> (8 * i) & 0xff);
	if (text.n > 0)
		memcpy(frame->bytes + header_n, text.p, text.n);
	return frame;
}

void
ws_frame_unref(struct ws_frame *frame)
{
	assert(frame->references > 0);
	if (--frame->references == 0)
		free(frame);
}

/* ---- the ring ---- */

static struct ws_frame *
frame_at(const struct ws_queue *queue, size_t index)
{
	assert(index < queue->count);
	return queue->ring[(queue->head + index) % queue->cap];
}

static void
grow(struct ws_queue *queue)
{
	size_t cap = queue->cap != 0 ? queue->cap * 2 : 4;
	struct ws_frame **ring = mem_new(cap * sizeof(struct ws_frame *));

	for (size_t i = 0; i < queue->count; i++)
		ring[i] = frame_at(queue, i);
	free(queue->ring);
	queue->ring = ring;
	queue->head = 0;
	queue->cap = cap;
}

void
ws_queue_push(struct ws_queue *queue, struct ws_frame *frame)
{
	if (queue->count == queue->cap)
		grow(queue);
	queue->ring[(queue->head + queue->count) % queue->cap] = frame;
	queue->count++;
	queue->bytes += frame->n;
	frame->references++;
}

static void
pop(struct ws_queue *queue)
{
	struct ws_frame *frame = frame_at(queue, 0);

	queue->head = (queue->head + 1) % queue->cap;
	queue->count--;
	queue->bytes -= frame->n;
	queue->offset = 0;
	ws_frame_unref(frame);
	if (queue->count > 0)
		return;
	free(queue->ring); /* most sessions are quiet most of the time */
	queue->ring = NULL;
	queue->cap = queue->head = 0;
}

/* ---- writing ---- */

void
ws_queue_advance(struct ws_queue *queue, size_t sent)
{
	while (sent > 0) {
		size_t left = frame_at(queue, 0)->n - queue->offset;

		if (sent < left) {
			queue->offset += sent;
			return;
		}
		sent -= left;
		pop(queue);
	}
}

unsigned
ws_queue_batch(const struct ws_queue *queue, uv_buf_t bufs[WS_BATCH], size_t *bytes)
{
	size_t count = queue->count < WS_BATCH ? queue->count : WS_BATCH;

	*bytes = 0;
	for (size_t i = 0; i < count; i++) {
		struct ws_frame *frame = frame_at(queue, i);
		size_t skip = i == 0 ? queue->offset : 0;

		bufs[i] = uv_buf_init(frame->bytes + skip, (unsigned)(frame->n - skip));
		*bytes += frame->n - skip;
	}
	return (unsigned)count;
}

void
ws_queue_fini(struct ws_queue *queue)
{
	while (queue->count > 0)
		pop(queue);
}
