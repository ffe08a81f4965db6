#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# table.sh time|count RESULTS: the results of run.sh as a table, in Markdown.
set -eu

sort -k1,1 -k2,2 -k3,3n "$2" | awk -v measure="$1" -v rounds="$(dirname "$0")/rounds" '
	# Sorted, so the values of one cell come together and in order.
	{
		cell = $1 " " $2
		n[cell]++
		value[cell, n[cell]] = $3
		if ($4 > peak[cell]) peak[cell] = $4
		seen[$2] = 1
	}
	function median(cell,   k) {
		k = n[cell]
		return k % 2 ? value[cell, (k + 1) / 2] : (value[cell, k / 2] + value[cell, k / 2 + 1]) / 2
	}
	function ratio(w, v) { return median(w " " v) / median(w " plain") }
	# Half of the range, in percent of the median.
	function spread(cell) { return (value[cell, n[cell]] - value[cell, 1]) * 50 / median(cell) }
	function line(w,   i, text, s, widest) {
		text = "| " w " | " (measure == "time" ? sprintf("%.0f ms", median(w " plain") / 1000) : \
			sprintf("%.1f M", median(w " plain") / 1e6))
		widest = 0
		for (i = 1; i <= nv; i++) {
			if (!((w " " v[i]) in n)) { text = text " | -"; continue }
			text = text sprintf(" | %.2f", ratio(w, v[i]))
			s = spread(w " " v[i])
			if (v[i] != "valgrind" && s > widest) widest = s
			sum[v[i]] += log(ratio(w, v[i]))
			cells[v[i]]++
		}
		text = text sprintf(" | %.2f | %.2f", ratio(w, "kmsan") / ratio(w, "msan2"),
			ratio(w, "fast") / ratio(w, "msan2"))
		if (measure == "time") text = text sprintf(" | %.0f %%", widest)
		print text " |"
		workloads++
	}
	END {
		split("kmsan fast msan0 msan1 msan2 valgrind", all, " ")
		split("kMSan|kMSan fast|MSan 0|MSan 1|MSan 2|memcheck", title, "|")
		for (i = 1; i <= 6; i++)
			if (all[i] in seen) { v[++nv] = all[i]; head = head " | " title[i]; rule = rule "--:|" }
		printf "| workload | plain%s | kMSan / MSan 2 | fast / MSan 2%s |\n", head,
			measure == "time" ? " | spread" : ""
		printf "|---|--:|%s--:|--:|%s\n", rule, measure == "time" ? "--:|" : ""
		while ((getline row < rounds) > 0) {
			split(row, part, " ")
			if (row !~ /^#/ && (part[1] " plain") in n) line(part[1])
		}
		if (workloads == 0) exit
		text = "| **geometric mean** | "
		for (i = 1; i <= nv; i++)
			text = text sprintf(" | **%.2f**", exp(sum[v[i]] / cells[v[i]]))
		printf "%s | **%.2f** | **%.2f** |%s\n", text, exp((sum["kmsan"] - sum["msan2"]) / workloads),
			exp((sum["fast"] - sum["msan2"]) / workloads), measure == "time" ? " |" : ""
		text = "| start-up, added |"
		for (i = 1; i <= nv; i++) {
			if (!(("start " v[i]) in n)) { text = text " | -"; continue }
			added = median("start " v[i]) - median("start plain")
			text = text (measure == "time" ? sprintf(" | %.1f ms", added / 1000) : \
				sprintf(" | %.2f M", added / 1e6))
		}
		printf "%s | | |%s\n", text, measure == "time" ? " |" : ""
		text = "| peak memory, zlib |"
		for (i = 1; i <= nv; i++)
			text = text ((("zlib " v[i]) in peak) ? sprintf(" | %.1f", peak["zlib " v[i]] / peak["zlib plain"]) : " | -")
		printf "%s | | |%s\n", text, measure == "time" ? " |" : ""
	}'
