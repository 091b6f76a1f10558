-- KEYS gate, members, pending; ARGV capacity, issueFrom, issueUntil, expireAt.
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
redis.call('HSET', KEYS[1], 'capacity', ARGV[1], 'issueFrom', ARGV[2], 'issueUntil', ARGV[3],
  'expireAt', ARGV[4])
for i = 1, 3 do
  redis.call('PEXPIREAT', KEYS[i], ARGV[4])
end
return 1
