# SPDX-License-Identifier: BSD-2-Clause
# A wall is a function "check DIR" that prints one line for every violation in a source tree. Each
# script runs it on the sources, and then on a copy with one violation built in, which it must
# find: a wall that cannot fail would be none.
set -u

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0

# holds DIR: no violation there.
holds() {
	found=$(check "$1" 2>&1)
	if [ -n "$found" ]; then
		printf '%s\n' "$found"
		failed=1
	fi
}

# breaks FILE TEXT PATTERN: with the line TEXT added to FILE the wall must name it.
breaks() {
	rm -rf "$tmp/tree"
	mkdir "$tmp/tree"
	for part in include msan origin alloc; do
		[ ! -d "$KMSAN_SRC/$part" ] || cp -R "$KMSAN_SRC/$part" "$tmp/tree/"
	done
	mkdir -p "$(dirname "$tmp/tree/$1")"
	printf '%s\n' "$2" >>"$tmp/tree/$1"
	found=$(check "$tmp/tree" 2>&1)
	case $found in
	*"$3"*) ;;
	*)
		printf 'not found: "%s" in %s; the wall says: %s\n' "$2" "$1" "${found:-nothing}"
		failed=1
		;;
	esac
}

finish() {
	exit $failed
}

# The functions that port.h declares.
port_functions() {
	sed -e 's|//.*||' "$1/include/kmsan/port.h" | tr '\n' ' ' | sed 's|/\*|\n/*|g; s|\*/|*/\n|g' |
		sed '/^\/\*.*\*\/$/d' | grep -oE 'kmsan_port_[a-z_]+ *\(' | tr -d ' (' | sort -u
}
