-- KEYS gate, members, pending, builder, next; ARGV epoch, how many users were added at least,
-- capacity, issueFrom, issueUntil, expireAt.
-- Answers nil where the claim is lost, else the users who were pending and have been issued one.
if redis.call('GET', KEYS[4]) ~= ARGV[1] then
  return false
end
-- A failover may have lost the last of what was added.
if redis.call('SCARD', KEYS[5]) < tonumber(ARGV[2]) then
  redis.call('UNLINK', KEYS[4], KEYS[5])
  return false
end
-- In slices: Lua's stack takes some thousand values.
local function slices(users, act)
  for from = 1, #users, 1000 do
    act({unpack(users, from, math.min(from + 999, #users))})
  end
end
local issued = redis.call('ZINTER', 2, KEYS[3], KEYS[5])
slices(issued, function(some) redis.call('ZREM', KEYS[3], unpack(some)) end)
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
slices(redis.call('ZRANGE', KEYS[3], 0, -1), function(some)
  redis.call('SADD', KEYS[5], unpack(some))
end)
if redis.call('EXISTS', KEYS[5]) == 1 then
  -- A set of a million is freed in the background; RENAME alone would hold everybody up.
  redis.call('UNLINK', KEYS[2])
  redis.call('RENAME', KEYS[5], KEYS[2])
else
  redis.call('UNLINK', KEYS[2])
end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'capacity', ARGV[3], 'issueFrom', ARGV[4],
  'issueUntil', ARGV[5], 'expireAt', ARGV[6])
for i = 1, 3 do
  redis.call('PEXPIREAT', KEYS[i], ARGV[6])
end
redis.call('DEL', KEYS[4])
return issued
