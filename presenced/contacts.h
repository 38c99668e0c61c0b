/*
 * contacts - the directory as one user has it: contacts found and listed, cards, favourites, block lists, personal
 * contacts.
 *
 * Owns: the way from requests to the functions of sql/functions/directory; who sees whom is decided there.
 * Must not know: how contacts are found (directory.contacts_found), what a card offers (directory.card_action).
 */
#ifndef PRESENCED_CONTACTS_H
#define PRESENCED_CONTACTS_H

#include "common/daemon/daemon.h"
#include "common/daemon/resource.h"
#include "presenced/core/contact_id.h"

/* contacts.c: lists and cards. */
int contacts_start(struct daemon *daemon, struct err *err);
void on_contacts_list(struct http_req *req, void *app);
void on_contact_card(struct http_req *req, void *app);
void on_number_card(struct http_req *req, void *app);
/* The contact of the path's `contact`. Replies 404 itself when it is none. */
bool contact_param(struct http_req *req, struct contact_id *out);
/* The key of all that one user has in the directory. */
int64_t contacts_key(const struct actor *actor);
/* A command on one of these, the path's `id`, under that key; `show` as in struct command, may be NULL. */
void own_contacts_run(struct http_req *req, const struct db_query *query,
    void (*show)(struct http_req *req, json_t *body));
struct db_param actor_side_param(const struct actor *actor);

/* favourites.c */
void on_favourites_show(struct http_req *req, void *app);
void on_favourites_set(struct http_req *req, void *app);
void on_favourite_put(struct http_req *req, void *app);
void on_favourite_remove(struct http_req *req, void *app);

/* blocks.c */
void on_blocks_list(struct http_req *req, void *app);
void on_block_put(struct http_req *req, void *app);
void on_block_remove(struct http_req *req, void *app);
void on_block_settings_show(struct http_req *req, void *app);
void on_block_settings_set(struct http_req *req, void *app);

/* personal_contacts.c */
void on_personal_contacts_list(struct http_req *req, void *app);
void on_personal_contact_show(struct http_req *req, void *app);
void on_personal_contact_make(struct http_req *req, void *app);
void on_personal_contact_change(struct http_req *req, void *app);
void on_personal_contact_remove(struct http_req *req, void *app);
void on_personal_contact_restore(struct http_req *req, void *app);

/* contact_merges.c */
void on_contact_merge(struct http_req *req, void *app);
void on_contact_unmerge(struct http_req *req, void *app);
void on_contact_apart(struct http_req *req, void *app);

/* What an administrator writes of services, external contacts and users: numbers are read before it is stored. */
void contact_prepare(struct resource_write *write);
/* The same, then `then` goes on with the write. */
void contact_prepare_then(struct resource_write *write, void (*then)(struct resource_write *write));

#endif
