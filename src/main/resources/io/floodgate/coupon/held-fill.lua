-- KEYS value, lease, generation; ARGV the name of the read, its generation, what it read, how long that is
-- kept (ms).
-- Whoever forgets takes the lease, so that nothing read before a change comes after it.
if redis.call('GET', KEYS[2]) ~= ARGV[1] or redis.call('GET', KEYS[3]) ~= ARGV[2] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2] .. '\n' .. ARGV[3], 'PX', ARGV[4])
redis.call('DEL', KEYS[2])
return 1
