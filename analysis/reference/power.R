# Power and sample size in closed form, as tests/analysis/test_sample_size.py holds them.
library(jsonlite)
out <- commandArgs(trailingOnly = TRUE)[1]
suppressMessages(library(semTools))

cases <- list(
  list(df = 50, n = 200, null = 0.05, true = 0.08),
  list(df = 265, n = 120, null = 0.05, true = 0.08),
  list(df = 24, n = 301, null = 0, true = 0.05),
  list(df = 24, n = 301, null = 0.05, true = 0.01)
)
fit <- lapply(cases, function(x) c(x, list(
  power = findRMSEApower(rmsea0 = x$null, rmseaA = x$true, df = x$df, n = x$n),
  rows = findRMSEAsamplesize(rmsea0 = x$null, rmseaA = x$true, df = x$df, power = 0.8)
)))
paired <- lapply(list(c(15, 0.5), c(100, 0.2), c(36, 0.35)), function(x) list(
  n = x[1], effect = x[2],
  power = power.t.test(n = x[1], delta = x[2], sd = 1, type = "paired", strict = TRUE)$power,
  rows = ceiling(power.t.test(power = 0.8, delta = x[2], sd = 1, type = "paired",
                              strict = TRUE)$n)
))
write_json(list(rmsea = fit, paired = paired), file.path(out, "power.json"),
           auto_unbox = TRUE, digits = 15, pretty = TRUE)
