-- KEYS members, pending; ARGV users. How each of them stands: 0 not a member, 1 a member, 2 pending.
local members = redis.call('SMISMEMBER', KEYS[1], unpack(ARGV))
local pending = redis.call('ZMSCORE', KEYS[2], unpack(ARGV))
for i = 1, #ARGV do
  if members[i] == 1 and pending[i] then
    members[i] = 2
  end
end
return members
