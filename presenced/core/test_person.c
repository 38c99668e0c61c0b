/* person_csv, vcard: address books of other programs read as they were meant; what we write, read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "presenced/core/person_csv.h"
#include "presenced/core/vcard.h"

typedef int (*reader)(struct view text, struct people *people, struct err *err);

/* The list of the file, and what is dropped of it (`dropped` NULL: not compared). */
static void
reads_dropping(reader read, struct view text, bool utf8, const char *wanted, const char *dropped)
{
	struct people people = { .utf8 = utf8 };
	struct err err = { .text = "" };
	char *list, *names;

	if (read(text, &people, &err) != 0) {
		assert_string_equal(err.text, wanted);
		people_fini(&people);
		return;
	}
	list = json_dumps(people.list, JSON_COMPACT | JSON_SORT_KEYS);
	names = json_dumps(people.dropped, JSON_COMPACT | JSON_SORT_KEYS);
	if (wanted != NULL)
		assert_string_equal(list != NULL ? list : "[]", wanted);
	if (dropped != NULL)
		assert_string_equal(names != NULL ? names : "{}", dropped);
	free(list);
	free(names);
	people_fini(&people);
}

static void
reads(reader read, const char *text, const char *wanted)
{
	reads_dropping(read, view_of(text), false, wanted, NULL);
}

static void
drops(reader read, const char *text, const char *dropped)
{
	reads_dropping(read, view_of(text), false, NULL, dropped);
}

static void
google_before_2024(void **unused)
{
	(void)unused;
	reads(people_from_csv,
	    "Name,Given Name,Additional Name,Family Name,Notes,Group Membership,E-mail 1 - Type,"
	    "E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,"
	    "Organization 1 - Name,Organization 1 - Title,Organization 1 - Department\r\n"
	    "Grace Hopper,Grace,Brewster,Hopper,\"two\nlines\",* myContacts,* Work,"
	    "grace@navy.example ::: g@x.example,Mobile,+1 555 0199,Work Fax,555 0100,US Navy,Rear "
	    "Admiral,Computing\r\n",
	    "[{\"line\":2,\"person\":{\"company\":\"US "
	    "Navy\",\"department\":\"Computing\",\"emails\":["
	    "{\"address\":\"grace@navy.example\",\"label\":\"Work\"},{\"address\":\"g@x.example\","
	    "\"label\":\"Work\"}],\"family_name\":\"Hopper\",\"given_name\":\"Grace "
	    "Brewster\",\"job_title\":\"Rear Admiral\",\"name\":\"Grace "
	    "Hopper\",\"notes\":\"two\\nlines\",\"numbers\":[{\"label\":\"Mobile\",\"number\":\"+1 "
	    "555 "
	    "0199\"},{\"fax\":true,\"label\":\"Work\",\"number\":\"555 0100\"}]}}]");
}

static void
google_of_2024_and_a_nickname(void **unused)
{
	(void)unused;
	reads(people_from_csv,
	    "First Name,Middle Name,Last Name,Nickname,File As,Organization Name,Labels,E-mail 1 - "
	    "Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value\n"
	    "Ada,,Lovelace,Countess,,,* myContacts,,,,0700 1\n"
	    ",,,Pizza,,,,,,,0800 2\n"
	    ",,,,,Acme,,,,,\n"
	    ",,,,,,* myContacts,,,,\n"
	    ",,,,,,,,,,\n",
	    "[{\"line\":2,\"person\":{\"family_name\":\"Lovelace\",\"given_name\":\"Ada\",\"name\":"
	    "\"Ada "
	    "Lovelace\",\"numbers\":[{\"number\":\"0700 1\"}]}},"
	    "{\"line\":3,\"person\":{\"name\":\"Pizza\",\"numbers\":[{\"number\":\"0800 2\"}]}},"
	    "{\"line\":4,\"person\":{\"company\":\"Acme\",\"name\":\"Acme\"}},"
	    "{\"line\":5,\"problem\":\"It has no name, company, e-mail address or number.\"}]");
}

