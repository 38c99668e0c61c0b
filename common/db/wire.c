/*
 * wire - the poll handle of one socket of libpq.
 *
 * Owns: the order of closing: first the handle, and when the loop has let go of
 *       it, the PGconn with its socket.
 * Must not know: what is sent.
 */
#include "common/db/internal.h"

#include <stdlib.h>

static void
on_poll(uv_poll_t *poll, int status, int events)
{
	struct wire *wire = poll->data;

	(void)events;
	lane_on_wire(wire->lane, status == 0);
}

int
wire_open(struct lane *lane, int fd)
{
	struct wire *wire = mem_zero(1, sizeof(*wire));

	if (fd < 0 || uv_poll_init_socket(lane->db->loop, &wire->poll, fd) != 0) {
		free(wire);
		return -1;
	}
	wire->poll.data = wire;
	wire->lane = lane;
	wire->fd = fd;
	lane->wire = wire;
	lane->db->handles++;
	return 0;
}

int
wire_events(struct wire *wire, int events)
{
	if (events == wire->events)
		return 0;
	wire->events = events;
	if (events == 0)
		return uv_poll_stop(&wire->poll);
	return uv_poll_start(&wire->poll, events, on_poll);
}

static void
on_closed(uv_handle_t *handle)
{
	struct wire *wire = handle->data;
	struct db *db = wire->lane->db;

	PQfinish(wire->finish);
	free(wire);
	db_handle_closed(db);
}

void
wire_close(struct lane *lane, PGconn *finish)
{
	struct wire *wire = lane->wire;

	lane->wire = NULL;
	if (wire == NULL) {
		PQfinish(finish);
		return;
	}
	wire->finish = finish;
	uv_close((uv_handle_t *)&wire->poll, on_closed);
}
