/*
 * presenced - what its parts share: handlers and parts, each told in its own file.
 */
#ifndef PRESENCED_PRESENCED_H
#define PRESENCED_PRESENCED_H

#include "common/daemon/daemon.h"
#include "common/daemon/resource.h"
#include "presenced_queries.h"

extern const struct http_route presenced_routes[];
extern const struct shape presenced_shapes[];

/* sessions.c: login and logout. */
int sessions_start(struct daemon *daemon, struct err *err);
void sessions_stop(struct daemon *daemon);
void on_session_open(struct http_req *req, void *app);
void on_session_show(struct http_req *req, void *app);
void on_session_close(struct http_req *req, void *app);

/* statuses.c: chosen statuses. */
void on_my_status_show(struct http_req *req, void *app);
void on_my_status_set(struct http_req *req, void *app);
void on_status_set(struct http_req *req, void *app);
void on_status_codes(struct http_req *req, void *app);
void on_agents_list(struct http_req *req, void *app);

/* leases.c: what time does to leases, and the sessions of a chatd that died. */
int leases_start(struct daemon *daemon, struct err *err);
void leases_stop(struct daemon *daemon);

/* resources.c: secrets are hashed or made before a thing is written. */
void user_prepare(struct resource_write *write);
void api_key_prepare(struct resource_write *write);
void channel_prepare(struct resource_write *write);

#endif
