/*
 * presenced - what its parts share: handlers and parts, each told in its own file.
 */
#ifndef PRESENCED_PRESENCED_H
#define PRESENCED_PRESENCED_H

#include "common/daemon/daemon.h"
#include "common/daemon/resource.h"
#include "common/http/address.h"
#include "presenced/core/known_device.h"
#include "presenced/core/login_tries.h"
#include "presenced_queries.h"

extern const struct http_route presenced_routes[];
extern const struct shape presenced_shapes[];

/* sessions.c: login and logout. */
int sessions_start(struct daemon *daemon, struct err *err);
void sessions_stop(struct daemon *daemon);
void on_session_open(struct http_req *req, void *app);
void on_session_show(struct http_req *req, void *app);
void on_session_close(struct http_req *req, void *app);
void on_my_sessions_list(struct http_req *req, void *app);
void on_my_session_revoke(struct http_req *req, void *app);
void on_user_sessions_list(struct http_req *req, void *app);
void on_user_session_revoke(struct http_req *req, void *app);
void on_user_sessions_revoke(struct http_req *req, void *app);

/* Whoever is logged in and gives a password or a code again: a try of this user, apart from logins. False: refused and
 * answered, with Retry-After. True: login_try_end must follow. */
bool login_try_begin(struct http_req *req, struct login_try *try);
/* A password is to be hashed for somebody who is logged in: no try, but a place among what is under way. False: all are
 * taken, `err` and Retry-After are set. True: login_try_end must follow. */
bool login_work_begin(struct http_req *req, struct err *err);
void login_try_right(struct daemon *daemon, const struct login_try *try); /* takes the try back */
/* What a command has refused: a wrong password or code is noted in the audit log. */
void login_try_refused(struct http_req *req, struct view outcome);
extern const struct audit_act login_refused;
/* Why no session was opened, for the audit log; "refused": for none of the known reasons. */
const char *login_unopened_why(struct view outcome);
void login_try_undo(struct daemon *daemon, const struct login_try *try); /* nothing was tried */
void login_try_end(struct daemon *daemon);

/* cookies.c. Of a page's session (api.md 11): tl_<app>, its token, and tl_<app>_open, by which the page's script knows that there
 * is a session to ask for. Both end with the browser. Names: before the prefix of common/daemon/cookie.h. */
void session_cookie(struct http_req *req, const char *app, const char *token);
/* tl_device: on which accounts this browser is known. Read: none, if there is no cookie, or none of ours. */
void device_cookie_read(struct http_req *req, struct known_devices *out);
void device_cookie_set(struct http_req *req, const struct known_devices *devices);

/* passwords.c: what a password must be; a user's own change of it. */
void on_my_password_set(struct http_req *req, void *app);
void on_my_password_rule(struct http_req *req, void *app);
void user_prepare(struct resource_write *write);

/* tenants.c: an operator makes them, and says how many licences they have; their administrators see how many are held. */
void on_tenant_make(struct http_req *req, void *app);
void on_licences_set(struct http_req *req, void *app);
void on_licences(struct http_req *req, void *app);
void on_permissions(struct http_req *req, void *app);

/* statuses.c: chosen statuses. */
void on_emergency_show(struct http_req *req, void *app);
void on_emergency_exit(struct http_req *req, void *app);
void on_emergency_remain(struct http_req *req, void *app);
void on_emergency_calls_list(struct http_req *req, void *app);
void on_my_status_show(struct http_req *req, void *app);
void on_my_status_set(struct http_req *req, void *app);
void on_status_set(struct http_req *req, void *app);
void on_status_codes(struct http_req *req, void *app);
void on_agents_list(struct http_req *req, void *app);

/* work.c: Work statuses. */
void on_work_status_show(struct http_req *req, void *app);
void on_work_status_set(struct http_req *req, void *app);
void on_forwarding_show(struct http_req *req, void *app);
void on_forwarding_set(struct http_req *req, void *app);
void on_work_devices(struct http_req *req, void *app);

/* idle.c: sessions without activity (docs/decisions/0109-idle-sessions.md). */
int idle_start(struct daemon *daemon, struct err *err);
void idle_stop(struct daemon *daemon);
void on_session_idle_show(struct http_req *req, void *app);
void on_session_active(struct http_req *req, void *app);

/* leases.c: what time does to leases and devices, and the sessions of a chatd that died. */
int leases_start(struct daemon *daemon, struct err *err);
void leases_stop(struct daemon *daemon);

/* audit_chain.c: the audit log's hash chain grows. */
int audit_chain_start(struct daemon *daemon, struct err *err);
void audit_chain_stop(struct daemon *daemon);

/* factors.c: second factors; re-authentication by password or code. */
void on_session_prove(struct http_req *req, void *app);
void on_factor_show(struct http_req *req, void *app);
void on_factor_make(struct http_req *req, void *app);
void on_factor_confirm(struct http_req *req, void *app);
void on_recovery_codes_make(struct http_req *req, void *app);
void on_factor_end(struct http_req *req, void *app);
void on_user_factor_remove(struct http_req *req, void *app);

/* security_keys.c: a user's own security keys. */
void on_keys_list(struct http_req *req, void *app);
void on_key_begin(struct http_req *req, void *app);
void on_key_confirm(struct http_req *req, void *app);
void on_key_challenge(struct http_req *req, void *app);
void on_key_remove(struct http_req *req, void *app);

/* providers.c: identity providers. */
int providers_start(struct daemon *daemon, struct err *err);
void providers_stop(struct daemon *daemon);
void on_providers_listed(struct http_req *req, void *app);
void identity_provider_prepare(struct resource_write *write);

/* federated.c: login at one of them. */
int federated_start(struct daemon *daemon, struct err *err);
void on_federated_begin(struct http_req *req, void *app);
void on_federated_end(struct http_req *req, void *app);

/* books.c: address books elsewhere; book_login.c, own_books.c: as one user has them. */
int books_start(struct daemon *daemon, struct err *err);
void books_stop(struct daemon *daemon);
void address_book_prepare(struct resource_write *write);
void on_books_list(struct http_req *req, void *app);
void on_book_connect(struct http_req *req, void *app);
void on_book_back(struct http_req *req, void *app);
void on_book_sync(struct http_req *req, void *app);
void on_book_disconnect(struct http_req *req, void *app);

/* resources.c: secrets are made before a thing is written. */
void api_key_prepare(struct resource_write *write);
void channel_prepare(struct resource_write *write);

/* extensions.c: which one a new user may have. */
void on_extension_suggest(struct http_req *req, void *app);

/* locations.c: where an agent is, for an emergency call. */
void on_location_show(struct http_req *req, void *app);
void on_location_look(struct http_req *req, void *app);
void on_location_set(struct http_req *req, void *app);
void on_place_make(struct http_req *req, void *app);
void on_place_change(struct http_req *req, void *app);
void on_place_remove(struct http_req *req, void *app);

/* desk.c: the front desk. */
void on_desk_show(struct http_req *req, void *app);
void on_desk_set(struct http_req *req, void *app);

/* calls.c: call log, voicemails, recordings; meetings. */
void on_calls_list(struct http_req *req, void *app);
void on_missed_show(struct http_req *req, void *app);
void on_missed_seen(struct http_req *req, void *app);
void on_call_remove(struct http_req *req, void *app);
void on_voicemails_list(struct http_req *req, void *app);
void on_voicemail_mark(struct http_req *req, void *app);
void on_voicemail_remove(struct http_req *req, void *app);
void on_recordings_list(struct http_req *req, void *app);
void on_meeting_make(struct http_req *req, void *app);

#endif
