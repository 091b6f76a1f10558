-- Charges of 100 points for users 1 to 10,000.
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("seed", 7919 * threads)
end

function init()
  math.randomseed(seed)
end

function request()
  local path = string.format("/api/v1/users/%d/points/charge", math.random(1, 10000))
  return wrk.format("POST", path, {["Content-Type"] = "application/json"}, '{"amount":100}')
end
