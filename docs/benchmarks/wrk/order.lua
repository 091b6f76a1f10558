-- Orders of one unit that are paid at once: users 1 to 10,000, products 1 to 100, or one product with HOT=1.
-- Counts every answer by its status, so that a run with anything but 201 shows it.
local hot = os.getenv("HOT") == "1"
local threads = {}

function setup(thread)
  thread:set("seed", 7919 * (#threads + 1))
  table.insert(threads, thread)
end

function init()
  math.randomseed(seed)
  other = 0
end

function request()
  local body = string.format(
    '{"userId":%d,"orderProducts":[{"productId":%d,"quantity":1}]}',
    math.random(1, 10000), hot and 1 or math.random(1, 100))
  return wrk.format("POST", "/api/v1/orders", {["Content-Type"] = "application/json"}, body)
end

function response(status)
  if status ~= 201 then other = other + 1 end
end

function done(summary)
  local sum = 0
  for _, thread in ipairs(threads) do sum = sum + thread:get("other") end
  print(string.format("answers other than 201: %d of %d", sum, summary.requests))
end