static void
outlook_with_its_many_numbers(void **unused)
{
	(void)unused;
	reads(people_from_csv,
	    "\"Title\";\"First Name\";\"Last Name\";\"Company\";\"Business Phone\";\"Business "
	    "Fax\";\"Mobile Phone\";\"E-mail Address\";\"E-mail 2 Address\";\"Birthday\"\r\n"
	    "\"Dr.\";\"Max\";\"Mustermann\";\"ACME\";\"030 1\";\"030 2\";\"030 "
	    "1\";\"max@a.example\";\"m@b.example\";\"0/0/00\"\r\n"
	    "\"\";\"Too\";\"many\";\"\";\"\";\"\";\"\";\"\";\"\";\"\";\"more\"\r\n",
	    "[{\"line\":2,\"person\":{\"company\":\"ACME\",\"emails\":[{\"address\":\"max@a."
	    "example\"},{"
	    "\"address\":\"m@b.example\"}],\"family_name\":\"Mustermann\",\"given_name\":\"Max\","
	    "\"name\":\"Max Mustermann\",\"numbers\":[{\"label\":\"Work\",\"number\":\"030 "
	    "1\"},{\"fax\":true,\"label\":\"Work\",\"number\":\"030 2\"}]}},"
	    "{\"line\":3,\"problem\":\"It has more cells than the first line.\"}]");
}

static void
a_table_of_something_else_is_refused(void **unused)
{
	(void)unused;
	reads(people_from_csv, "a,b\n1,2\n",
	    "Line 1: no column has a name that Google Contacts or Outlook gives, such as First "
	    "Name, "
	    "E-mail Address, Mobile Phone.");
	reads(people_from_csv, "", "Line 1: the names of the columns are missing.");
	reads(people_from_csv, "Name\n\"open\n", "Line 2: a quote is never closed.");
	reads(people_from_vcard, "Name\nx\n", "There is no BEGIN:VCARD in it.");
}

static void
cards_of_version_3_and_4(void **unused)
{
	(void)unused;
	reads(people_from_vcard,
	    "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//iOS\r\nN:Hopper;Grace;;;\r\n"
	    "FN:Grace\r\n  Hopper\r\nORG:US Navy\\, Reserve;Computing;\r\n"
	    "item1.TEL;type=pref:+1 555 0199\r\nitem1.X-ABLabel:_$!<Assistant>!$_\r\n"
	    "TEL;TYPE=WORK,FAX:555 0100\r\nEMAIL;TYPE=\"INTERNET,HOME\":g@x.example\r\n"
	    "NOTE:a\\nb\\;c\\\\\r\nPHOTO;ENCODING=b;TYPE=JPEG:AAAA\r\n BBBB\r\nEND:VCARD\r\n"
	    "\r\nbegin:vcard\nversion:4.0\nfn:Ada\ntel;value=uri;type=cell:tel:+44-20-1;ext=5\n"
	    "uid:urn:uuid:1\nend:vcard\n"
	    "BEGIN:VCARD\nVERSION:5.0\nFN:New\nEND:VCARD\n"
	    "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n"
	    "BEGIN:VCARD\nVERSION:3.0\nFN:Cut\n",
	    "[{\"line\":1,\"person\":{\"company\":\"US Navy, "
	    "Reserve\",\"department\":\"Computing\","
	    "\"emails\":[{\"address\":\"g@x.example\",\"label\":\"Home\"}],\"family_name\":"
	    "\"Hopper\","
	    "\"given_name\":\"Grace\",\"name\":\"Grace "
	    "Hopper\",\"notes\":\"a\\nb;c\\\\\",\"numbers\":[{"
	    "\"label\":\"Assistant\",\"number\":\"+1 555 0199\"},{\"fax\":true,\"label\":\"Work\","
	    "\"number\":\"555 0100\"}]}},"
	    "{\"line\":17,\"person\":{\"name\":\"Ada\",\"numbers\":[{\"label\":\"Mobile\","
	    "\"number\":"
	    "\"+44-20-1;ext=5\"}],\"uid\":\"urn:uuid:1\"}},"
	    "{\"line\":23,\"problem\":\"Only vCard 2.1, 3.0 and 4.0 can be read.\"},"
	    "{\"line\":27,\"problem\":\"It has no name, company, e-mail address or number.\"},"
	    "{\"line\":30,\"problem\":\"It has no END:VCARD.\"}]");
}

