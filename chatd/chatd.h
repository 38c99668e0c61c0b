/*
 * chatd - what its parts share.
 */
#ifndef CHATD_CHATD_H
#define CHATD_CHATD_H

#include "chatd_queries.h"
#include "common/daemon/daemon.h"

extern const struct http_route chatd_routes[];
extern const struct shape chatd_shapes[];

/* seats.c: logged-in sessions with open streams; their leases. */
int seats_start(struct daemon *daemon, struct err *err);
void seats_stop(struct daemon *daemon);
void seats_drain(struct daemon *daemon);

/* frames.c: what happens, told to the pages it concerns. */
void on_chatd_news(struct daemon *daemon, const struct news *news);
void on_chatd_reload(struct daemon *daemon);

/* workspace.c */
void on_workspace_show(struct http_req *req, void *app);

/* conversations.c */
void on_note_add(struct http_req *req, void *app);
void on_message_send(struct http_req *req, void *app);
void on_messages_list(struct http_req *req, void *app);
void on_conversation_show(struct http_req *req, void *app);
void on_transcript_show(struct http_req *req, void *app);
/* The lock key of a conversation never changes: remembered from news, so that a send needs
 * one round trip. */
int conversations_start(struct daemon *daemon, struct err *err);
void conversations_stop(struct daemon *daemon);
void conversation_learn(struct daemon *daemon, const struct news *news);

/* attachments.c: files that came with messages. */
void on_attachment_show(struct http_req *req, void *app);
void on_attachment_retry(struct http_req *req, void *app);

/* customers.c */
void on_customers_find(struct http_req *req, void *app);
void on_customer_show(struct http_req *req, void *app);
void on_customer_create(struct http_req *req, void *app);
void on_customer_choose(struct http_req *req, void *app);
void on_customer_update(struct http_req *req, void *app);
void on_cases_list(struct http_req *req, void *app);
void on_case_show(struct http_req *req, void *app);
void on_case_create(struct http_req *req, void *app);

/* erasures.c: a customer's export and erasure. */
int erasures_start(struct daemon *daemon, struct err *err);
void erasures_stop(struct daemon *daemon);
void on_customer_erase(struct http_req *req, void *app);
void on_customer_export(struct http_req *req, void *app);
void on_erasures_list(struct http_req *req, void *app);

#endif
