/*
 * keep - messages that callers left, on the disk until the database has them.
 *
 * Owns: the folder, what a file's name and its words about itself are, the way from a file to a row; what a daemon that died left there.
 * Must not know: calls.
 *
 * A file is whole and sealed before anybody hears that a message was taken; it goes when its row is there. So after a crash, or while the
 * database is away, nothing is lost: the next start finds it. What was half said becomes a message too, as cut off. What can't be read, or is
 * nobody's, stays and is told.
 */
#ifndef VOICED_KEEP_H
#define VOICED_KEEP_H

#include "common/auth/vault.h"
#include "common/daemon/daemon.h"

enum {
	KEEP_NAME_MAX = VAULT_NAME_SIZE,
	KEEP_LEAST_MS = 1000, /* of sound: less is no message */
};

int keep_start(struct daemon *daemon, struct err *err);
void keep_stop(struct daemon *daemon);

struct kept_about {
	int64_t tenant, owner, queue; /* owner or queue: whose it is */
	const char *side; /* of an owner: "work" or "agent" */
	int64_t interaction, caller; /* 0: none */
	const char *call, *number, *shown; /* number "": withheld */
	int64_t at_ms;
};

/* Where a new message goes: its path, for which place it is sealed, and what is said about it. */
struct kept_file {
	char name[KEEP_NAME_MAX], path[VAULT_PATH_MAX], place[VAULT_PLACE_MAX];
	struct buf about; /* buf_fini is the caller's */
};
void keep_file(struct daemon *daemon, const struct kept_about *about, struct kept_file *out);
/* Whether a message can be written now; it may block. `folder` as keep_folder has it. */
const char *keep_folder(struct daemon *daemon);
bool keep_writable(const char *folder);

/* The file of this name is whole: it becomes a row. */
void keep_take(struct daemon *daemon, const char *name);
/* It is not wanted. */
void keep_drop(struct daemon *daemon, const char *name);

#endif
