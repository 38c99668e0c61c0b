/* pidf - see pidf.h */
#include "voiced/core/pidf.h"

#include <stdint.h>
#include <string.h>

#include "common/base/utf8.h"

#define NOTE "The address of the caller's site: the caller has not confirmed it."

static bool
is_there(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/* XML 1.0, 2.2, without the controls that it discourages. */
static bool
is_carried(int32_t code)
{
	return code >= 0x20 && (code < 0x7f || code >= 0xa0) && code != 0xfffe && code != 0xffff;
}

static void
add_escaped(struct buf *out, const char *text)
{
	static const struct {
		int32_t c;
		const char *as;
	} marks[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" },
		{ '\'', "&apos;" } };
	struct view rest = { text, strlen(text) };

	if (rest.n > PIDF_FIELD_MAX)
		rest.n = PIDF_FIELD_MAX;
	while (rest.n > 0) {
		const char *at = rest.p, *as = NULL;
		int32_t code = utf8_next(&rest);

		if (code < 0) { /* no UTF-8: one byte further it may go on */
			rest.p++;
			rest.n--;
			continue;
		}
		for (size_t m = 0; m < sizeof(marks) / sizeof(marks[0]); m++)
			if (code == marks[m].c)
				as = marks[m].as;
		if (as != NULL)
			buf_add_text(out, as);
		else if (is_carried(code))
			buf_add(out, at, (size_t)(rest.p - at));
	}
}

static void
add_element(struct buf *out, const char *name, const char *text)
{
	if (!is_there(text))
		return;
	buf_addf(out, "<ca:%s>", name);
	add_escaped(out, text);
	buf_addf(out, "</ca:%s>", name);
}

/* In the order of RFC 5139's schema. */
static void
add_civic(const struct pidf *pidf, struct buf *out)
{
	buf_add_text(out, "<ca:civicAddress>");
	add_element(out, "country", pidf->country);
	add_element(out, "A1", pidf->region);
	add_element(out, "A3", pidf->city);
	add_element(out, "RD", pidf->street);
	add_element(out, "HNO", pidf->house_number);
	add_element(out, "LOC", pidf->additional);
	add_element(out, "PC", pidf->postal_code);
	buf_add_text(out, "</ca:civicAddress>");
}

static bool
has_address(const struct pidf *pidf)
{
	const char *const parts[] = { pidf->country, pidf->region, pidf->city, pidf->postal_code,
		pidf->street, pidf->house_number, pidf->additional };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (is_there(parts[i]))
			return true;
	return false;
}

bool
pidf_write(const struct pidf *pidf, struct buf *out)
{
	if (!has_address(pidf) || !is_there(pidf->entity) || !is_there(pidf->id))
		return false;
	buf_add_text(out,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
	    "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\""
	    " xmlns:dm=\"urn:ietf:params:xml:ns:pidf:data-model\""
	    " xmlns:gp=\"urn:ietf:params:xml:ns:pidf:geopriv10\""
	    " xmlns:ca=\"urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr\" entity=\"");
	add_escaped(out, pidf->entity);
	buf_add_text(out, "\"><dm:person id=\"");
	add_escaped(out, pidf->id);
	buf_add_text(out, "\"><gp:geopriv><gp:location-info>");
	add_civic(pidf, out);
	buf_add_text(
	    out, "</gp:location-info><gp:usage-rules/><gp:method>Manual</gp:method></gp:geopriv>");
	if (!pidf->confirmed)
		buf_add_text(out, "<dm:note>" NOTE "</dm:note>");
	if (is_there(pidf->at)) {
		buf_add_text(out, "<dm:timestamp>");
		add_escaped(out, pidf->at);
		buf_add_text(out, "</dm:timestamp>");
	}
	buf_add_text(out, "</dm:person></presence>\r\n");
	return true;
}
