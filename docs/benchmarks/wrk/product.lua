-- Details of products 1 to 100, each with the stock of now.
function init()
  math.randomseed(42)
end

function request()
  return wrk.format("GET", "/api/v1/products/" .. math.random(1, 100))
end
