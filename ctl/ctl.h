/*
 * ctl - what the commands of trunklinectl share: options, the database, the folder of files.
 *
 * Owns: the table of commands (trunklinectl.c). A command prints its result on standard
 * output, its complaint on standard error, and returns the exit status.
 */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/err.h"
#include "common/base/str.h"

struct ctl_args {
	const char *command;
	int count;
	char **at; /* what follows the command's name */
};

struct ctl_command {
	const char *name, *usage, *summary;
	int (*run)(const struct ctl_args *args);
};

/* The value after `name` ("--database"), or `fallback`. */
const char *ctl_option(const struct ctl_args *args, const char *name, const char *fallback);
bool ctl_flag(const struct ctl_args *args, const char *name);
/* The nth value of a repeated option, or NULL. */
const char *ctl_option_nth(const struct ctl_args *args, const char *name, int nth);
/* The nth word, from 0, that is neither an option nor its value, or NULL. */
const char *ctl_word(const struct ctl_args *args, int nth);
/* Complains about the first option that is not in `known` (ends with NULL). */
bool ctl_known(const struct ctl_args *args, const char *const *known);

int ctl_fail(const char *format, ...) __attribute__((format(printf, 1, 2))); /* returns 1 */

/* Connects with --database or, without it, TRUNKLINE_DATABASE; complains and returns NULL when it can't. */
PGconn *ctl_connect(const struct ctl_args *args);
/* Runs `run` with a connection of its own, as ctl_connect; its exit status, or 1 without one. */
int ctl_with_database(
    const struct ctl_args *args, int (*run)(PGconn *db, const struct ctl_args *args));
/* A statement with text parameters; complains and returns NULL when it fails. */
PGresult *ctl_query(PGconn *db, const char *sql, int count, const char *const *params);

/* A statement without parameters and rows; complains and returns false when it fails. */
bool ctl_run(PGconn *db, const char *sql);
/* Ends the batch of this transaction and commits it; complains and returns false when it fails. */
bool ctl_commit(PGconn *db);

/* The statement of a shared file ("sql/trace.sql") with one text parameter. */
PGresult *ctl_file_query(PGconn *db, const char *file, const char *param);

/* The path of an installed file ("sql/apply"): beside the binary's build tree, else under
 * the prefix, else TRUNKLINE_SHARE. False when it is not there. */
bool ctl_share(const char *file, char *out, size_t size);

enum { PASSWORD_LINE = 1024 }; /* bytes that a line with a password may have, NUL included */

/* The first line of standard input; complains and returns false when it can be no password. */
bool ctl_password_read(const struct ctl_args *args, char *out, size_t size);
/* Adds the hash of a password that the rule allows; else complains and returns false. */
bool ctl_password_hash(
    struct view password, struct view username, struct view name, int64_t min, struct buf *out);

int ctl_migrate(const struct ctl_args *args);
int ctl_seed_demo(const struct ctl_args *args);
int ctl_export(const struct ctl_args *args);
int ctl_import(const struct ctl_args *args);
int ctl_password(const struct ctl_args *args);
int ctl_trace(const struct ctl_args *args);
int ctl_shard(const struct ctl_args *args);
int ctl_number(const struct ctl_args *args);
int ctl_tenant(const struct ctl_args *args);
int ctl_doctor(const struct ctl_args *args);
int ctl_export_customer(const struct ctl_args *args);
int ctl_erase_customer(const struct ctl_args *args);
int ctl_countries(const struct ctl_args *args);
int ctl_segments(const struct ctl_args *args);
int ctl_edge(const struct ctl_args *args);
int ctl_keys(const struct ctl_args *args);
int ctl_number_key(const struct ctl_args *args);
int ctl_audit(const struct ctl_args *args);

#endif
