# The values of R (lme4) that prem's reliability at the site's level is held to.
#
#   Rscript sites.R FOLDER     writes FOLDER/sites.json, FOLDER/session-sites.txt
#
# Data: lme4::Dyestuff (balanced) and Dyestuff2 (no difference between batches), nlme::MathAchieve
# (160 schools of 14 to 67 pupils), lme4::InstEval (73,421 marks of 1,128 lecturers), each as
# counts, means and squares within; and the scales of psychTools::bfi by education.
# lme4 is told to look closer than it does by itself, for prem goes on to the optimum.
suppressPackageStartupMessages({
  library(psych)
  library(psychTools)
  library(lme4)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))

close <- lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE,
                     optCtrl = list(xtol_abs = 1e-13, ftol_abs = 1e-15, maxeval = 1e5))

# Wald (1940): the ratios of variances at which the squares between groups are F's quantiles.
wald <- function(counts, means, within, total) {
  j <- length(counts)
  statistic <- function(theta) {
    w <- counts / (1 + counts * theta)
    sum(w * (means - sum(w * means) / sum(w))^2) / (j - 1) / (within / (total - j))
  }
  end <- function(p) {
    limit <- qf(p, j - 1, total - j)
    if (statistic(0) <= limit) return(0)
    uniroot(function(theta) statistic(theta) - limit, c(0, 1e3), tol = 1e-15)$root
  }
  c(low = end(.975), high = end(.025))
}

values_of <- function(y, group, sums = TRUE) {
  keep <- !is.na(y) & !is.na(group)
  y <- as.numeric(y[keep])
  group <- factor(group[keep])
  counts <- as.vector(table(group))
  means <- as.vector(tapply(y, group, mean))
  within <- sum((y - means[as.integer(group)])^2)
  fit <- suppressMessages(lmer(y ~ 1 + (1 | group), control = close))
  v <- as.data.frame(VarCorr(fit))$vcov
  ratio <- wald(counts, means, within, length(y))
  lambda <- v[1] / (v[1] + v[2] / counts)
  n0 <- (length(y) - sum(counts^2) / length(y)) / (length(counts) - 1)
  out <- list(n = length(y), between = v[1], within = v[2], icc1 = v[1] / sum(v),
              icc1_low = ratio[["low"]] / (1 + ratio[["low"]]),
              icc1_high = ratio[["high"]] / (1 + ratio[["high"]]),
              icc2 = v[1] / (v[1] + v[2] / n0), reliability = lambda)
  if (sums) out$groups <- list(counts = counts, means = means, within = within)
  out
}

answers <- bfi
turned <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5")
answers[, turned] <- 7 - answers[, turned]
scales <- list(agree = paste0("A", 1:5), conscientious = paste0("C", 1:5), extraversion = paste0("E", 1:5),
               neuroticism = paste0("N", 1:5), openness = paste0("O", 1:5))
score <- function(items) {
  x <- answers[, items]
  ifelse(rowSums(!is.na(x)) >= length(items) / 2, rowMeans(x, na.rm = TRUE), NA)
}
scales$total <- unlist(scales, use.names = FALSE)
dye <- matrix(Dyestuff$Yield, 6, byrow = TRUE)
psych_icc <- ICC(dye, lmer = FALSE)$results["Single_raters_absolute", ]

values <- list(
  dyestuff = values_of(Dyestuff$Yield, Dyestuff$Batch),
  dyestuff2 = values_of(Dyestuff2$Yield, Dyestuff2$Batch),
  pupils = values_of(nlme::MathAchieve$MathAch, nlme::MathAchieve$School),
  lecturers = values_of(InstEval$y, InstEval$d),
  bfi = lapply(scales, function(items) values_of(score(items), bfi$education, sums = FALSE)),
  psych = list(icc1 = psych_icc$ICC, low = psych_icc[["lower bound"]], high = psych_icc[["upper bound"]])
)
write_json(values, file.path(folder, "sites.json"), digits = 15, auto_unbox = TRUE)

# The session, without the machine's paths.
session <- capture.output(print(sessionInfo()))
writeLines(grep("/", session, fixed = TRUE, invert = TRUE, value = TRUE),
           file.path(folder, "session-sites.txt"))
