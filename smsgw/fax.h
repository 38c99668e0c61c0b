/*
 * fax - fax numbers at their providers, and what is under way with them (CT-13).
 */
#ifndef SMSGW_FAX_H
#define SMSGW_FAX_H

#include "smsgw/channels.h"
#include "smsgw/core/fax.h"

/* A fax number with its provider and account, as a channel has its carrier: `channel.id` is the number's id. */
struct fax_line {
	struct channel channel;
	const struct fax_provider *provider;
};

/* fax_lines.c. Each is valid until the loop's next turn; NULL: there is none, or it is not known yet. */
int fax_lines_start(struct daemon *daemon, struct err *err);
void fax_lines_stop(struct daemon *daemon);
void fax_lines_reload(struct daemon *daemon);
bool fax_lines_known(struct daemon *daemon);
const struct fax_line *fax_line_find(struct daemon *daemon, struct view hook_key);
const struct fax_line *fax_line_get(struct daemon *daemon, int64_t tenant, int64_t id);
const struct fax_line *fax_line_of_tenant(struct daemon *daemon, int64_t tenant); /* any */

/* fax_work.c: gives faxes to providers, fetches those that came. */
int fax_work_start(struct daemon *daemon, struct err *err);
void fax_work_stop(struct daemon *daemon);
void fax_work_look(struct daemon *daemon); /* some may be due now */

/* fax_hooks.c: providers' calls. A report or a fax that came, stored; `done` as db's. */
void fax_event_store(struct daemon *daemon, const struct fax_line *line,
    const struct fax_event *event, int64_t ref, db_done done, void *ctx);
void on_fax_hook(struct http_req *req, void *app);
void on_fax_document(struct http_req *req, void *app);
void on_fax_sandbox_inbound(struct http_req *req, void *app);

/* faxes.c: what their owners do with them. */
void on_faxes_list(struct http_req *req, void *app);
void on_fax_show(struct http_req *req, void *app);
void on_fax_make(struct http_req *req, void *app);
void on_fax_change(struct http_req *req, void *app);
void on_fax_remove(struct http_req *req, void *app);
void on_fax_send(struct http_req *req, void *app);
void on_fax_read(struct http_req *req, void *app);
void on_fax_settings(struct http_req *req, void *app);
void on_fax_providers(struct http_req *req, void *app);

#endif
