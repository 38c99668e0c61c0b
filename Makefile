# Trunkline: builds the daemons, the tools, the pages and their tests.
#
#   make            everything, into build/          make test    unit tests
#   make asan|tsan  the same with a sanitizer        make lint    warnings are errors
#   make format     clang-format in place            make fuzz    each target for a minute
#   make bench      the table of bench/README.md     make install DESTDIR=… prefix=…
#   make bench-calls  its rows of calls alone (PF-13)
#
# FLAVOUR picks the objects' folder: plain (default), asan, tsan, fuzz, so that no
# two flavours ever mix. CC may be gcc or clang.

FLAVOUR ?= plain
BUILD   ?= build
OUT     := $(BUILD)/$(FLAVOUR)
GEN     := $(BUILD)/gen
prefix  ?= /usr/local
VERSION := 0.1.0

DAEMONS := presenced routerd smsgw chatd hookd voiced
# What a daemon's folder may hold besides its own files: each is a part with a README.
PARTS   := core sip relay media
TOOLS   := trunklinectl routerctl
# What daemons start for one piece of work (helper/README.md); they lie beside them.
HELPERS := image_helper
LAYERS  := base phone image loop log metrics db bus http auth daemon

PKGS    := libuv libpq jansson inih libargon2 libsystemd libcurl libssl libcrypto
LLHTTP  := /usr/share/llhttp
SOFIA   := $(shell pkg-config --cflags-only-I sofia-sip-ua)

WARN    := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
           -Wpointer-arith -Wformat=2 -Wundef -Wvla -Werror
HARDEN  := -fstack-protector-strong -fPIE
CHEAP_HASH   := -DPASSWORD_MEMORY_KIB=256
CFLAGS_plain := -O2 -g -D_FORTIFY_SOURCE=2
# -g1: what a sanitizer's stack trace shows; with variables a compilation takes a quarter longer. Passwords are cheap to hash: a run
# of the tests logs in some thousand times.
CFLAGS_asan  := -O1 -g1 $(CHEAP_HASH) -DSANITIZER=1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS_tsan  := -O1 -g1 $(CHEAP_HASH) -DSANITIZER=1 -fsanitize=thread -fno-omit-frame-pointer
CFLAGS_fuzz  := -O1 -g1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
LDFLAGS_plain := -Wl,-z,relro,-z,now
# lld: over 150 programs are linked, each of 10 MB and more; GNU ld takes three times as long.
LDFLAGS_asan := -fuse-ld=lld -fsanitize=address,undefined
LDFLAGS_tsan := -fuse-ld=lld -fsanitize=thread
LDFLAGS_fuzz := -fuse-ld=lld -fsanitize=address,undefined
ifeq ($(FLAVOUR),fuzz)
CC := clang
CXX := clang++
endif

CPPFLAGS := -D_GNU_SOURCE -DTRUNKLINE_VERSION='"$(VERSION)"' -I. -I$(GEN) -isystem /usr/share/include/llhttp \
            $(shell pkg-config --cflags-only-I $(PKGS))
# The one file of C++ (common/phone); the same warnings but those that are C's alone.
CXXFLAGS := -std=c++17 $(filter-out -Wstrict-prototypes -Wmissing-prototypes,$(WARN)) $(HARDEN) $(CFLAGS_$(FLAVOUR))
CFLAGS   := -std=c17 $(WARN) $(HARDEN) $(CFLAGS_$(FLAVOUR))
LDFLAGS  := -pie $(LDFLAGS_$(FLAVOUR))
# libphonenumber brings much with it: a program that reads no numbers does not load it. So with HTML, images and SIP.
LDLIBS   := $(shell pkg-config --libs $(PKGS)) -lnng -lwslay -lm -lpthread -Wl,--as-needed -lphonenumber -lstdc++ \
            -lcbor -lgumbo -lpng16 -ljpeg -lwebp -lwebpdemux -lgif -lsofia-sip-ua -Wl,--no-as-needed

# A helper loads what it needs and no more.
HELPER_LIBS := -Wl,--as-needed -lseccomp -lpng16 -ljpeg -lwebp -lwebpdemux -lgif -lcrypto -Wl,--no-as-needed