static void
cards_of_version_2_1(void **unused)
{
	(void)unused;
	reads(people_from_vcard,
	    "BEGIN:VCARD\r\nVERSION:2.1\r\n"
	    "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=96berg;=C3=85sa;;;\r\n"
	    "ORG;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:S=F8n =26 Co;=\r\nVertr=E9s\r\n"
	    "TEL;CELL;PREF:+46 70 1\r\nTEL;WORK;FAX:08-1\r\n"
	    "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=WINDOWS-1251:=CC=EE=F1=EA=E2=E0=0D=0A=\r\nC:"
	    "\\new\r\n"
	    "TITLE;CHARSET=windows-1251:\xC6\r\n"
	    "PHOTO;TYPE=JPEG;ENCODING=BASE64:\r\n AAAA\r\n\r\nEND:VCARD\r\n",
	    "[{\"line\":1,\"person\":{\"company\":\"Søn & "
	    "Co\",\"department\":\"Vertrés\",\"family_name\":"
	    "\"Öberg\",\"given_name\":\"Åsa\",\"job_title\":\"Ж\",\"name\":\"Åsa "
	    "Öberg\",\"notes\":\"Москва\\nC:\\\\new\",\"numbers\":[{\"label\":\"Mobile\","
	    "\"number\":\"+46 "
	    "70 1\"},{\"fax\":true,\"label\":\"Work\",\"number\":\"08-1\"}]}}]");
}

static void
tabs_and_lone_carriage_returns(void **unused)
{
	static const char ada[] =
	    "[{\"line\":2,\"person\":{\"emails\":[{\"address\":\"a@x.example\"}],"
	    "\"name\":\"Ada; L, 1\"}}]";

	(void)unused;
	reads(people_from_csv, "Name\tE-mail Address\nAda; L, 1\ta@x.example\n", ada);
	reads(people_from_csv, "Name\tE-mail Address\rAda; L, 1\ta@x.example\r", ada);
	reads(people_from_csv, "Name,E-mail Address\r\"Ada; L, 1\",a@x.example", ada);
	reads(people_from_vcard, "BEGIN:VCARD\rVERSION:3.0\rFN:A\r da\rEND:VCARD\r",
	    "[{\"line\":1,\"person\":{\"name\":\"Ada\"}}]");
}

static void
outlook_in_german_and_french(void **unused)
{
	(void)unused;
	reads(people_from_csv,
	    "Anrede;Vorname;Nachname;Firma;Abteilung;Position;Telefon geschäftlich;Fax "
	    "geschäftlich;Mobiltelefon;E-Mail-Adresse;E-Mail 2: Adresse;Notizen\n"
	    "Dr.;Max;Mustermann;ACME;Vertrieb;Leiter;030 1;030 2;0151 "
	    "1;m@a.example;n@a.example;ja\n",
	    "[{\"line\":2,\"person\":{\"company\":\"ACME\",\"department\":\"Vertrieb\",\"emails\":["
	    "{\"address\":"
	    "\"m@a.example\"},{\"address\":\"n@a.example\"}],\"family_name\":\"Mustermann\","
	    "\"given_name\":\"Max\","
	    "\"job_title\":\"Leiter\",\"name\":\"Max "
	    "Mustermann\",\"notes\":\"ja\",\"numbers\":[{\"label\":\"Work\",\"number\":\"030 "
	    "1\"},{\"fax\":true,\"label\":\"Work\",\"number\":\"030 "
	    "2\"},{\"label\":\"Mobile\",\"number\":\"0151 1\"}]}}]");
	reads(people_from_csv,
	    "Titre;Prénom;Nom;Société;Service;Titre;Téléphone (bureau);Télécopie (bureau);Tél. "
	    "mobile;Adresse de messagerie\n"
	    "M.;Luc;Dupont;ACME;Ventes;Chef;01 1;01 2;06 1;l@a.example\n",
	    "[{\"line\":2,\"person\":{\"company\":\"ACME\",\"department\":\"Ventes\",\"emails\":[{"
	    "\"address\":"
	    "\"l@a.example\"}],\"family_name\":\"Dupont\",\"given_name\":\"Luc\",\"job_title\":"
	    "\"Chef\",\"name\":\"Luc "
	    "Dupont\",\"numbers\":[{\"label\":\"Work\",\"number\":\"01 "
	    "1\"},{\"fax\":true,\"label\":\"Work\",\"number\":\"01 "
	    "2\"},{\"label\":\"Mobile\",\"number\":\"06 1\"}]}}]");
}

