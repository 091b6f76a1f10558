-- KEYS gate, members, pending, builder, next; ARGV n, n users who were issued one, users who were not.
-- A gate that is being built has to learn of an issue too: it may have read the table before it.
local issued = tonumber(ARGV[1])
if issued > 0 then
  local users = {unpack(ARGV, 2, 1 + issued)}
  local gate = redis.call('HGET', KEYS[1], 'expireAt')
  if gate then
    redis.call('SADD', KEYS[2], unpack(users))
    redis.call('PEXPIREAT', KEYS[2], gate)
    redis.call('ZREM', KEYS[3], unpack(users))
  end
  local claim = redis.call('PTTL', KEYS[4])
  if claim > 0 then
    redis.call('SADD', KEYS[5], unpack(users))
    -- It outlives the claim, and does not stay for ever when the builder dies.
    if redis.call('PTTL', KEYS[5]) < 0 then
      redis.call('PEXPIRE', KEYS[5], 2 * claim)
    end
  end
end
-- Only who still waits to be issued one: another request of the same user may have succeeded.
for i = 2 + issued, #ARGV do
  if redis.call('ZREM', KEYS[3], ARGV[i]) == 1 then
    redis.call('SREM', KEYS[2], ARGV[i])
  end
end
return 1
