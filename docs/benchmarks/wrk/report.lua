-- What every script begins with: numbers its threads, and says at the end of a run what wrk alone does
-- not: more percentiles, and how many answers were not the one that was expected.
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

-- Looks at each answer in Lua, which costs wrk some time: for what must be one status of several that wrk
-- would take for the same. Without it wrk itself still tells 2xx and 3xx from the rest.
function expect(status)
  expected = status
  other = 0
  function response(got)
    if got ~= status then other = other + 1 end
  end
end

function done(summary, latency)
  for _, p in ipairs({50, 90, 95, 99}) do
    print(string.format("p%d %.3f ms", p, latency:percentile(p) / 1000))
  end
  print(string.format("max %.3f ms", latency.max / 1000))
  print(string.format("bytes an answer: %.3f", summary.bytes / summary.requests))
  if expected then
    local sum = 0
    for _, thread in ipairs(threads) do sum = sum + thread:get("other") end
    print(string.format("answers other than %d: %d of %d", expected, sum, summary.requests))
  end
end