#define CARD(version, lines) "BEGIN:VCARD\r\nVERSION:" version "\r\n" lines "END:VCARD\r\n"

static void
version_2_1_has_its_own_rules_of_escapes_and_folds(void **unused)
{
	(void)unused;
	reads(people_from_vcard,
	    CARD("2.1", "FN:a\\;b\\nc\\\\d\r\nORG:x\\\\;y;z\r\nNOTE:very long\r\n note\r\n"),
	    "[{\"line\":1,\"person\":{\"company\":\"x\\\\;y\",\"department\":\"z\","
	    "\"name\":\"a;b\\\\nc\\\\\\\\d\",\"notes\":\"very long note\"}}]");
	reads(people_from_vcard, CARD("3.0", "FN:A\r\nNOTE:very long\r\n  note\r\n"),
	    "[{\"line\":1,\"person\":{\"name\":\"A\",\"notes\":\"very long note\"}}]");
	reads(people_from_vcard,
	    CARD(
		"2.1", "NOTE;ENCODING=QUOTED-PRINTABLE;\r\n CHARSET=UTF-8:=C3=\r\n=A5\r\nFN:A\r\n"),
	    "[{\"line\":1,\"person\":{\"name\":\"A\",\"notes\":\"å\"}}]");
}

static void
a_name_has_all_its_parts_or_reports_them(void **unused)
{
	(void)unused;
	reads_dropping(people_from_vcard,
	    VIEW(CARD("2.1", "N:Doe;John;Quincy,Paul;Dr.;Jr.\r\n")
		    CARD("3.0", "N:Doe;John;Q.;Dr.;Jr.,M.D.\r\nFN:Dr. John Q. Doe, Jr., M.D.\r\n")
			CARD("3.0", "N:Doe;John;Quincy;Dr.;\r\nFN:John Doe\r\n")),
	    false,
	    "[{\"line\":1,\"person\":{\"family_name\":\"Doe\",\"given_name\":\"John Quincy "
	    "Paul\",\"name\":\"John Quincy Paul Doe\"}},"
	    "{\"line\":5,\"person\":{\"family_name\":\"Doe\",\"given_name\":\"John\","
	    "\"name\":\"Dr. John Q. Doe, Jr., M.D.\"}},"
	    "{\"line\":10,\"person\":{\"family_name\":\"Doe\",\"given_name\":\"John\","
	    "\"name\":\"John Doe\"}}]",
	    "{\"N (middle name)\":1,\"N (prefix)\":2,\"N (suffix)\":1}");
}

static void
further_lines_and_units_are_appended_or_reported(void **unused)
{
	(void)unused;
	reads_dropping(people_from_vcard,
	    VIEW(CARD("3.0",
		"FN:A\r\nFN:B\r\nNOTE:one\r\nNOTE:two\r\nNOTE:\r\nTITLE:Boss\r\nTITLE:Boss\r\n"
		"TITLE:Owner\r\nORG:Acme;North;Sales\\, West\r\nORG:Other\r\n")),
	    false,
	    "[{\"line\":1,\"person\":{\"company\":\"Acme\",\"department\":\"North, Sales, West\","
	    "\"job_title\":\"Boss\",\"name\":\"A\",\"notes\":\"one\\ntwo\"}}]",
	    "{\"FN\":1,\"ORG\":1,\"TITLE\":1}");
}

