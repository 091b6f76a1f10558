-- The five best sellers of three days, from memory.
function request()
  return wrk.format("GET", "/api/v1/products/top")
end
