-- Orders of one unit that are paid at once: users 1 to 10,000, products 1 to 100, or one product with HOT=1.
dofile(debug.getinfo(1, "S").source:match("^@(.*)order.lua$") .. "report.lua")

local hot = os.getenv("HOT") == "1"

function init()
  math.randomseed(7919 * (number + 1))
  prepare(20000, function()
    local body = string.format(
      '{"userId":%d,"orderProducts":[{"productId":%d,"quantity":1}]}',
      math.random(1, 10000), hot and 1 or math.random(1, 100))
    return wrk.format("POST", "/api/v1/orders", {["Content-Type"] = "application/json"}, body)
  end)
end