static void
what_is_dropped_is_counted_by_contact(void **unused)
{
	(void)unused;
	drops(people_from_vcard,
	    CARD("3.0",
		"FN:A\r\nADR:;;Street;;;;\r\nadr:;;Lane;;;;\r\nitem1.Adr:;;Way;;;;\r\n"
		"PRODID:x\r\nREV:1\r\nCATEGORIES:myContacts\r\n") CARD("3.0",
		"FN:B\r\nADR:;;;;;;\r\nCATEGORIES:myContacts,Chess\r\nBDAY:1815\r\n")
		CARD("3.0", "ADR:;;Street;;;;\r\nPHOTO:x\r\n") CARD("9.0", "FN:C\r\nPHOTO:x\r\n"),
	    "{\"ADR\":1,\"BDAY\":1,\"CATEGORIES\":1}");
	drops(people_from_csv,
	    "Name,Spouse,SPOUSE,Priority,Sensitivity,Private,E-mail 2 Type,E-mail 3 Display "
	    "Name,Birthday,Labels\n"
	    "A,x,y,Normal,Normal,Off,SMTP,a,0/0/00,* myContacts\n"
	    "B,,y,Normal,Normal,Off,SMTP,b,1.1.2000,* myContacts ::: Chess\n"
	    ",x,,,,,,,1.1.2000,\n",
	    "{\"Birthday\":1,\"Labels\":1,\"Spouse\":2}");
	drops(people_from_csv,
	    "Nachname;Priorität;PRIVAT;Vertraulichkeit;E-Mail-Typ;E-Mail: Angezeigter Name;E-Mail "
	    "2: Typ;E-Mail 3: Angezeigter Name;Partner\nA;Normal;Aus;Normal;SMTP;a;SMTP;b;P\n",
	    "{\"Partner\":1}");
	drops(people_from_csv,
	    "Nom;PRIORITÉ;Privé;Type de messagerie;Nom complet de l'adresse de messagerie;Type de "
	    "messagerie 3;Nom complet de l'adresse de messagerie 2;Conjoint(e)\n"
	    "A;Normale;Désactivé;SMTP;a;SMTP;b;C\n",
	    "{\"Conjoint(e)\":1}");
}

static void
a_nickname_is_a_name_or_is_reported(void **unused)
{
	static const char *const wanted =
	    "[{\"line\":%d,\"person\":{\"name\":\"Countess\"}},"
	    "{\"line\":%d,\"person\":{\"name\":\"Ada\"}},"
	    "{\"line\":%d,\"person\":{\"company\":\"Acme\",\"name\":\"Acme\"}}]";
	char text[300];

	(void)unused;
	(void)snprintf(text, sizeof(text), wanted, 1, 5, 10);
	reads_dropping(people_from_vcard,
	    VIEW(CARD("3.0", "NICKNAME:Countess\r\n") CARD("3.0", "NICKNAME:Countess\r\nFN:Ada\r\n")
		    CARD("3.0", "NICKNAME:A\r\nORG:Acme\r\n")),
	    false, text, "{\"NICKNAME\":2}");
	(void)snprintf(text, sizeof(text), wanted, 2, 3, 4);
	reads_dropping(people_from_csv,
	    VIEW("Name,Nickname,File "
		 "As,Company\n,Countess,Countess,\nAda,Countess,Ada,\n,,A,Acme\n"),
	    false, text, "{\"File As\":1,\"Nickname\":1}");
}

static void
a_group_is_no_contact(void **unused)
{
	(void)unused;
	reads(people_from_vcard,
	    CARD("4.0", "KIND:group\r\nFN:Friends\r\n")
		CARD("3.0", "X-ADDRESSBOOKSERVER-KIND:group\r\nFN:Friends\r\n")
		    CARD("4.0", "KIND:org\r\nFN:Acme\r\n"),
	    "[{\"line\":1,\"problem\":\"It is a group of contacts.\"},"
	    "{\"line\":6,\"problem\":\"It is a group of contacts.\"},"
	    "{\"line\":11,\"person\":{\"name\":\"Acme\"}}]");
}

