# SPDX-License-Identifier: BSD-2-Clause
# drop.awk -v seed=N -v level=N FILE.c: csmith's program without one initialiser of a local
# variable, every line where it was; the initialiser on standard error. Exit status 3: it has none.
#
# Drawn by how often the variable is used, with those at the top of a function three times as likely:
# they are reached. An optimiser takes a variable that nobody initialises for a promise that nobody
# reads it, before the instrumentation sees it; so from -O1 up the variable goes through an empty
# assembly statement, which may have written it for all that the optimiser knows, and did not.

function random(n) {
	state = (state * 1103 + 12345) % 1048573
	return state % n
}

# Its only initialiser: of a declaration, or of all elements by a loop.
function initialises(s) {
	if (s ~ /^ +l_[0-9]+(\[[ijklmn]\])+ = .*;/)
		return 1
	return s ~ /^ +[a-z].*[ *]l_[0-9]+(\[[0-9]+\])* = .*;/ && s !~ /^ +(return|for|if|goto)/
}

{
	line[NR] = $0
	if (initialises($0))
		candidate[++n] = NR
	for (rest = $0; match(rest, /l_[0-9]+/); rest = substr(rest, RSTART + RLENGTH))
		uses[substr(rest, RSTART, RLENGTH)]++
}

END {
	for (i = 1; i <= n; i++) {
		match(line[candidate[i]], /l_[0-9]+/)
		name[i] = substr(line[candidate[i]], RSTART, RLENGTH)
		weight[i] = uses[name[i]] > 9 ? 8 : uses[name[i]] - 1
		if (line[candidate[i]] ~ /^    [a-z]/)
			weight[i] *= 3
		sum += weight[i]
	}
	if (sum == 0)
		exit 3
	state = seed % 1048573 + 1
	random(1)
	x = random(sum)
	for (i = 1; x >= weight[i]; i++)
		x -= weight[i]
	at = candidate[i]
	dropped = line[at]
	sub(/^ +/, "", dropped)
	print "line " at ": " dropped > "/dev/stderr"
	if (line[at] ~ /^ +l_[0-9]+\[/)
		sub(/l_.*;/, ";", line[at])
	else
		sub(/ = .*;/, ";", line[at])
	if (level > 0)
		line[at] = line[at] " __asm__ volatile (\"\" : : \"r\" (&" name[i] ") : \"memory\");"
	for (i = 1; i <= NR; i++)
		print line[i]
}
