-- KEYS meta, then the rankings; ARGV how many places of each.
-- Answers nil where there is no ranking, else the day and the hour of the windows, and of each ranking the
-- members and their units, the best first.
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'day', 'hour')
if not meta[1] then
  return false
end
local seen = {meta[1], meta[2], meta[3]}
for key = 2, #KEYS do
  seen[#seen + 1] = redis.call('ZRANGE', KEYS[key], 0, ARGV[1] - 1, 'REV', 'WITHSCORES')
end
return seen
