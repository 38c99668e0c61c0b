/*
 * smsgw - what its parts share: parts and handlers, each told in its own file.
 */
#ifndef SMSGW_SMSGW_H
#define SMSGW_SMSGW_H

#include "common/daemon/daemon.h"
#include "common/daemon/resource.h"
#include "smsgw_queries.h"

extern const struct http_route smsgw_routes[];
extern const struct shape smsgw_shapes[];

/* channels.c: what the operator set up, by hook key and by id. */
int channels_start(struct daemon *daemon, struct err *err);
void channels_stop(struct daemon *daemon);

/* senders.c: one sender a held group; sends in order within its rate. */
int senders_start(struct daemon *daemon, struct err *err);
void senders_stop(struct daemon *daemon);

/* sandbox.c: the built-in carrier. */
int sandbox_start(struct daemon *daemon, struct err *err);
void sandbox_stop(struct daemon *daemon);
void on_sandbox_inbound(struct http_req *req, void *app);
void on_sandbox_outbox(struct http_req *req, void *app);

/* sweeps.c: what time does: parts that did not come, receipts that wait, old dedupe rows. */
int sweeps_start(struct daemon *daemon, struct err *err);
void sweeps_stop(struct daemon *daemon);

/* media.c: fetches files that came with texts. */
int media_start(struct daemon *daemon, struct err *err);
void media_stop(struct daemon *daemon);
void media_look(struct daemon *daemon); /* some may be wanted now */

/* hooks.c: carriers' webhooks. */
int hooks_start(struct daemon *daemon, struct err *err);
void hooks_stop(struct daemon *daemon);
void on_hook_inbound(struct http_req *req, void *app);
void on_hook_receipt(struct http_req *req, void *app);

/* raw.c: calls that could not be read, receipts that found no message. */
void on_raw_list(struct http_req *req, void *app);
void on_raw_show(struct http_req *req, void *app);
void on_raw_reprocess(struct http_req *req, void *app);
void on_parked_list(struct http_req *req, void *app);
void on_lines(struct http_req *req, void *app);

/* accounts.c: carriers' accounts over the API. */
void account_prepare(struct resource_write *write);
void sender_rate_prepare(struct resource_write *write);
void on_carriers(struct http_req *req, void *app);

/* hook_keys.c: hooks' keys that stand in the database as they are, are sealed; those of fax numbers are made and shown. */
int hook_keys_start(struct daemon *daemon, struct err *err);
void hook_keys_stop(struct daemon *daemon);
void hook_keys_look(struct daemon *daemon); /* some may be new */
void fax_number_prepare(struct resource_write *write);
void fax_number_show(struct http_req *req, json_t *item);

/* blocked.c: block lists. */
void blocked_number_prepare(struct resource_write *write);

/* numbers.c: a number that somebody typed. */
void on_number_judge(struct http_req *req, void *app);

/* texts.c: small answers about texts. */
void on_segments(struct http_req *req, void *app);
void on_opt_outs(struct http_req *req, void *app);
void on_opt_out_record(struct http_req *req, void *app);

/* interactions.c: what an integrator begins. */
void on_interaction_create(struct http_req *req, void *app);

/* begun.c: what an agent begins. */
void on_text_begin(struct http_req *req, void *app);
void on_my_channels(struct http_req *req, void *app);
void on_own_texts(struct http_req *req, void *app);
void on_own_text(struct http_req *req, void *app);

/* smpp_clients.c: our own SMSC side: integrators' clients. */
int smpp_clients_start(struct daemon *daemon, struct err *err);
void smpp_clients_stop(struct daemon *daemon);
void smpp_client_prepare(struct resource_write *write);
/* What is kept of a password: a hash with the numbers' key. */
void smpp_client_hash(
    struct daemon *daemon, struct view system_id, struct view password, unsigned char out[32]);

void on_smsgw_news(struct daemon *daemon, const struct news *news);

#endif
