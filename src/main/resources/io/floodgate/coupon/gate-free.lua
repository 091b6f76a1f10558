-- KEYS members, pending; ARGV n, n users who were issued one, users who were not.
-- Only who is still past the deadline: since we asked PostgreSQL, a user may have asked again.
local issued = tonumber(ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local freed = 0
for i = 2, #ARGV do
  local deadline = redis.call('ZSCORE', KEYS[2], ARGV[i])
  if deadline and tonumber(deadline) <= now then
    redis.call('ZREM', KEYS[2], ARGV[i])
    if i > 1 + issued then
      redis.call('SREM', KEYS[1], ARGV[i])
      freed = freed + 1
    end
  end
end
return freed
