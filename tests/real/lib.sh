# SPDX-License-Identifier: BSD-2-Clause
# Real programs: the source of a Debian package, fetched when the test runs and never a part of
# this project, built plainly and with kmsan-cc, and their results compared.
set -eu

: "${KMSAN_BUILD:?the build tree}"
KMSAN_CC_PATH=${KMSAN_CC_PATH:-$KMSAN_BUILD/bin/kmsan-cc}
real_sources=$KMSAN_BUILD/sources
real_jobs=$(nproc 2>/dev/null || echo 1)
real_levels=${KMSAN_LEVELS:-0 2}
real_plain=${CC:-${KMSAN_CC:-clang-14}} # the same compiler, without kMSan

skip() {
	echo "skipped: $*"
	exit 77
}

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

# The lists of source packages, in a place of our own: the system's are left alone. Mirror and
# release are those that the system uses for binary packages.
real_apt() {
	tree=$real_sources/apt
	apt-get -q -o Dir::Etc::sourcelist="$tree/list" -o Dir::Etc::sourceparts=- \
		-o Dir::State::lists="$tree/lists" -o Dir::Cache="$tree/cache" \
		-o APT::Get::List-Cleanup=0 -o APT::Sandbox::User=root \
		-o Acquire::http::Timeout=20 -o Acquire::Retries=1 "$@"
}

real_update() {
	tree=$real_sources/apt
	mkdir -p "$tree/lists/partial" "$tree/cache/archives/partial"
	keys=/usr/share/keyrings/debian-archive-keyring.gpg
	option=
	[ ! -e "$keys" ] || option="[signed-by=$keys] "
	apt-get indextargets --format '$(SITE) $(CODENAME) $(COMPONENT)' \
		'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
		awk -v option="$option" '$3 == "main" && NF == 3 && $2 !~ /-/ && !seen[$0]++ {
			print "deb-src " option $1, $2, $3 }' >"$tree/list"
	[ -s "$tree/list" ] || {
		# The system has no lists itself yet.
		release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
		echo "deb-src ${option}http://deb.debian.org/debian ${release:-bookworm} main" >"$tree/list"
	}
	# apt-get update succeeds without a network: what counts is whether there is a list.
	real_apt update >"$tree/log" 2>&1 || :
	[ -n "$(find "$tree/lists" -name '*_Sources*' | head -n 1)" ]
}

# real_fetch PACKAGE: sets real_source to its unpacked source, with Debian's patches.
real_fetch() {
	command -v apt-get >/dev/null || skip "no apt-get to fetch the source of $1 with"
	command -v dpkg-source >/dev/null || skip "no dpkg-source (package dpkg-dev) to unpack $1 with"
	mkdir -p "$real_sources"
	real_source=$real_sources/$1
	exec 9>"$real_sources/lock"
	flock 9 # tests that run at the same time
	if [ ! -d "$real_source" ]; then
		[ -n "$(find "$real_sources/apt/lists" -name '*_Sources*' 2>/dev/null | head -n 1)" ] ||
			real_update || skip "the list of Debian's source packages cannot be fetched"
		part=$real_sources/$1.part
		rm -rf "$part"
		mkdir "$part"
		(cd "$part" && real_apt source --download-only "$1" >log 2>&1) || {
			# The lists may be older than what the mirror still has.
			real_update && (cd "$part" && real_apt source --download-only "$1" >log 2>&1)
		} || skip "the source of $1 cannot be fetched: $(tail -n 1 "$part/log")"
		dpkg-source --no-check -x "$part"/*.dsc "$part/tree" >>"$part/log" 2>&1 ||
			fail "the source of $1 cannot be unpacked: $(tail -n 1 "$part/log")"
		mv "$part/tree" "$real_source"
		rm -rf "$part"
	fi
	exec 9>&-
}

# real_tree NAME: a fresh copy of the source to build in; becomes the current folder.
real_tree() {
	mkdir -p "$KMSAN_BUILD/real"
	rm -rf "$KMSAN_BUILD/real/$1"
	cp -R "$real_source" "$KMSAN_BUILD/real/$1"
	cd "$KMSAN_BUILD/real/$1"
}

# quietly COMMAND...: its output is shown only when it fails.
quietly() {
	"$@" >real.log 2>&1 || {
		tail -n 40 real.log
		fail "$*"
	}
}

# clean COMMAND...: runs it; standard output stays; it must succeed and no report be made.
clean() {
	status=0
	"$@" 2>real.err || status=$?
	if [ $status -ne 0 ] || grep -v '^kMSan: 0 reports' real.err | grep -q 'kMSan:\|MSan: '; then
		head -n 60 real.err >&2
		fail "$* (status $status)"
	fi
}

# silent COMMAND...: as quietly, and no process that it starts, with whatever became of its status
# and its output, makes a report: each would write it into a file of its own.
silent() {
	rm -f report.*
	status=0
	KMSAN_OPTIONS="log_path=$PWD/report${KMSAN_OPTIONS:+:$KMSAN_OPTIONS}" "$@" >real.log 2>&1 || status=$?
	for log in report.*; do
		[ -s "$log" ] || continue
		head -n 60 "$log" >&2
		status="$status, a report"
	done
	[ "$status" = 0 ] || {
		tail -n 40 real.log >&2
		fail "$* (status $status)"
	}
}

# functions FILE...: how many instrumented functions there are; none: that is a mistake. In an object
# the call is a relocation.
functions() {
	count=$(objdump -dr "$@" | grep -c 'call.*<__msan_get_context_state\|R_X86_64_.*[[:space:]]__msan_get_context_state') ||
		fail "not instrumented: $*"
	echo "$count"
}

# with_kmsan LEVEL COMMAND...: with kmsan-cc as the compiler, as most Makefiles want to be told.
with_kmsan() {
	level=$1
	shift
	CC=$KMSAN_CC_PATH CFLAGS="-O$level -g" "$@"
}

with_plain() {
	CC=$real_plain CFLAGS=-O1 "$@"
}
