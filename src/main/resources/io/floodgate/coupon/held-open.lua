-- KEYS value, lease, generation; ARGV the name of this read, how long it may fill (ms), a generation for
-- the case that there is none.
-- Answers {1, what is cached}, or {0, the generation}: then this read may fill.
local generation = redis.call('GET', KEYS[3])
if not generation then
  generation = ARGV[3]
  redis.call('SET', KEYS[3], generation)
end
local value = redis.call('GET', KEYS[1])
local head = generation .. '\n'
if value and string.sub(value, 1, #head) == head then
  return {1, string.sub(value, #head + 1)}
end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return {0, generation}
