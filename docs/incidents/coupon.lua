-- Issues of the coupon FIRST and those after it, each to users 1 to 10,000 in turn; every fourth request is an order.
local json = {["Content-Type"] = "application/json"}
local coupon, user = tonumber(os.getenv("FIRST")), 0

function delay()
  return 20
end

function request()
  if math.random(4) == 1 then
    local body = string.format(
      '{"userId":%d,"orderProducts":[{"productId":%d,"quantity":1}]}',
      math.random(1, 10000), math.random(1, 100))
    return wrk.format("POST", "/api/v1/orders", json, body)
  end
  user = user + 1
  if user > 10000 then
    coupon, user = coupon + 1, 1
  end
  return wrk.format("POST", "/api/v1/coupons/" .. coupon .. "/issue", json, '{"userId":' .. user .. '}')
end
