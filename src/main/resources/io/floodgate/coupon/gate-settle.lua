-- KEYS gate, members, pending, builder, next; ARGV n, n users who were issued one, users who were not.
-- A gate that is being built has to learn of an issue too: it may have read the table before it.
local issued = tonumber(ARGV[1])
local stands = redis.call('EXISTS', KEYS[1]) == 1
if issued > 0 then
  local users = {unpack(ARGV, 2, 1 + issued)}
  if stands then
    redis.call('SADD', KEYS[2], unpack(users))
    redis.call('ZREM', KEYS[3], unpack(users))
  end
  if redis.call('EXISTS', KEYS[4]) == 1 then
    redis.call('SADD', KEYS[5], unpack(users))
  end
end
-- Only who still waits to be issued one: another request of the same user may have succeeded.
for i = 2 + issued, #ARGV do
  if redis.call('ZREM', KEYS[3], ARGV[i]) == 1 then
    redis.call('SREM', KEYS[2], ARGV[i])
  end
end
return 1
