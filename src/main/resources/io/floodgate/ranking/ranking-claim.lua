-- KEYS meta, builder; ARGV token, epoch of the ranking that is to be replaced (empty for none), how long
-- the claim lasts (ms).
-- One builds at a time, and only where nobody has built since we looked. From here on nothing is counted
-- until the building is over: what was counted before is in the snapshot that comes next, what is not yet
-- is counted after.
if redis.call('EXISTS', KEYS[2]) == 1 then
  return 0
end
if (redis.call('HGET', KEYS[1], 'epoch') or '') ~= ARGV[2] then
  return 0
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[3])
return 1
