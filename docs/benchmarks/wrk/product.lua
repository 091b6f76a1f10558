-- Details of products 1 to 100, each with the stock of now.
dofile(debug.getinfo(1, "S").source:match("^@(.*)product.lua$") .. "report.lua")

function init()
  math.randomseed(42)
end

function request()
  return wrk.format("GET", "/api/v1/products/" .. math.random(1, 100))
end
