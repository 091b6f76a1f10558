-- KEYS builder, next; ARGV epoch.
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('UNLINK', KEYS[1], KEYS[2])
end
return 1
