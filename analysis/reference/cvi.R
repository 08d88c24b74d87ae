# The values of R that prem's content validity is held to: every count of 1 to 12 raters.
#
#   Rscript cvi.R FOLDER     writes FOLDER/cvi.json
#
# I-CVI, the chance of agreement and modified kappa by their formulas (Polit, Beck & Owen 2007),
# the interval of Wilson (1927) by prop.test without its correction for continuity.
suppressPackageStartupMessages(library(jsonlite))
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))

rows <- list()
for (n in 1:12) {
  for (a in 0:n) {
    chance <- dbinom(a, n, 0.5)
    interval <- suppressWarnings(prop.test(a, n, correct = FALSE)$conf.int)
    rows[[length(rows) + 1]] <- list(
      raters = n, agreeing = a, i_cvi = a / n, chance = chance,
      kappa = (a / n - chance) / (1 - chance), low = interval[1], high = interval[2]
    )
  }
}
# Three items with 5, 4 and 6 of 6 who agree.
icvi <- c(5, 4, 6) / 6
scale <- list(average = mean(icvi), universal = mean(icvi == 1))
write_json(list(items = rows, scale = scale), file.path(folder, "cvi.json"),
           auto_unbox = TRUE, digits = 15, pretty = FALSE)
