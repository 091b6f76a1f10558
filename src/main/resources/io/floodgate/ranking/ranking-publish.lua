-- Puts what was built in place.
-- KEYS meta, builder, how many leaving follow as in ARGV, then pairs of next and target; ARGV token,
-- snapshot, day, hour, how many leaving, then for each pair how many members were added and when the
-- target expires (s, 0 for never).
-- Answers whether the claim still stood and nothing was lost.
if redis.call('GET', KEYS[2]) ~= ARGV[1] then
  return 0
end
local pairsFrom = 3 + ARGV[5]
-- A failover may have lost the last of what was added.
for key = pairsFrom, #KEYS, 2 do
  if redis.call('ZCARD', KEYS[key]) ~= tonumber(ARGV[6 + key - pairsFrom]) then
    redis.call('DEL', KEYS[2])
    return 0
  end
end
for key = 3, pairsFrom - 1 do
  redis.call('UNLINK', KEYS[key])
end
for key = pairsFrom, #KEYS, 2 do
  local expires = ARGV[7 + key - pairsFrom]
  -- A large one is freed in the background; RENAME alone would hold everybody up.
  redis.call('UNLINK', KEYS[key + 1])
  if redis.call('EXISTS', KEYS[key]) == 1 then
    redis.call('RENAME', KEYS[key], KEYS[key + 1])
    if expires == '0' then
      redis.call('PERSIST', KEYS[key + 1])
    else
      redis.call('EXPIREAT', KEYS[key + 1], expires)
    end
  end
end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'snapshot', ARGV[2], 'day', ARGV[3], 'hour', ARGV[4])
return 1
