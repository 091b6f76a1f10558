-- Orders that are paid at once: users 1 to 10,000; a fifth of them of product 1, the rest of products 2 to 100.
local json = {["Content-Type"] = "application/json"}

function delay()
  return 20
end

function request()
  local product = math.random(5) == 1 and 1 or math.random(2, 100)
  local body = string.format(
    '{"userId":%d,"orderProducts":[{"productId":%d,"quantity":1}]}', math.random(1, 10000), product)
  return wrk.format("POST", "/api/v1/orders", json, body)
end