static void
charsets_of_values_are_read_or_named(void **unused)
{
	(void)unused;
	reads(people_from_vcard,
	    CARD("2.1", "FN;CHARSET=SHIFT_JIS:\x93\x8C\x8B\x9E\r\n")
		CARD("2.1", "FN;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:=B1=B1=BE=A9\r\n")
		    CARD("2.1", "FN;CHARSET=KOI8-R:\xED\xCF\xD3\xCB\xD7\xC1\r\n")
			CARD("2.1", "TEL:1\r\nFN;CHARSET=ISO-2022-JP:\x1b$Bxx\r\n")
			    CARD("2.1", "FN:A\r\nADR;CHARSET=X-ANY:;;a\r\n"),
	    "[{\"line\":1,\"person\":{\"name\":\"東京\"}},{\"line\":5,\"person\":{\"name\":"
	    "\"北京\"}},"
	    "{\"line\":9,\"person\":{\"name\":\"Москва\"}},"
	    "{\"line\":13,\"problem\":\"Unknown charset ISO-2022-JP. Send UTF-8.\"},"
	    "{\"line\":18,\"person\":{\"name\":\"A\"}}]");
	reads_dropping(people_from_vcard,
	    VIEW(CARD("3.0", "FN:Jos\xE9\r\nTITLE:\xC3\r\n \xA5\r\n")), false,
	    "[{\"line\":1,\"person\":{\"job_title\":\"å\",\"name\":\"José\"}}]", NULL);
	reads_dropping(people_from_vcard,
	    VIEW(CARD("3.0", "FN:\xC3\x85sa\xC3\r\nTITLE:\xC3\r\n \xA5\r\n")), true,
	    "[{\"line\":1,\"person\":{\"job_title\":\"å\",\"left_out\":[\"name: Unreadable "
	    "characters "
	    "became \xEF\xBF\xBD.\"],\"name\":\"Åsa\xEF\xBF\xBD\"}}]",
	    NULL);
}

static json_t *
only_person(struct people *people)
{
	assert_int_equal(json_array_size(people->list), 1);
	return json_object_get(json_array_get(people->list, 0), "person");
}

/* Longer than a line may be: the beginning is kept, and nothing of the rest becomes a property. */
static void
a_note_that_is_too_long_keeps_its_beginning(void **unused)
{
	static const char *const heads[] = { "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:",
		"NOTE:" };
	static const char *const ends[] = { "=\r\n", "\r\n " };
	struct err err;

	(void)unused;
	for (int form = 0; form < 2; form++) {
		struct buf text = { 0 };
		struct people people = { 0 };
		json_t *person;

		buf_addf(&text, "BEGIN:VCARD\r\nVERSION:%s\r\nFN:A\r\n%s",
		    form == 0 ? "2.1" : "3.0", heads[form]);
		for (int i = 0; i < 5000; i++)
			buf_addf(&text, "%s%s%s", form == 0 ? "=C3=A5=C3=A5" : "åå",
			    i < 4999 ? ends[form] : "", i < 4999 ? "TEL:123456 åå" : "");
		buf_add_text(&text, "\r\nTITLE:Boss\r\nEND:VCARD\r\n");
		assert_int_equal(people_from_vcard(buf_view(&text), &people, &err), 0);
		person = only_person(&people);
		assert_null(json_object_get(person, "numbers"));
		assert_string_equal(
		    json_string_value(json_object_get(person, "job_title")), "Boss");
		assert_in_range(
		    person_get(person, "notes").n, PERSON_NOTES_MAX - 1, PERSON_NOTES_MAX);
		assert_int_equal(json_array_size(json_object_get(person, "left_out")), 1);
		assert_string_equal(
		    json_string_value(json_array_get(json_object_get(person, "left_out"), 0)),
		    "notes: Only the first 4000 bytes are kept.");
		people_fini(&people);
		buf_fini(&text);
	}
}