# Short lines; V=1 shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-4s %s\n' $(1) $(2))

# ---- what is built from what -------------------------------------------------

lib_src   := $(filter-out $(foreach l,$(LAYERS),$(wildcard common/$(l)/test_*.c)),$(foreach l,$(LAYERS),$(wildcard common/$(l)/*.c)))
lib_obj   := $(lib_src:%.c=$(OUT)/%.o) $(OUT)/common/phone/phone.o $(OUT)/gen/common_queries.o \
             $(addprefix $(OUT)/llhttp/,api.o http.o llhttp.o)
lib       := $(OUT)/libtrunkline.a

folders_of = $(1) $(addprefix $(1)/,$(PARTS))
daemon_src = $(filter-out $(foreach f,$(call folders_of,$(1)),$(wildcard $(f)/test_*.c)),$(foreach f,$(call folders_of,$(1)),$(wildcard $(f)/*.c)))
daemon_obj = $(patsubst %.c,$(OUT)/%.o,$(call daemon_src,$(1))) $(OUT)/gen/$(1)_queries.o $(daemon_obj_$(1))
# chatd holds two daemons: the other one is asked for by --serve widget.
daemon_obj_chatd = $(OUT)/gen/widget_queries.o
daemon_part = $(filter-out $(OUT)/$(1)/main.o,$(call daemon_obj,$(1)))

tests_src := $(wildcard $(foreach l,$(LAYERS),common/$(l)/test_*.c) \
             $(foreach d,$(DAEMONS),$(foreach f,$(call folders_of,$(d)),$(f)/test_*.c)) ctl/test_*.c helper/test_*.c tests/sim/test_*.c tests/exercise/test_*.c)
tests_bin := $(tests_src:%.c=$(OUT)/%)
fuzz_src  := $(wildcard tests/fuzz/fuzz_*.c)
fuzz_bin  := $(fuzz_src:tests/fuzz/%.c=$(OUT)/fuzz/%)
replay_bin := $(fuzz_src:tests/fuzz/%.c=$(OUT)/replay/%)
bench_src := $(wildcard tests/bench/*.c)
bench_bin := $(bench_src:tests/bench/%.c=$(OUT)/bench/%)
sim_part  := $(patsubst %.c,$(OUT)/%.o,$(filter-out tests/sim/simulate.c tests/sim/test_%,$(wildcard tests/sim/*.c)))

daemons_bin := $(addprefix $(OUT)/bin/,$(DAEMONS))
tools_bin   := $(addprefix $(OUT)/bin/,$(TOOLS))
helpers_bin := $(addprefix $(OUT)/bin/,$(HELPERS))

# `make web` needs a Node of its own version: quickstart and tests/run give it.
NODE ?= $(abspath $(BUILD))/node/bin/node
# What the voice daemon says and plays: made from a table of texts, the same for all flavours.
PROMPTS := $(BUILD)/prompts
prompts_made := $(patsubst voiced/prompts/%.txt,$(PROMPTS)/%.made,$(wildcard voiced/prompts/*.txt))

.PHONY: print-tests all daemons web prompts test asan tsan lint format fuzz check-layers bench bench-calls install clean tests-build fuzz-build replay-build
.SECONDARY:
.DELETE_ON_ERROR:
all: daemons web
daemons: $(daemons_bin) $(tools_bin) $(helpers_bin) $(OUT)/routes.json prompts
tests-build: $(tests_bin) prompts
prompts: $(prompts_made)
fuzz-build: $(fuzz_bin)
replay-build: $(replay_bin)

-include $(shell find $(OUT) -name '*.d' 2>/dev/null)

$(OUT)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(OUT)/%.o: %.cc
	@mkdir -p $(@D)
	$(call say,CXX,$@)
	$(Q)$(CXX) $(CPPFLAGS) $(CXXFLAGS) -MMD -MP -c -o $@ $<

$(OUT)/gen/%.o: $(GEN)/%.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# One folder alone knows the SIP library.
$(OUT)/voiced/sip/%.o: CPPFLAGS += $(patsubst -I%,-isystem %,$(SOFIA))

# llhttp comes as source in Debian's package; its warnings are not ours to mend.
$(OUT)/llhttp/%.o: $(LLHTTP)/%.c
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) -std=c17 -O2 -g -fPIE -isystem /usr/share/include/llhttp -w $(CFLAGS_$(FLAVOUR)) -c -o $@ $<

# One statement a file becomes one `struct db_query` (sql/embed.awk).
gen_headers := $(foreach d,common $(DAEMONS) widget,$(GEN)/$(d)_queries.h)
$(GEN)/%_queries.h $(GEN)/%_queries.c &: sql/embed.awk $(wildcard sql/queries/*/*.sql) sql/queries/%
	@mkdir -p $(GEN)
	$(call say,GEN,$*)
	$(Q)awk -v set=$* -v out=$(GEN)/$*_queries -f sql/embed.awk /dev/null $(sort $(wildcard sql/queries/$*/*.sql))

$(lib_obj) $(foreach d,$(DAEMONS),$(call daemon_obj,$(d))): | $(gen_headers)

$(lib): $(lib_obj)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

define daemon_rules
$(OUT)/bin/$(1): $(call daemon_obj,$(1)) $(lib)
	@mkdir -p $$(@D)
	$$(call say,LD,$$@)
	$$(Q)$$(CC) $$(LDFLAGS) -o $$@ $$^ $$(LDLIBS)
endef
define test_rules
$(OUT)/$(2)/test_%: $(OUT)/$(2)/test_%.o $(call daemon_part,$(1)) $(lib)
	$$(call say,LD,$$@)
	$$(Q)$$(CC) $$(LDFLAGS) -o $$@ $$^ $$(LDLIBS) -lcmocka
endef
$(foreach d,$(DAEMONS),$(eval $(call daemon_rules,$(d))))
$(foreach d,$(DAEMONS),$(foreach f,$(call folders_of,$(d)),$(eval $(call test_rules,$(d),$(f)))))

# The daemons' own tables: the edge's map and the API document come from it.
$(OUT)/routes.json: $(daemons_bin)
	$(Q)for d in $^ "$(OUT)/bin/chatd --serve widget"; do $$d --routes || exit 1; done > $@

$(OUT)/common/%: $(OUT)/common/%.o $(lib)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka
$(OUT)/ctl/test_%: $(OUT)/ctl/test_%.o $(lib)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

$(OUT)/bin/trunklinectl: $(patsubst %.c,$(OUT)/%.o,$(wildcard ctl/trunklinectl*.c)) $(lib)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(OUT)/bin/routerctl: $(patsubst %.c,$(OUT)/%.o,$(wildcard ctl/routerctl*.c)) \
                      $(patsubst %.c,$(OUT)/%.o,$(filter-out $(wildcard routerd/core/test_*.c),$(wildcard routerd/core/*.c))) $(lib)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(OUT)/bin/image_helper: $(OUT)/helper/image_helper.o $(OUT)/helper/sandbox.o $(lib)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(HELPER_LIBS)
# Without a sanitizer in every flavour: under one there is no bound of memory that could be tested.
$(OUT)/helper/test_%: helper/test_%.c helper/%.c helper/%.h
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) -std=c17 $(WARN) $(HARDEN) $(CFLAGS_plain) -pie -o $@ $(filter %.c,$^) $(HELPER_LIBS) -lcmocka
# It starts the program itself.
$(OUT)/chatd/test_image_helper: | $(OUT)/bin/image_helper

# Parsers live in the library and in pure cores: no target needs a whole daemon.
core_obj := $(foreach d,$(DAEMONS),$(patsubst %.c,$(OUT)/%.o,$(filter-out $(wildcard $(d)/core/test_*.c),$(wildcard $(d)/core/*.c))))
# But what comes to the SIP port goes through the library, so that is there.
$(OUT)/fuzz/fuzz_sip $(OUT)/replay/fuzz_sip: $(filter $(OUT)/voiced/sip/%,$(call daemon_part,voiced))
$(OUT)/fuzz/%: $(OUT)/tests/fuzz/%.o $(core_obj) $(lib)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CXX) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(lib) $(LDLIBS) # a core may read numbers, which is C++
$(OUT)/replay/%: $(OUT)/tests/fuzz/%.o $(OUT)/tests/fuzz/replay.o $(core_obj) $(lib)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(lib) $(LDLIBS)

$(OUT)/bench/%: $(OUT)/tests/bench/%.o $(call daemon_part,routerd) $(lib)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# Cores as programs, for tests in another language.
$(OUT)/xss/%: $(OUT)/tests/xss/%.o $(core_obj) $(lib)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# The relay's client, for tests that bring real ends of calls.
$(OUT)/relay/%: $(OUT)/tests/relay/%.o $(filter $(OUT)/voiced/relay/% $(OUT)/voiced/core/%,$(call daemon_part,voiced)) $(lib)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# The legs alone, for tests that bring real ends of calls.
$(OUT)/sip/%: $(OUT)/tests/sip/%.o $(filter $(OUT)/voiced/sip/% $(OUT)/voiced/core/%,$(call daemon_part,voiced)) $(lib)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# The routing core and nothing of the daemon around it.
$(OUT)/sim/%: $(OUT)/tests/sim/%.o $(sim_part) $(filter $(OUT)/routerd/core/%,$(core_obj)) $(lib)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
$(OUT)/tests/sim/test_%: $(OUT)/tests/sim/test_%.o $(sim_part) $(filter $(OUT)/routerd/core/%,$(core_obj)) $(lib)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

# A further carrier (docs/carriers.md): smsgw's core as it is, with another list of carriers.
$(OUT)/tests/exercise/test_%: $(OUT)/tests/exercise/test_%.o $(OUT)/tests/exercise/carrier_%.o \
                              $(filter-out $(OUT)/smsgw/core/carriers.o,$(filter $(OUT)/smsgw/core/%,$(core_obj))) $(lib)
	$(call say,LD,$@)
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

$(PROMPTS)/%.made: voiced/prompts/%.txt voiced/prompts/make
	@mkdir -p $(@D)
	$(call say,SAY,$(PROMPTS)/$*)
	$(Q)voiced/prompts/make $< $(PROMPTS)/$*
	$(Q)touch $@

# ---- what one does with it ---------------------------------------------------

print-tests:
	@printf '%s\n' $(tests_bin)

test:
	tests/run unit

asan tsan:
	$(MAKE) FLAVOUR=$@ daemons tests-build

web: $(OUT)/routes.json
	$(MAKE) -C web NODE=$(NODE) OUT=$(abspath $(BUILD))/web ROUTES=$(abspath $(OUT))/routes.json VERSION=$(VERSION) all

sources := $(shell git ls-files '*.c' '*.cc' '*.h' 2>/dev/null)

format:
	clang-format -i $(sources)

lint: check-layers $(gen_headers)
	clang-format --dry-run --Werror $(sources)
	printf '%s\n' $(filter %.c,$(sources)) | xargs -P2 -I{} clang-tidy --quiet {} -- $(CPPFLAGS) -std=c17 $(filter-out -Werror,$(WARN))

check-layers:
	tests/check-layers

fuzz:
	$(MAKE) FLAVOUR=fuzz fuzz-build
	tests/fuzz/run $(BUILD)/fuzz/fuzz 60

bench:
	tests/bench/run

bench-calls:
	tests/bench/run --write PF-13

install: daemons web
	install -d $(DESTDIR)$(prefix)/sbin $(DESTDIR)$(prefix)/bin $(DESTDIR)$(prefix)/share/trunkline
	install -m 755 $(daemons_bin) $(helpers_bin) $(DESTDIR)$(prefix)/sbin
	install -m 755 $(tools_bin) $(DESTDIR)$(prefix)/bin
	install -d $(DESTDIR)$(prefix)/share/trunkline/sql
	cp -R sql/apply sql/migrations sql/functions sql/doctor.sql sql/trace.sql sql/audit_verify.sql sql/seed_demo.sql $(DESTDIR)$(prefix)/share/trunkline/sql/
	cp $(OUT)/routes.json $(DESTDIR)$(prefix)/share/trunkline/
	cp -R $(BUILD)/web $(DESTDIR)$(prefix)/share/trunkline/
	install -d $(DESTDIR)$(prefix)/share/trunkline/prompts
	cp -R $(prompts_made:%.made=%) $(DESTDIR)$(prefix)/share/trunkline/prompts/

clean:
	rm -rf $(BUILD)
