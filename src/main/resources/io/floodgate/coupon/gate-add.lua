-- KEYS builder, next; ARGV epoch, how long the claim lasts from now (ms), users.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('SADD', KEYS[2], unpack(ARGV, 3))
redis.call('PEXPIRE', KEYS[2], 2 * ARGV[2])
return 1