/* A line of 64 KiB and a million folds behind it: minutes where each fold looks at the whole line. */
static void
folds_cost_what_they_hold(void **unused)
{
	static const struct {
		const char *head, *fold;
	} forms[] = { { "X:=", " \n" }, { "NOTE:=", " \n" }, { "X", " \n" },
		{ "NOTE;QUOTED-PRINTABLE:=", "=\n" }, { "X;Y=\":", " :\n" } };
	struct err err;

	(void)unused;
	for (size_t form = 0; form < sizeof(forms) / sizeof(forms[0]); form++) {
		struct buf text = { 0 };
		struct people people = { 0 };

		buf_add_text(&text, "BEGIN:VCARD\nVERSION:3.0\nFN:A\n");
		for (int i = 0; i < 65000; i++)
			buf_add_char(&text, 'X');
		buf_addf(&text, "%s\n", forms[form].head);
		for (int i = 0; i < 1000000; i++)
			buf_add_text(&text, forms[form].fold);
		buf_add_text(&text, "\nEND:VCARD\n");
		assert_int_equal(people_from_vcard(buf_view(&text), &people, &err), 0);
		assert_int_equal(json_array_size(people.list), 1);
		people_fini(&people);
		buf_fini(&text);
	}
}

static void
a_long_uid_is_an_identity_of_its_own(void **unused)
{
	char cards[2][1000], uid[2][PERSON_TEXT_MAX + 1];
	struct err err;

	(void)unused;
	for (int i = 0; i < 2; i++) {
		struct people people = { 0 };

		(void)snprintf(
		    cards[i], sizeof(cards[i]), CARD("3.0", "FN:A\r\nUID:%0250d%d\r\n"), 0, i);
		assert_int_equal(people_from_vcard(view_of(cards[i]), &people, &err), 0);
		assert_true(
		    view_copy(person_get(only_person(&people), "uid"), uid[i], sizeof(uid[i])));
		assert_null(json_object_get(only_person(&people), "left_out"));
		people_fini(&people);
	}
	assert_string_not_equal(uid[0], uid[1]);
	assert_int_equal(strncmp(uid[0], "sha256:", 7), 0);
}

static void
headings_are_known_in_any_case_and_with_or_without_brackets(void **unused)
{
	(void)unused;
	reads(people_from_csv,
	    "NACHNAME;TELEFON GESCHÄFTLICH;Telefon (privat);Telefon (privat 2);Fax (geschäftlich)\n"
	    "A;030 1;030 2;030 3;030 4\n",
	    "[{\"line\":2,\"person\":{\"family_name\":\"A\",\"name\":\"A\",\"numbers\":["
	    "{\"label\":\"Work\",\"number\":\"030 1\"},{\"label\":\"Home\",\"number\":\"030 2\"},"
	    "{\"label\":\"Home\",\"number\":\"030 3\"},{\"fax\":true,\"label\":\"Work\",\"number\":"
	    "\"030 4\"}]}}]");
	reads(people_from_csv, "PRÉNOM;Nom;SOCIÉTÉ\nLuc;Dupont;ACME\n",
	    "[{\"line\":2,\"person\":{\"company\":\"ACME\",\"family_name\":\"Dupont\","
	    "\"given_name\":\"Luc\",\"name\":\"Luc Dupont\"}}]");
}

static json_t *
sample(void)
{
	json_t *person = json_object();

	person_set(person, "name", VIEW("Åsa; Öberg, \\ \"x\""));
	person_set(person, "given_name", VIEW("Åsa"));
	person_set(person, "family_name", VIEW("Öberg"));
	person_set(person, "company", VIEW("=cmd, Inc."));
	person_set(person, "department",
	    VIEW("Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter "
		 "Deich, weit hinaus"));
	person_set(person, "notes", VIEW("one\ntwo"));
	(void)person_add_email(person, VIEW("Work"), VIEW("a@x.example"));
	(void)person_add_email(person, VIEW("Boat: house"), VIEW("b@x.example"));
	(void)person_add_number(person, VIEW("Mobile"), VIEW("+46 70 1"), false);
	(void)person_add_number(person, VIEW("Home"), VIEW("08-2"), true);
	(void)person_add_number(person, VIEW(""), VIEW("08-3"), true);
	(void)person_add_number(person, VIEW("Summer"), VIEW("=1+1"), false);
	return person;
}

