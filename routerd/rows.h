/*
 * rows - the columns of the load queries, as what the model takes.
 *
 * Owns: the order of the columns (sql/queries/routerd: queries ending in _load).
 * Must not know: when they are read.
 */
#ifndef ROUTERD_ROWS_H
#define ROUTERD_ROWS_H

#include "common/db/db.h"
#include "routerd/model.h"

void row_tenant(struct model *model, const struct db_result *rows, int i);
void row_skill(struct model *model, const struct db_result *rows, int i);
void row_schedule(struct model *model, const struct db_result *rows, int i);
void row_boundary(struct model *model, const struct db_result *rows, int i);
void row_queue(struct model *model, const struct db_result *rows, int i);
void row_member(struct model *model, const struct db_result *rows, int i);
void row_reserve(struct model *model, const struct db_result *rows, int i);
void row_level(struct model *model, const struct db_result *rows, int i);
void row_rule(struct model *model, const struct db_result *rows, int i);
void row_interaction(struct model *model, const struct db_result *rows, int i);
void row_cooldown(struct model *model, const struct db_result *rows, int i);
void row_agent(struct model *model, const struct db_result *rows, int i);
void row_offer(struct model *model, const struct db_result *rows, int i);

void rows_register(void); /* shows the counter below before its first use */
/* Counted and logged: from rows and news alike. */
void row_unreadable(const char *what, int64_t id);

/* Columns of row_interaction: where the next page begins. */
enum { ROW_INTERACTION_TENANT = 0, ROW_INTERACTION_ID = 1, ROW_INTERACTION_QUEUE = 6 };

#endif
