/*
 * audit_notes - notes for the audit log of what no owner function writes: refused logins and keys, exports, reads.
 *
 * Owns: the notes until they are written: at most a second after they were made, without anybody waiting for it. They are written
 *       again, once each, until the database takes them; a crash loses those of its last second.
 * Must not know: what is noted. Who has no part "audit_notes" notes nothing.
 */
#ifndef COMMON_DAEMON_AUDIT_NOTES_H
#define COMMON_DAEMON_AUDIT_NOTES_H

#include "common/daemon/audit_table.h"
#include "common/daemon/daemon.h"

/* The first part of each daemon that has logins. */
int audit_notes_start(struct daemon *daemon, struct err *err);
void audit_notes_stop(struct daemon *daemon);

/* What the actor of a request has done, in full or in part, with `key` (0: with none). */
void audit_note_done(const struct http_req *req, const struct audit_act *act, int64_t key);
/* What they have tried in vain. */
void audit_note_tried(
    const struct http_req *req, const struct audit_act *act, const char *why, int64_t key);
/* As audit_note_done, for a route that has `audited`; nothing for others. key: the id in its path. */
void audit_note_route(const struct http_req *req);
/* What a stranger was refused in `tenant` (0: in none that is known), concerning `key`; the source is that of the request, IPv6 by its /64. */
void audit_note_refused(const struct http_req *req, const struct audit_act *act, const char *why,
    int64_t tenant, int64_t key);
/* The same, concerning whoever has this name. account: the name under which its tries are counted. */
void audit_note_refused_account(const struct http_req *req, const struct audit_act *act,
    const char *why, struct view account, struct view username);

#endif