static void
same_again(reader read, struct view text, json_t *person)
{
	struct people people = { 0 };
	struct err err;

	assert_int_equal(read(text, &people, &err), 0);
	assert_int_equal(json_array_size(people.list), 1);
	assert_true(json_equal(json_object_get(json_array_get(people.list, 0), "person"), person));
	people_fini(&people);
}

static void
what_is_written_is_read_again(void **unused)
{
	json_t *person = sample(), *list = json_pack("[O]", person);
	struct buf out = { 0 };

	(void)unused;
	people_to_csv(list, &out);
	assert_non_null(strstr(out.p, ",+46 70 1,"));
	same_again(people_from_csv, buf_view(&out), person);
	for (int version = VCARD_3; version <= VCARD_4; version++) {
		buf_clear(&out);
		vcard_write(person, (enum vcard_version)version, &out);
		same_again(people_from_vcard, buf_view(&out), person);
	}
	for (char *line = out.p, *end; (end = strstr(line, "\r\n")) != NULL; line = end + 2)
		assert_true(end - line <= 75);
	buf_fini(&out);
	json_decref(list);
	json_decref(person);
}

static void
assert_left_out(const json_t *person, const char *first, const char *second)
{
	const json_t *list = json_object_get(person, "left_out");

	assert_int_equal(json_array_size(list), 2);
	assert_string_equal(json_string_value(json_array_get(list, 0)), first);
	assert_string_equal(json_string_value(json_array_get(list, 1)), second);
}

static void
bounds_hold(void **unused)
{
	json_t *person = json_object();
	char number[16], wide[2 * PERSON_TEXT_MAX];

	(void)unused;
	for (int i = 0; i < 2 * PERSON_ITEMS_MAX; i++) {
		(void)snprintf(number, sizeof(number), "%d", i / 2);
		assert_int_equal(
		    person_add_number(person, VIEW(""), view_of(number), false) != NULL,
		    i % 2 == 0);
	}
	assert_null(person_add_number(person, VIEW(""), VIEW("one more"), false));
	assert_int_equal(json_array_size(json_object_get(person, "numbers")), PERSON_ITEMS_MAX);
	memset(wide, 'x', sizeof(wide));
	person_set(person, "name", (struct view){ wide, sizeof(wide) });
	assert_int_equal(person_get(person, "name").n, PERSON_TEXT_MAX);
	assert_left_out(person, "one more: More than 20 are not kept.",
	    "name: Only the first 200 bytes are kept.");
	for (int i = 0; i < 2 * PERSON_ITEMS_MAX; i++) {
		(void)snprintf(number, sizeof(number), "1%d", i);
		assert_null(person_add_number(person, VIEW(""), view_of(number), false));
	}
	assert_int_equal(json_array_size(json_object_get(person, "left_out")), PERSON_ITEMS_MAX);
	json_decref(person);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(google_before_2024),
		cmocka_unit_test(google_of_2024_and_a_nickname),
		cmocka_unit_test(outlook_with_its_many_numbers),
		cmocka_unit_test(a_table_of_something_else_is_refused),
		cmocka_unit_test(cards_of_version_3_and_4),
		cmocka_unit_test(cards_of_version_2_1),
		cmocka_unit_test(tabs_and_lone_carriage_returns),
		cmocka_unit_test(outlook_in_german_and_french),
		cmocka_unit_test(headings_are_known_in_any_case_and_with_or_without_brackets),
		cmocka_unit_test(version_2_1_has_its_own_rules_of_escapes_and_folds),
		cmocka_unit_test(a_name_has_all_its_parts_or_reports_them),
		cmocka_unit_test(further_lines_and_units_are_appended_or_reported),
		cmocka_unit_test(what_is_dropped_is_counted_by_contact),
		cmocka_unit_test(a_nickname_is_a_name_or_is_reported),
		cmocka_unit_test(a_group_is_no_contact),
		cmocka_unit_test(charsets_of_values_are_read_or_named),
		cmocka_unit_test(a_note_that_is_too_long_keeps_its_beginning),
		cmocka_unit_test(folds_cost_what_they_hold),
		cmocka_unit_test(a_long_uid_is_an_identity_of_its_own),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(bounds_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
