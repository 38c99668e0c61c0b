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
void on_work_show(struct http_req *req, void *app);

/* conversations.c */
void on_note_add(struct http_req *req, void *app);
void on_message_send(struct http_req *req, void *app);
void on_message_cancel(struct http_req *req, void *app);
void on_messages_list(struct http_req *req, void *app);
void on_conversation_show(struct http_req *req, void *app);
void on_transcripts_list(struct http_req *req, void *app);
void on_transcript_show(struct http_req *req, void *app);
void on_blocked_texts(struct http_req *req, void *app);

/* chats.c: conversations between agents and Work users. */
/* The account that asks; null: its app has none. */
struct db_param request_account(const struct http_req *req);
void on_matrix_show(struct http_req *req, void *app);
void on_chats_list(struct http_req *req, void *app);
void on_pair_start(struct http_req *req, void *app);
void on_pair_end(struct http_req *req, void *app);
void on_chat_read(struct http_req *req, void *app);
void on_chat_typing(struct http_req *req, void *app);
void on_roster_list(struct http_req *req, void *app);

/* rooms.c: rooms of Work users; messages changed, deleted, found. */
void on_room_create(struct http_req *req, void *app);
void on_room_update(struct http_req *req, void *app);
void on_room_join(struct http_req *req, void *app);
void on_room_leave(struct http_req *req, void *app);
void on_room_archive(struct http_req *req, void *app);
void on_room_invite(struct http_req *req, void *app);
void on_room_remove(struct http_req *req, void *app);
void on_rooms_list(struct http_req *req, void *app);
void on_message_edit(struct http_req *req, void *app);
void on_message_delete(struct http_req *req, void *app);
void on_messages_search(struct http_req *req, void *app);

/* looks.c: who supervises looks at chats. */
void on_look(struct http_req *req, void *app);
void on_look_end(struct http_req *req, void *app);
void on_look_show(struct http_req *req, void *app);
void on_agent_chats_list(struct http_req *req, void *app);

/* attachments.c: files that came with messages. */
void on_attachment_show(struct http_req *req, void *app);
void on_attachment_retry(struct http_req *req, void *app);

/* watch.c: pages that watch people. */
int watches_start(struct daemon *daemon, struct err *err);
void watches_stop(struct daemon *daemon);

/* The key of a tenant's own settings among the news of kind config. */
enum { CONFIG_TENANT = 0 };

/* files.c: files that users send; addresses of them. */
void on_upload_begin(struct http_req *req, void *app);
void on_upload_part(struct http_req *req, void *app);
void on_upload_end(struct http_req *req, void *app);
void on_upload_state(struct http_req *req, void *app);
void on_upload_link(struct http_req *req, void *app);
void on_upload_show(struct http_req *req, void *app);

/* scans.c: files that a virus scanner looks at. */
int scans_start(struct daemon *daemon, struct err *err);
void scans_stop(struct daemon *daemon);
bool scans_wanted(struct daemon *daemon);

/* formatted.c: formatted text as a page. */
void on_formatted_show(struct http_req *req, void *app);

/* images.c: pictures in formatted text and of users. */
int images_start(struct daemon *daemon, struct err *err);
void images_stop(struct daemon *daemon);
void on_inline_image(struct http_req *req, void *app);
void on_avatar_set(struct http_req *req, void *app);
void on_avatar_remove(struct http_req *req, void *app);
void on_avatar_show(struct http_req *req, void *app);
/* mails.c: e-mails, handed to the installation's relay. */
extern const struct config_key mails_config[];
int mails_start(struct daemon *daemon, struct err *err);
void mails_stop(struct daemon *daemon);

/* customers.c */
void on_customers_find(struct http_req *req, void *app);
void on_customer_number_add(struct http_req *req, void *app);
void on_customer_number_remove(struct http_req *req, void *app);
void on_customer_email_add(struct http_req *req, void *app);
void on_customer_email_remove(struct http_req *req, void *app);
void on_customer_merge(struct http_req *req, void *app);
void on_customer_unmerge(struct http_req *req, void *app);
void on_customer_show(struct http_req *req, void *app);
void on_customer_create(struct http_req *req, void *app);
void on_customer_choose(struct http_req *req, void *app);
void on_customer_update(struct http_req *req, void *app);
void on_cases_list(struct http_req *req, void *app);
void on_case_show(struct http_req *req, void *app);
void on_case_create(struct http_req *req, void *app);
void on_case_update(struct http_req *req, void *app);

/* erasures.c: a customer's export and erasure. */
int erasures_start(struct daemon *daemon, struct err *err);
void erasures_stop(struct daemon *daemon);
void on_customer_erase(struct http_req *req, void *app);
void on_customer_export(struct http_req *req, void *app);
void on_erasures_list(struct http_req *req, void *app);

#endif
