# The values of R that prem's item bias (DIF by ordinal logistic regression) is held to.
#
#   Rscript dif.R FOLDER     writes FOLDER/dif.json
#
# Data: psychTools::bfi, by gender (two groups) and by education (five). Of each item three models
# by MASS::polr: the score; and the group; and their product. The score is the sum of the scale's
# other items but for those found biased (McFadden's change >= cut).
# bfi has hardly any bias: a cut of 0.005 beside the usual 0.02 shows the purification at work.
# The optimiser is told to look closer than it does by itself (1e-8), for prem goes to the optimum.
suppressPackageStartupMessages({
  library(MASS)
  library(psychTools)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))

keys <- list(
  agree = c("-A1", "A2", "A3", "A4", "A5"),
  conscientious = c("C1", "C2", "C3", "-C4", "-C5"),
  extraversion = c("-E1", "-E2", "E3", "E4", "E5"),
  neuroticism = c("N1", "N2", "N3", "N4", "N5"),
  openness = c("O1", "-O2", "O3", "O4", "-O5")
)
answers <- bfi
for (key in unlist(keys)) if (startsWith(key, "-")) {
  item <- sub("-", "", key)
  answers[[item]] <- 7 - answers[[item]]
}
scales <- lapply(keys, function(key) sub("-", "", key, fixed = TRUE))

loglik <- function(formula, data) {
  as.numeric(logLik(polr(formula, data, control = list(reltol = 1e-15, maxit = 2000))))
}
one <- function(x, group, item, biased) {
  score <- rowSums(x[, setdiff(names(x), c(biased, item)), drop = FALSE])
  data <- data.frame(y = factor(x[[item]]), score = as.numeric(scale(score)), group = group)
  ll <- c(loglik(y ~ 1, data), loglik(y ~ score, data), loglik(y ~ score + group, data),
          loglik(y ~ score * group, data))
  r2 <- 1 - ll / ll[1]
  list(chi2_12 = 2 * (ll[3] - ll[2]), chi2_23 = 2 * (ll[4] - ll[3]), chi2_13 = 2 * (ll[4] - ll[2]),
       dr2_12 = r2[3] - r2[2], dr2_23 = r2[4] - r2[3], dr2_13 = r2[4] - r2[2])
}
scale_values <- function(items, by, cut) {
  keep <- stats::complete.cases(answers[, items]) & !is.na(answers[[by]])
  x <- answers[keep, items]
  group <- factor(answers[[by]][keep])
  biased <- character()
  for (round in 1:10) {
    found <- lapply(setNames(items, items), function(item) one(x, group, item, biased))
    now <- items[sapply(found, function(f) f$dr2_13 >= cut)]
    if (setequal(now, biased)) break
    biased <- now
  }
  list(n = nrow(x), rounds = round, biased = I(biased), items = found)
}
everything <- function(by, cut) lapply(scales, scale_values, by = by, cut = cut)
values <- list(
  gender = everything("gender", 0.02),
  gender_strict = everything("gender", 0.005),
  education = everything("education", 0.02)
)
write_json(values, file.path(folder, "dif.json"), digits = 15, auto_unbox = TRUE, pretty = 1)
