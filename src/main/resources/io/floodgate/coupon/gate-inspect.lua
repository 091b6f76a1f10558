-- KEYS gate, members, pending, builder; ARGV how many users at most.
-- Answers {being built, {epoch, capacity, issueFrom, issueUntil, expireAt}, members, pending,
-- users who are pending past their deadline}.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return {
  redis.call('EXISTS', KEYS[4]),
  redis.call('HMGET', KEYS[1], 'epoch', 'capacity', 'issueFrom', 'issueUntil', 'expireAt'),
  redis.call('SCARD', KEYS[2]),
  redis.call('ZCARD', KEYS[3]),
  redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, ARGV[1])
}
