-- The five best sellers of three days, from memory.
dofile(debug.getinfo(1, "S").source:match("^@(.*)top.lua$") .. "report.lua")

function request()
  return wrk.format("GET", "/api/v1/products/top")
end
