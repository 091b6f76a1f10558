-- Lets windows move on by one bucket, or a step of what that takes: the bucket that leaves is copied, and
-- the copy subtracted piece by piece, since Redis does nothing else meanwhile.
-- KEYS meta, then for each window of the unit: window, leaving, the bucket that leaves next; ARGV epoch,
-- unit, its number as it was seen, its number that is wanted, how many members at once.
-- Answers whether there is more to do.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then
  return 0
end
local more = 0
for key = 2, #KEYS, 3 do
  local some = redis.call('ZPOPMIN', KEYS[key + 1], ARGV[5])
  for i = 1, #some, 2 do
    more = 1
    if redis.call('ZINCRBY', KEYS[key], -some[i + 1], some[i]) == '0' then
      redis.call('ZREM', KEYS[key], some[i])
    end
  end
end
if more == 1 then
  return 1
end
if redis.call('HGET', KEYS[1], ARGV[2]) ~= ARGV[3] then
  return 1 -- another node was quicker: look again
end
if tonumber(ARGV[3]) >= tonumber(ARGV[4]) then
  return 0
end
redis.call('HINCRBY', KEYS[1], ARGV[2], 1)
for key = 2, #KEYS, 3 do
  if redis.call('COPY', KEYS[key + 2], KEYS[key + 1]) == 1 then
    redis.call('PERSIST', KEYS[key + 1])
  end
end
return 1
