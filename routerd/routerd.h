/*
 * routerd - what its parts share: parts and handlers, each told in its own file.
 */
#ifndef ROUTERD_ROUTERD_H
#define ROUTERD_ROUTERD_H

#include "common/daemon/daemon.h"
#include "common/daemon/resource.h"
#include "routerd_queries.h"

extern const struct http_route routerd_routes[];
extern const struct shape routerd_shapes[];

/* shards.c: choosing, for each shard by one instance at a time. */
int shards_start(struct daemon *daemon, struct err *err);
void shards_stop(struct daemon *daemon);
void on_routerd_news(struct daemon *daemon, const struct news *news);
void on_routerd_reload(struct daemon *daemon);

/* offers.c: commands need no holder; any instance serves them (consistency.md, 7). */
void on_offers_list(struct http_req *req, void *app);
void on_offer_show(struct http_req *req, void *app);
void on_offer_accept(struct http_req *req, void *app);
void on_offer_reject(struct http_req *req, void *app);

/* reports.c; the route's subject is the noun: queue, channel, agent, group. */
enum { REPORT_CSV_MAX = 2000 }; /* lines of a page as CSV */
void on_report(struct http_req *req, void *app);
void on_report_texts(struct http_req *req, void *app);
void on_report_interactions(struct http_req *req, void *app);

/* wallboard.c: what happens now, and the alarms. */
void on_board(struct http_req *req, void *app);
void on_wallboard(struct http_req *req, void *app);
void on_alarms_raised(struct http_req *req, void *app);

/* interactions.c */
void on_interactions_list(struct http_req *req, void *app);
void on_queue_line(struct http_req *req, void *app);
void on_interaction_show(struct http_req *req, void *app);
void on_interaction_why(struct http_req *req, void *app);
void on_agent_why(struct http_req *req, void *app);
void on_my_why(struct http_req *req, void *app);
void on_interaction_end(struct http_req *req, void *app);
void on_wrap_up_end(struct http_req *req, void *app);
void on_disposition_set(struct http_req *req, void *app);
void on_wrap_up_extend(struct http_req *req, void *app);

/* dry_runs.c */
void on_route_dry_run(struct http_req *req, void *app);

/* callbacks.c */
void on_callbacks_list(struct http_req *req, void *app);
void on_my_callbacks_list(struct http_req *req, void *app);
void on_callback_take(struct http_req *req, void *app);
void on_callback_release(struct http_req *req, void *app);
void on_callback_done(struct http_req *req, void *app);

/* undo.c: SV-3. */
void on_offer_withdraw(struct http_req *req, void *app);
void on_interaction_move(struct http_req *req, void *app);
void on_interaction_reorder(struct http_req *req, void *app);

/* transfers.c: RT-10. */
void on_transfer(struct http_req *req, void *app);
void on_transfer_targets(struct http_req *req, void *app);
void on_consult(struct http_req *req, void *app);
void on_consult_end(struct http_req *req, void *app);
void on_take_over(struct http_req *req, void *app);
void on_join(struct http_req *req, void *app);

#endif
