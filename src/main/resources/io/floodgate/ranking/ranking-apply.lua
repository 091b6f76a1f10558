-- Counts events of one partition, if nobody has counted them and the ranking is the one that they were
-- decided on.
-- KEYS meta, builder, the windows, the buckets; ARGV epoch, field of the partition, what is counted of it
-- as the decision knew it, and afterwards; how many windows, for each unit and length; then for each
-- bucket unit, number, when it expires (s), how many products, and for each its member and units.
-- Answers 0 counted; 1 with epoch, snapshot and what is counted of the partition: decide on these;
-- 2 there is no ranking; 3 it is being built.
if redis.call('EXISTS', KEYS[2]) == 1 then
  return {3}
end
local meta = redis.call('HMGET', KEYS[1], 'epoch', 'snapshot', ARGV[2], 'day', 'hour')
if not meta[1] then
  return {2}
end
local counted = meta[3] or ''
if meta[1] ~= ARGV[1] or counted ~= ARGV[3] then
  return {1, meta[1], meta[2], counted}
end
local present = {day = tonumber(meta[4]), hour = tonumber(meta[5])}
local windows = tonumber(ARGV[5])
local at = 6 + 2 * windows
for key = 3 + windows, #KEYS do
  local unit, number = ARGV[at], tonumber(ARGV[at + 1])
  local targets = {KEYS[key]}
  for w = 1, windows do
    -- A window has no upper end: what is sold after midnight counts before the windows have moved on.
    if ARGV[4 + 2 * w] == unit and number > present[unit] - tonumber(ARGV[5 + 2 * w]) then
      targets[#targets + 1] = KEYS[2 + w]
    end
  end
  local last = at + 3 + 2 * tonumber(ARGV[at + 3])
  for i = at + 4, last, 2 do
    for t = 1, #targets do
      redis.call('ZINCRBY', targets[t], ARGV[i + 1], ARGV[i])
    end
  end
  redis.call('EXPIREAT', KEYS[key], ARGV[at + 2])
  at = last + 1
end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[4])
return {0}
