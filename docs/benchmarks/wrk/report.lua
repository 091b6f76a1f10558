-- What every script begins with: numbers its threads, and says at the end of a run what wrk alone does
-- not: more percentiles.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

-- Has so many requests made before the run, which are then sent one after the other: what wrk would need to make
-- them in the run, the others on the machine would lack. To be called in init().
function prepare(count, make)
  local made, at = {}, 0
  for i = 1, count do made[i] = make() end
  function request()
    at = at % count + 1
    return made[at]
  end
end

function done(summary, latency)
  for _, p in ipairs({50, 90, 95, 99}) do
    print(string.format("p%d %.3f ms", p, latency:percentile(p) / 1000))
  end
  print(string.format("max %.3f ms", latency.max / 1000))
  print(string.format("bytes an answer: %.3f", summary.bytes / summary.requests))
end
