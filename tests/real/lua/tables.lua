-- SPDX-License-Identifier: BSD-2-Clause
-- table, metatables, programs that work on them

local seed = 42
local function random(n)
	seed = (seed * 1103515245 + 12345) & 0x7fffffff
	return seed % n + 1
end

for _, n in ipairs { 0, 1, 2, 10, 100, 2000 } do
	local t = {}
	for i = 1, n do t[i] = random(n) end
	table.sort(t)
	for i = 2, n do assert(t[i - 1] <= t[i]) end
	table.sort(t, function(a, b) return a > b end)
	for i = 2, n do assert(t[i - 1] >= t[i]) end
	print(n, t[1], t[n])
end
print(pcall(table.sort, { 3, 1, 2, 5, 4, 9, 8, 7 }, function() return true end))
print(pcall(table.sort, { 1, "x", 2 }))

local t = { 10, 20, 30, nil, 50, n = 5, [2.0] = "two", [-1] = "minus", ["key with space"] = true }
print(table.concat({ 1, 2.5, "x" }, ", "), table.concat({}, "x"), table.concat({ "a", "b", "c" }, "", 2, 3))
print(table.unpack(t, 1, t.n))
print(select("#", table.unpack({}, 1, 200)), select(-2, "a", "b", "c"))
print(table.concat(table.move({ 1, 2, 3, 4 }, 2, 4, 1), " "), table.concat(table.move({ 1, 2 }, 1, 2, 3, { 8, 9 }), " "))
local packed = table.pack(nil, nil, 3)
print(packed.n, #packed == 3 or #packed == 0)
table.insert(t, 1, "first")
print(t[1], t[2], table.remove(t, 1), t[1], table.remove({}), pcall(table.insert, { 1 }, 5, 2))

-- growing, shrinking, holes, removal while going through it
local big = {}
for i = 1, 3000 do big[i] = i end
for i = 1, 3000, 3 do big[i] = nil end
for k in pairs(big) do if k % 2 == 0 then big[k] = nil end end
local count, sum = 0, 0
for _, v in pairs(big) do count, sum = count + 1, sum + v end
print(count, sum, next({}), rawlen({ 1, 2 }), rawequal(t, t), rawget(t, "n"), rawset({}, 1, 2)[1])
local keys = {}
for i = 1, 500 do keys[("key%d"):format(random(1000))] = i; keys[i + 0.5] = i; keys[i % 2 == 0] = i end
local names = {}
for k in pairs(keys) do names[#names + 1] = tostring(k) end
table.sort(names)
print(#names, names[1], names[#names], pcall(next, {}, "none"))

-- metatables
local Vector = {}
Vector.__index = Vector
function Vector.new(x, y) return setmetatable({ x = x, y = y }, Vector) end
Vector.__add = function(a, b) return Vector.new(a.x + b.x, a.y + b.y) end
Vector.__mul = function(a, b) return type(b) == "number" and Vector.new(a.x * b, a.y * b) or a.x * b.x + a.y * b.y end
Vector.__eq = function(a, b) return a.x == b.x and a.y == b.y end
Vector.__lt = function(a, b) return a.x < b.x end
Vector.__le = function(a, b) return a.x <= b.x end
Vector.__unm = function(a) return Vector.new(-a.x, -a.y) end
Vector.__len = function() return 2 end
Vector.__call = function(self, f) return f(self.x, self.y) end
Vector.__tostring = function(a) return ("(%g, %g)"):format(a.x, a.y) end
Vector.__concat = function(a, b) return tostring(a) .. tostring(b) end
Vector.__name = "Vector"
local a, b = Vector.new(1, 2), Vector.new(3, 4)
print(tostring(a + b), a * b, tostring(a * 3), a == Vector.new(1, 2), a < b, a <= b, tostring(-a), #a, a(math.max), a .. b .. "!")
print(pcall(function() return a - b end))
local default = setmetatable({}, { __index = function(_, k) return k .. "?" end, __newindex = function(s, k, v) rawset(s, k, v .. "!") end,
	__pairs = function() return function(_, k) if not k then return "only", 1 end end, nil, nil end, __metatable = "locked" })
default.x = "set"
print(default.x, default.y, getmetatable(default), pcall(setmetatable, default, {}))
for k, v in pairs(default) do print(k, v) end
for _, op in ipairs { "idiv", "mod", "band", "bor", "bxor", "shl", "shr", "bnot", "pow", "div", "sub" } do
	local o = setmetatable({}, { ["__" .. op] = function() return op end })
	local f = load("local o = ... return " .. ({ idiv = "o//1", mod = "o%1", band = "o&1", bor = "o|1", bxor = "o~1", shl = "o<<1",
		shr = "o>>1", bnot = "~o", pow = "o^1", div = "o/1", sub = "o-1" })[op])
	io.write(f(o), " ")
end
print()

-- programs
local function queens(n)
	local found, columns, up, down = 0, {}, {}, {}
	local function place(row)
		if row > n then found = found + 1; return end
		for c = 1, n do
			if not (columns[c] or up[row + c] or down[row - c]) then
				columns[c], up[row + c], down[row - c] = true, true, true
				place(row + 1)
				columns[c], up[row + c], down[row - c] = nil, nil, nil
			end
		end
	end
	place(1)
	return found
end
print(queens(6), queens(7))

local function life(width, height, rounds)
	local field = {}
	for y = 1, height do
		field[y] = {}
		for x = 1, width do field[y][x] = random(3) == 1 and 1 or 0 end
	end
	for _ = 1, rounds do
		local new = {}
		for y = 1, height do
			new[y] = {}
			for x = 1, width do
				local n = -field[y][x]
				for dy = -1, 1 do
					for dx = -1, 1 do n = n + field[(y + dy - 1) % height + 1][(x + dx - 1) % width + 1] end
				end
				new[y][x] = (n == 3 or n == 2 and field[y][x] == 1) and 1 or 0
			end
		end
		field = new
	end
	for y = 1, height do print((table.concat(field[y]):gsub("0", "."):gsub("1", "#"))) end
end
life(40, 8, 12)

local function encode(v)
	if type(v) ~= "table" then return type(v) == "string" and ("%q"):format(v) or tostring(v) end
	local parts = {}
	if #v > 0 then
		for i, e in ipairs(v) do parts[i] = encode(e) end
		return "[" .. table.concat(parts, ",") .. "]"
	end
	for k in pairs(v) do parts[#parts + 1] = k end
	table.sort(parts)
	for i, k in ipairs(parts) do parts[i] = encode(k) .. ":" .. encode(v[k]) end
	return "{" .. table.concat(parts, ",") .. "}"
end
local function decode(s)
	local at = 1
	local function value()
		at = s:find("%S", at)
		local c = s:sub(at, at)
		if c == "{" or c == "[" then
			local result = {}
			at = s:find("%S", at + 1)
			while not s:find("^[%]}]", at) do
				local k
				if c == "{" then k = value(); at = s:match("^%s*:()", at) end
				local v = value()
				if k then result[k] = v else result[#result + 1] = v end
				at = s:match("^%s*,?%s*()", at)
			end
			at = at + 1
			return result
		elseif c == '"' then
			local text, after = s:match('^"([^"]*)"()', at)
			at = after
			return text
		end
		local word, after = s:match("^([%w.+-]+)()", at)
		at = after
		if word == "true" then return true elseif word == "false" then return false end
		return tonumber(word)
	end
	return value()
end
print(encode(decode('{ "a": [1, 2.5, -3e2, [], {"deep": [[[["x"]]]]}], "b": true, "c": {"d": false, "e": "text"} }')))
local long = {}
for i = 1, 400 do long[i] = { id = i, name = "n" .. i, tags = { i % 2 == 0, i / 4 } } end
local said = encode(long)
print(#said, encode(decode(said)) == said)
