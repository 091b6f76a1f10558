-- KEYS gate, members, pending; ARGV for each request, in their order: user, how long the place is kept (ms).
-- Answers with the ordinal of Gate.Verdict for each.
local users, verdicts = {}, {}
for i = 1, #ARGV, 2 do
  users[#users + 1] = ARGV[i]
end
local gate = redis.call('HMGET', KEYS[1], 'capacity', 'issueFrom', 'issueUntil', 'expireAt')
if not gate[1] then
  for i = 1, #users do
    verdicts[i] = 0
  end
  return verdicts
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local open = now >= tonumber(gate[2]) and now < tonumber(gate[3])
local members = redis.call('SCARD', KEYS[2])
local free = gate[1] - members
local member = redis.call('SMISMEMBER', KEYS[2], unpack(users))
local admitted, kept = {}, {}
for i, user in ipairs(users) do
  local keptUntil = now + ARGV[2 * i]
  if kept[user] then
    -- Let in just now, and asks again.
    kept[user] = math.max(kept[user], keptUntil)
    verdicts[i] = 2
  elseif member[i] == 1 then
    if redis.call('ZSCORE', KEYS[3], user) then
      -- It is asked for again: the place is kept for this request as for the first.
      redis.call('ZADD', KEYS[3], 'XX', 'GT', keptUntil, user)
      verdicts[i] = 2
    else
      verdicts[i] = 3
    end
  elseif not open then
    verdicts[i] = 5
  elseif #admitted >= free then
    verdicts[i] = 4
  else
    admitted[#admitted + 1] = user
    kept[user] = keptUntil
    verdicts[i] = 1
  end
end
if #admitted == 0 then
  return verdicts
end
local places = {}
for _, user in ipairs(admitted) do
  places[#places + 1] = kept[user]
  places[#places + 1] = user
end
redis.call('SADD', KEYS[2], unpack(admitted))
redis.call('ZADD', KEYS[3], unpack(places))
-- A key that begins anew has forgotten when it ends.
if members == 0 then
  redis.call('PEXPIREAT', KEYS[2], gate[4])
end
if redis.call('ZCARD', KEYS[3]) == #admitted then
  redis.call('PEXPIREAT', KEYS[3], gate[4])
end
return verdicts
