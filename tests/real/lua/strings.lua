-- SPDX-License-Identifier: BSD-2-Clause
-- string and utf8

for _, n in ipairs { 0, 1, 39, 40, 41, 5000 } do
	local s = string.rep("ab", n, "-")
	print(n, #s, s:sub(1, 5), s:sub(-3), s:byte(-1), s:reverse():sub(1, 4), s:upper():sub(3, 7))
end

for _, format in ipairs { "%d", "%5d", "%-5d|", "%+d", "%x", "%#X", "%o", "%c", "%i" } do
	io.write(format, " ", string.format(format, 77), "\n")
end
for _, format in ipairs { "%g", "%.3f", "%e", "%a", "%10.4g|", "%-12.1e|", "%s" } do
	for _, x in ipairs { 0.1, -1e300, 2.0 ^ 53, 1 / 3, math.huge, -math.huge } do
		io.write(format, " ", string.format(format, x), "\n")
	end
end
print(string.format("%q %q %q", "a\n\0\"\\\r\200", 1 / 3, math.mininteger))
print(string.format("%.3s|%10.2s|%-10s|%s|%%", "abcdef", "xyz", "left", setmetatable({}, { __tostring = function() return "object" end })))
print(pcall(string.format, "%y", 1), pcall(string.format, "%d", 1.5), pcall(string.format, "%d"))

-- patterns
local text = "The quick brown fox; jumps over 13 lazy dogs, 7 of them [twice] (at 10:45:59)."
for word in text:gmatch("%a+") do io.write(word, ".") end
print()
for h, m, s in text:gmatch("(%d+):(%d+):(%d+)") do print(h + 1, m * 2, s // 7) end
print(text:gsub("%w+", function(w) return #w > 4 and w:upper() or nil end))
print(text:gsub("(%w+) (%w+)", "%2 %1", 3))
print(text:gsub("%w+", { quick = "slow", brown = 7, fox = false }))
print(text:find("[", 1, true), text:find("%[(.-)%]"), text:find("^The"), text:find("()dog()"))
print(text:match("%b()"), text:match("%f[%d]%d+", 40), text:match("^(.-);%s*(.*)$"))
print(("x"):rep(100):find(("x?"):rep(60) .. ("x"):rep(60)))
print(pcall(string.rep, "x", 1 << 62), pcall(string.find, "a", "[a"), pcall(string.gsub, "a", "(", ""))
print(("a,b,,c"):gsub(",", ";", 2), ("abc"):gsub("", "-"), ("hello"):gsub("l*", "L"))

-- binary
local packed = string.pack("<i1>I2=i4!8j z s1 s4 d f n x B", -5, 40000, -7, math.maxinteger, "zero", "short", "longer",
	1.5, 0.25, -0.0, 255)
print(#packed, (packed:gsub(".", function(c) return ("%02x"):format(c:byte()) end)))
print(string.unpack("<i1>I2=i4!8j z s1 s4 d f n x B", packed))
print(string.packsize("!4 i1 i4 i2"), pcall(string.pack, "i1", 200), pcall(string.unpack, "i4", "abc"))
for size = 1, 16 do
	local s = string.pack(">I" .. size, 200)
	io.write(#s, ":", string.unpack(">I" .. size, s), " ")
end
print()

-- utf8
local word = "naïve – 漢字 😀"
print(#word, utf8.len(word), utf8.char(72, 228, 8364, 128512), utf8.codepoint(word, 1, -1))
for p, c in utf8.codes(word) do io.write(p, "=", c, " ") end
print(utf8.offset(word, 5), utf8.len("\xff"), pcall(utf8.codepoint, "\xe4", 1))
for c in word:gmatch(utf8.charpattern) do io.write("<", c, ">") end
print()

-- conversions
for _, s in ipairs { "10", "0x1p4", " 5 ", "1e", "0x", "1e308", "1e309", "-0x7fffffffffffffff", "9223372036854775808", "abc", "nan", "5x", "" } do
	io.write("'", s, "' ", tostring(tonumber(s)), " ", math.type(tonumber(s)) or "none", "\n")
end
for base = 2, 36, 7 do io.write(tostring(tonumber("101", base)), " ", tostring(tonumber("zz", base)), " ") end
print("10" + 5, "3" * "4", 10 .. 20, "0x10" + 0, #"\u{7FFFFFFF}", "\x41\65\z
	B", [[
long]], [==[a]]b]==])
print("a" < "b", "a" < "B", "" < "a", "a\0b" < "a\0c", "Z" <= "Z", ("x"):len(), ("%d"):rep(3, ","):format(1, 2, 3))
