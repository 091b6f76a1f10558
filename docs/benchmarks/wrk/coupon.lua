-- Each request is for another user, from FROM on: no answer is a refusal while the coupon lasts.
-- COUPON is its id; USERS how many users there are for each of the two threads.
dofile(debug.getinfo(1, "S").source:match("^@(.*)coupon.lua$") .. "report.lua")

function init()
  local users = tonumber(os.getenv("USERS") or "500000")
  next_user = tonumber(os.getenv("FROM") or "1") + number * users
  path = "/api/v1/coupons/" .. (os.getenv("COUPON") or "1") .. "/issue"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  local body = '{"userId":' .. next_user .. '}'
  next_user = next_user + 1
  return wrk.format("POST", path, nil, body)
end
