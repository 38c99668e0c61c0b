/* composed - see composed.h */
#include "chatd/composed.h"

#include <inttypes.h>

#include "common/base/json_text.h"
#include "common/base/key.h"

static bool
refuse(struct http_req *req, const char *field, const char *why)
{
	struct err err;

	(void)err_set(&err, ERR_INVALID, field, "%s", why);
	http_reply_err(req, &err, NULL);
	return false;
}

static bool
read_html(struct http_req *req, struct view source, struct composed *out)
{
	struct err err;

	out->formatted = true;
	if (html_clean(source, &out->html, &err) != 0) {
		http_reply_err(req, &err, NULL);
		return false;
	}
	if (!out->html.has_words)
		return refuse(req, "/html", "It holds no words: an image can't be sent alone");
	return true;
}

static bool
read_files(struct http_req *req, const json_t *files, struct composed *out)
{
	if (!json_is_array(files) || json_array_size(files) > COMPOSED_FILES_MAX)
		return refuse(req, "/files", "Must be a list of at most 5 ids");
	for (size_t i = 0; i < json_array_size(files); i++)
		if (!json_id(json_array_get(files, i), 1, &out->files[out->file_count++]))
			return refuse(req, "/files", "Must be a list of at most 5 ids");
	return true;
}

static void
add_array(struct buf *out, const int64_t *ids, int count)
{
	buf_add_char(out, '{');
	for (int i = 0; i < count; i++)
		buf_addf(out, "%s%" PRId64, i > 0 ? "," : "", ids[i]);
	buf_add_char(out, '}');
}

bool
composed_read(struct http_req *req, const struct body_value *text, const struct body_value *html,
    const struct body_value *files, struct composed *out)
{
	*out = (struct composed){ .plain = text->text };
	if (html->present && !read_html(req, html->text, out))
		return false;
	if (files->present && !read_files(req, files->json, out))
		return false;
	add_array(&out->files_text, out->files, out->file_count);
	add_array(&out->images_text, out->html.images, out->html.image_count);
	return true;
}

void
composed_fini(struct composed *composed)
{
	html_fini(&composed->html);
	buf_fini(&composed->files_text);
	buf_fini(&composed->images_text);
}

struct db_param
composed_text(const struct composed *composed)
{
	return P_VIEW(composed->formatted ? buf_view(&composed->html.text) : composed->plain);
}

struct db_param
composed_html(const struct composed *composed)
{
	return composed->formatted ? P_VIEW(buf_view(&composed->html.clean)) : P_NULL();
}

struct db_param
composed_files(const struct composed *composed)
{
	return P_VIEW(buf_view(&composed->files_text));
}

struct db_param
composed_images(const struct composed *composed)
{
	return P_VIEW(buf_view(&composed->images_text));
}

int
composed_keys(const struct composed *composed, int64_t tenant, int64_t keys[DB_KEYS_MAX], int count)
{
	for (int i = 0; i < composed->file_count; i++)
		keys[count++] = key_of_id("upload", tenant, composed->files[i]);
	for (int i = 0; i < composed->html.image_count; i++)
		keys[count++] = key_of_id("upload", tenant, composed->html.images[i]);
	return count;
}
