-- KEYS builder; ARGV token, how long the claim lasts from now (ms), 0 to give it up.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
