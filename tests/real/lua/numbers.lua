-- SPDX-License-Identifier: BSD-2-Clause
-- math, integers and floats, and what goes on where they meet

print(math.maxinteger + 1 == math.mininteger, math.mininteger // -1, pcall(function() return 1 // 0 end), 1.0 // 0, -1 % math.huge)
print(7 // 2, -7 // 2, 7 // -2, 7.5 // 2, 7 % 3, -7 % 3, 7 % -3, 5.3 % 2, 2 ^ 10, 10 / 2, 3 | 4, 7 & 2, 5 ~ 1, ~0, 1 << 63, 1 << 64, -1 >> 60)
print(1e15, 1e16, 2 ^ 53, 0x7fffffffffffffff, 0xffffffffffffffffff, 1e100, 3.0, -0.0, 100 // 1e-9, 5 // 0.0, 0x.8p1, 0xA.8)
print(math.abs(-3), math.ceil(2.1), math.floor(-2.1), math.max(1, 5, 3), math.min(2.5, 1), math.fmod(-7, 3), math.fmod(7, -3.5))
print(math.sqrt(2), math.exp(1), math.log(10), math.log(8, 2), math.log(100, 10), math.log(5, 3), math.pi)
print(math.sin(1), math.cos(1), math.tan(1), math.asin(0.5), math.acos(0.5), math.atan(1, 2), math.atan(-1))
print(math.modf(3.7), math.modf(-3.7), math.modf(math.huge), math.tointeger(3.0), math.tointeger(3.5), math.tointeger("8"))
print(math.type(1), math.type(1.0), math.type("1"), math.ult(1, -1), math.deg(math.pi), math.rad(180))
-- what 5.3's compatibility adds
print(math.pow and math.pow(2, 3), math.frexp and math.frexp(10), math.ldexp and math.ldexp(0.5, 4), math.log10 and math.log10(1000),
	math.cosh and math.cosh(1))
math.randomseed(123, 456)
for _ = 1, 5 do io.write(math.random(100), " ", math.random(-5, 5), " ", ("%.6f"):format(math.random()), " ", math.random(0), "\n") end
math.randomseed()
for _ = 1, 100 do local r = math.random(3, 7); assert(r >= 3 and r <= 7) end
print(pcall(math.random, 2, 1), pcall(math.floor, "x"), pcall(math.random, 1, 2, 3))

for i = 3, 1, -1 do io.write(i, " ") end
for x = 1.0, 2.0, 0.25 do io.write(x, " ") end
for i = math.maxinteger - 1, math.maxinteger do io.write(i, " ") end
print(pcall(function() for _ = 1, 10, 0 do end end))
print(1 < 1.5, 2 ^ 53 == 2 ^ 53 + 1, math.maxinteger < math.huge, math.maxinteger + 0.0 == math.maxinteger, 1 == 1.0, "1" == 1, 0 / 0 ~= 0 / 0)
local nan = 0 / 0
print(nan < 1, nan > 1, nan == nan, pcall(function() local t = {}; t[nan] = 1 end), ({ [1.0] = "one" })[1])

local function sieve(n)
	local composite, primes = {}, 0
	for i = 2, n do
		if not composite[i] then
			primes = primes + 1
			for j = i * i, n, i do composite[j] = true end
		end
	end
	return primes
end
print(sieve(10000))
local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end
print(fib(20))
local function ackermann(m, n)
	if m == 0 then return n + 1 elseif n == 0 then return ackermann(m - 1, 1) end
	return ackermann(m - 1, ackermann(m, n - 1))
end
print(ackermann(2, 40))
for y = -1, 1, 0.25 do
	local line = {}
	for x = -2, 0.6, 0.05 do
		local a, b, n = 0.0, 0.0, 0
		while a * a + b * b < 4 and n < 30 do a, b, n = a * a - b * b + x, 2 * a * b + y, n + 1 end
		line[#line + 1] = n == 30 and "#" or n > 6 and "+" or "."
	end
	print(table.concat(line))
end
-- a thousand digits of e, in pieces of four
local digits, carry = {}, 0
for i = 1, 460 do digits[i] = 1 end
local said = { "2." }
for _ = 1, 1000 do
	carry = 0
	for i = #digits, 1, -1 do
		local v = digits[i] * 10 + carry
		carry, digits[i] = v // (i + 1), v % (i + 1)
	end
	said[#said + 1] = carry
end
print(table.concat(said))
local crc = {}
for i = 0, 255 do
	local c = i
	for _ = 1, 8 do c = c & 1 == 1 and 0xEDB88320 ~ c >> 1 or c >> 1 end
	crc[i] = c
end
local sum = 0xffffffff
for c in ("123456789"):gmatch(".") do sum = crc[(sum ~ c:byte()) & 255] ~ sum >> 8 end
print(("%08x"):format(sum ~ 0xffffffff))
