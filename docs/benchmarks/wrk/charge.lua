-- Charges of 100 points for users 1 to 10,000.
dofile(debug.getinfo(1, "S").source:match("^@(.*)charge.lua$") .. "report.lua")

function init()
  math.randomseed(7919 * (number + 1))
  prepare(20000, function()
    local path = string.format("/api/v1/users/%d/points/charge", math.random(1, 10000))
    return wrk.format("POST", path, {["Content-Type"] = "application/json"}, '{"amount":100}')
  end)
end
