-- KEYS gate, members, pending; ARGV user, how long the place is kept (ms).
-- Answers with the ordinal of Gate.Verdict.
local gate = redis.call('HMGET', KEYS[1], 'capacity', 'issueFrom', 'issueUntil', 'expireAt')
if not gate[1] then
  return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 1 then
  if redis.call('ZSCORE', KEYS[3], ARGV[1]) then
    -- It is asked for again: the place is kept for this request as for the first.
    redis.call('ZADD', KEYS[3], 'XX', 'GT', now + ARGV[2], ARGV[1])
    return 2
  end
  return 3
end
if now < tonumber(gate[2]) or now >= tonumber(gate[3]) then
  return 5
end
local members = redis.call('SCARD', KEYS[2])
if members >= tonumber(gate[1]) then
  return 4
end
redis.call('SADD', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[3], now + ARGV[2], ARGV[1])
-- A key that begins anew has forgotten when it ends.
if members == 0 then
  redis.call('PEXPIREAT', KEYS[2], gate[4])
end
if redis.call('ZCARD', KEYS[3]) == 1 then
  redis.call('PEXPIREAT', KEYS[3], gate[4])
end
return 1
