/*
 * extensions - Suggest: which extension a new user of a site may have (SP-2).
 *
 * Owns: the way from the request to directory.extension_free. Whether it is still free when it is saved, saving judges.
 */
#include "presenced/presenced.h"

enum { SUGGEST_SIDE };

void
on_extension_suggest(struct http_req *req, void *app)
{
	int64_t site;

	(void)app;
	if (!request_id_param(req, "id", &site))
		return;
	const struct db_param params[] = { P_INT(request_actor(req)->tenant), P_INT(site),
		P_VIEW(request_values(req)->at[SUGGEST_SIDE].text) };

	read_run(req, &q_extension_free, params);
}
