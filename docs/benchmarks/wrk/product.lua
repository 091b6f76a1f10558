-- Details of products 1 to 100, each with the stock of now.
dofile(debug.getinfo(1, "S").source:match("^@(.*)product.lua$") .. "report.lua")

function init()
  prepare(100, function()
    next_product = (next_product or 0) + 1
    return wrk.format("GET", "/api/v1/products/" .. next_product)
  end)
end
