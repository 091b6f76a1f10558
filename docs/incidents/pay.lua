-- A pending order, then its payment: users 1 to 10,000, products 1 to 100.
local json = {["Content-Type"] = "application/json"}
local unpaid = {}

function delay()
  return 20
end

function request()
  local order = table.remove(unpaid)
  if order then
    return wrk.format("POST", "/api/v1/orders/" .. order .. "/payments", json, "")
  end
  local body = string.format(
    '{"userId":%d,"orderProducts":[{"productId":%d,"quantity":1}],"pay":false}',
    math.random(1, 10000), math.random(1, 100))
  return wrk.format("POST", "/api/v1/orders", json, body)
end

function response(status, headers, body)
  local order = status == 201 and body:find('"PENDING_PAYMENT"', 1, true) and body:match('"orderId":(%d+)')
  if order then
    unpaid[#unpaid + 1] = order
  end
end
