/*
 * composed - what somebody sends: plain or formatted text with its images, and files (MS-3, MS-4).
 *
 * Owns: the way from a request's fields to what is stored: cleaned text, its plain form, ids and their lock keys.
 * Must not know: who may send what to whom: SQL asks the matrix.
 */
#ifndef CHATD_COMPOSED_H
#define CHATD_COMPOSED_H

#include "chatd/chatd.h"
#include "chatd/core/html.h"

enum { COMPOSED_FILES_MAX = 5 };

struct composed {
	bool formatted;
	struct html html;
	struct view plain; /* as it came, where it is not formatted */
	int64_t files[COMPOSED_FILES_MAX];
	int file_count;
	struct buf files_text, images_text; /* as SQL's arrays */
};

/* False: it was refused, and answered. Ends with composed_fini in each case. */
bool composed_read(struct http_req *req, const struct body_value *text,
    const struct body_value *html, const struct body_value *files, struct composed *out);
void composed_fini(struct composed *composed);

struct db_param composed_text(const struct composed *composed);
struct db_param composed_html(const struct composed *composed);
struct db_param composed_files(const struct composed *composed);
struct db_param composed_images(const struct composed *composed);
/* Adds those of its files and images; answers how many there are then. */
int composed_keys(
    const struct composed *composed, int64_t tenant, int64_t keys[DB_KEYS_MAX], int count);

#endif
