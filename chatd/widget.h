/*
 * widget - what the parts of `chatd --serve widget` share: the process that customers' browsers talk to.
 *
 * It holds no agent's lease and no session of ours; its database role executes what it needs and reads no table.
 */
#ifndef CHATD_WIDGET_H
#define CHATD_WIDGET_H

#include "chatd/core/quota.h"
#include "common/daemon/daemon.h"
#include "widget_queries.h"

extern const struct http_route widget_routes[];
extern const struct shape widget_shapes[];
extern const struct config_key widget_config[];

/* ---- widget_sites.c: the widgets, as administrators have set them ---- */

/* One widget; valid until the next turn of the loop. */
struct site {
	int64_t tenant, channel;
	const char *key, *origins; /* separated by spaces */
	int64_t text_max, file_max_bytes, starts_minute, starts_minute_source, messages_minute,
	    proof_of_work; /* bits; 0: none */
	const char *settings; /* JSON that everybody may read */
};

int widget_sites_start(struct daemon *daemon, struct err *err);
void widget_sites_stop(struct daemon *daemon);
bool widget_sites_ready(struct daemon *daemon);
void widget_sites_changed(struct daemon *daemon);
const struct site *site_find(struct daemon *daemon, struct view key); /* NULL: none */
bool site_allows(const struct site *site, struct view origin);

/* ---- widget_gate.c: what stands before every handler: origins, limits ---- */

int widget_gate_start(struct daemon *daemon, struct err *err);
void widget_gate_stop(struct daemon *daemon);
bool widget_before(struct http_req *req, void *app);
void widget_options(struct http_req *req, void *app);
/* The widget of the path; NULL: none. */
const struct site *widget_site_find(const struct http_req *req);
/* The same; answers 404 itself when there is none. */
const struct site *widget_site(struct http_req *req);
/* What is counted, of whom. */
enum widget_count {
	COUNT_REQUESTS,
	COUNT_STARTS,
	COUNT_SITE_STARTS,
	COUNT_MESSAGES,
	COUNT_BYTES,
	COUNT_MAILS,
	COUNT_REPEATS
};
/* False: too much; answered with 429. */
bool widget_within(
    struct http_req *req, enum widget_count count, struct view who, int64_t amount, int64_t limit);
/* Whether widget_within has counted anything of `who` in the present minute. */
bool widget_counted(struct http_req *req, enum widget_count count, struct view who);
/* As widget_within, of the address that asks (address_sources): `limit` is that of the first, wider networks have more (QUOTA_WIDER). */
bool widget_within_source(
    struct http_req *req, enum widget_count count, int64_t amount, int64_t limit);

void widget_proof_refused(void); /* counts it */

/* ---- a visitor, as their token says ---- */

enum { VISITOR_NUMBER_SIZE = 32 };

struct visitor {
	unsigned char hash[SHA256_SIZE];
	char number
	    [VISITOR_NUMBER_SIZE]; /* "web:" and the beginning of the hash: their conversation's number */
};

bool visitor_read(struct view token, struct visitor *out);
int64_t visitor_key(const struct site *site, const struct visitor *visitor);

/* ---- widget_chats.c: the requests of a chat ---- */

void on_widget_show(struct http_req *req, void *app);
void on_chat_start(struct http_req *req, void *app);
void on_chat_send(struct http_req *req, void *app);
void on_chat_look(struct http_req *req, void *app);
void on_chat_end(struct http_req *req, void *app);

/* The widget of the path and the visitor of the token; NULL: answered with what is missing. */
const struct site *visitor_enter(struct http_req *req, struct visitor *visitor);
struct view visitor_hash(const struct visitor *visitor);

/* ---- widget_proofs.c: the work before a chat begins ---- */

void on_proof_challenge(struct http_req *req, void *app);
/* Whether `proof` (of no bytes: none came) lets this visitor begin a chat here; else it answers with a new challenge. */
bool proof_admits(struct http_req *req, const struct site *site, const struct visitor *visitor,
    struct view proof);

/* ---- widget_files.c ---- */

void on_file_send(struct http_req *req, void *app);
void on_file_show(struct http_req *req, void *app);
void on_image_show(struct http_req *req, void *app);

/* ---- widget_transcripts.c ---- */

void on_transcript_ask(struct http_req *req, void *app);
void on_transcript_page(struct http_req *req, void *app);

/* ---- widget_streams.c: open pages: what is new is told at once; beats ---- */

extern const struct ws_config widget_stream;
int widget_streams_start(struct daemon *daemon, struct err *err);
void widget_streams_stop(struct daemon *daemon);
void widget_streams_drain(struct daemon *daemon);
void on_widget_news(struct daemon *daemon, const struct news *news);
void on_widget_reload(struct daemon *daemon);

/* ---- widget_beats.c: whose pages are there, told to the database ---- */

int widget_beats_start(struct daemon *daemon, struct err *err);
void widget_beats_stop(struct daemon *daemon);
int widget_silence_start(struct daemon *daemon, struct err *err);
void widget_silence_stop(struct daemon *daemon);
void beat_note(struct daemon *daemon, int64_t tenant, int64_t conversation);

#endif
