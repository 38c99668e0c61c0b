/*
 * hookd - what its parts share: parts and handlers, each told in its own file.
 */
#ifndef HOOKD_HOOKD_H
#define HOOKD_HOOKD_H

#include "common/daemon/daemon.h"
#include "hookd_queries.h"

struct http_client;

/* An event id behind all events of its position: all of it was looked at. */
#define EVENT_WHOLE INT64_MAX

extern const struct http_route hookd_routes[];
extern const struct shape hookd_shapes[];

/* endpoints.c: what administrators set up, by id. */
int endpoints_start(struct daemon *daemon, struct err *err);
void endpoints_stop(struct daemon *daemon);

/* sender.c: the one client that all requests leave by. */
int sender_start(struct daemon *daemon, struct err *err);
void sender_stop(struct daemon *daemon);
/* Stops first: what is under way lands within 3 s or is cut off, and nothing leaves any more. */
int landing_start(struct daemon *daemon, struct err *err);
void landing_stop(struct daemon *daemon);

/* followers.c: one follower a held endpoint. */
int followers_start(struct daemon *daemon, struct err *err);
void followers_stop(struct daemon *daemon);

/* pulse.c: looks at the feed's newest position, and tells followers and pullers. */
void pulse_told(struct daemon *daemon); /* it has moved */
int pulse_start(struct daemon *daemon, struct err *err);
void pulse_stop(struct daemon *daemon);
int64_t pulse_head(struct daemon *daemon); /* 0: not known yet */

/* webhooks.c: administration. */
void on_webhooks_list(struct http_req *req, void *app);
void on_webhook_create(struct http_req *req, void *app);
void on_webhook_get(struct http_req *req, void *app);
void on_webhook_update(struct http_req *req, void *app);
void on_webhook_delete(struct http_req *req, void *app);
void on_webhook_rotate(struct http_req *req, void *app);
void on_webhook_resend(struct http_req *req, void *app);
void on_attempts_list(struct http_req *req, void *app);
void on_dead_list(struct http_req *req, void *app);

/* trial.c: the test button. */
void on_webhook_test(struct http_req *req, void *app);

/* pull.c: GET /events. */
int pull_start(struct daemon *daemon, struct err *err);
void pull_stop(struct daemon *daemon);
void on_events(struct http_req *req, void *app);

void on_hookd_news(struct daemon *daemon, const struct news *news);

#endif
