/* media_type: what is taken by its first bytes, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/base/media_type.h"

static void
first_bytes_tell_the_type(void **unused)
{
	static const struct {
		struct view bytes;
		const char *type;
	} files[] = {
		{ VIEW("\xff\xd8\xff\xe0\0\x10JFIF"), "image/jpeg" },
		{ VIEW("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "image/png" },
		{ VIEW("GIF87a\1\0"), "image/gif" },
		{ VIEW("GIF89a\1\0"), "image/gif" },
		{ VIEW("RIFF\x10\0\0\0WEBPVP8 "), "image/webp" },
		{ VIEW("\0\0\0\030ftyp3gp5\0\0"), "video/3gpp" },
		{ VIEW("\0\0\0\040ftypisom\0\0"), "video/mp4" },
		{ VIEW("\0\0\0\030ftypmp42\0\0"), "video/mp4" },
		{ VIEW("ID3\4\0"), "audio/mpeg" },
		{ VIEW("\xff\xfb\x90\x44"), "audio/mpeg" },
		{ VIEW("#!AMR\n\x3c"), "audio/amr" },
		{ VIEW("#!AMR-WB\n\x3c"), "audio/amr" },
		{ VIEW("OggS\0\2"), "audio/ogg" },
		{ VIEW("%PDF-1.7\n"), "application/pdf" },
		{ VIEW("BEGIN:VCARD\r\nVERSION:3.0\r\n"), "text/vcard" },
		{ VIEW("BEGIN:VCARD\nVERSION:4.0\n"), "text/vcard" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		assert_non_null(media_type(files[i].bytes));
		assert_string_equal(media_type(files[i].bytes), files[i].type);
	}
}

static void
pages_scripts_and_halves_are_none(void **unused)
{
	static const struct view files[] = {
		VIEW(""),
		VIEW("<html><script>alert(1)</script>"),
		VIEW("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
		VIEW("<?xml version=\"1.0\"?>"),
		VIEW("MZ\x90\0"),
		VIEW("PK\3\4"),
		VIEW("RIFF\x10\0\0\0WAVEfmt "),
		VIEW("RIFF\x10\0\0\0WEB"),
		VIEW("\x89PNG\r\n\x1a"),
		VIEW("\xff\xd8"),
		VIEW("\0\0\0\030ftypheic"),
		VIEW("\0\0\0\030ftyp"),
		VIEW("BEGIN:VCALENDAR\n"),
		VIEW("BEGIN:VCARD"),
		VIEW(" %PDF-1.7"),
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		assert_null(media_type(files[i]));
}

static void
a_file_is_called_by_its_type(void **unused)
{
	(void)unused;
	assert_string_equal(media_type_file_name(VIEW("image/png")), "picture.png");
	assert_string_equal(media_type_file_name(VIEW("text/vcard")), "contact.vcf");
	assert_string_equal(media_type_file_name(VIEW("text/html")), "file");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_bytes_tell_the_type),
		cmocka_unit_test(pages_scripts_and_halves_are_none),
		cmocka_unit_test(a_file_is_called_by_its_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
