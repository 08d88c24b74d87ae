# Cut-offs of fit made for a model, simulated with lavaan, that prem's are held to within chance.
#
#   Rscript dynamic.R FOLDER     writes FOLDER/dynamic.json
#
# Models: three factors of lavaan::HolzingerSwineford1939, and one of psychTools::bfi, neuroticism
# (300 complete rows). Populations: the model as estimated, and what McNeish and Wolf (2023) leave
# out of it, written out here by hand for these two models: loadings of x2, then of x7, on textual;
# correlations of .3 between residuals of the two weakest items, then of the next two. 300 samples
# each; quantiles of the indices.
suppressPackageStartupMessages({
  library(lavaan)
  library(psychTools)
  library(MASS)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))

hs <- round(HolzingerSwineford1939[, paste0("x", 1:9)], 8)
nervous <- head(na.omit(bfi[, paste0("N", 1:5)]), 300)
models <- list(hs = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9",
               nervous = "nervous =~ N1 + N2 + N3 + N4 + N5")
data <- list(hs = hs, nervous = nervous)

quantiles <- function(population, model, n, draws = 300) {
  found <- t(replicate(draws, {
    x <- as.data.frame(mvrnorm(n, rep(0, ncol(population)), population))
    names(x) <- colnames(population)
    fit <- suppressWarnings(cfa(model, x, std.lv = TRUE))
    if (lavInspect(fit, "converged")) fitMeasures(fit, c("srmr", "rmsea", "cfi")) else rep(NA, 3)
  }))
  colnames(found) <- c("srmr", "rmsea", "cfi")
  list(settled = sum(!is.na(found[, 1])),
       quantiles = lapply(as.data.frame(found), quantile, c(.05, .1, .5, .9, .95), na.rm = TRUE, names = FALSE))
}
values <- list()
set.seed(1)
for (name in names(models)) {
  s <- lavInspect(cfa(models[[name]], data[[name]], std.lv = TRUE), "std")
  made <- function(lambda, extra = 0) {
    population <- lambda %*% s$psi %*% t(lambda) + extra
    diag(population) <- 1
    population
  }
  lambda <- unclass(s$lambda)
  if (name == "hs") {
    one <- two <- lambda
    one["x2", "textual"] <- two["x2", "textual"] <- lambda["x2", "visual"]
    two["x7", "textual"] <- lambda["x7", "speed"]
    populations <- list(made(lambda), made(one), made(two))
  } else {
    weak <- order(lambda)
    theta <- sqrt(1 - lambda[, 1]^2)
    extra <- matrix(0, 5, 5)
    first <- second <- extra
    pair <- function(m, i, j) { m[i, j] <- m[j, i] <- .3 * theta[i] * theta[j]; m }
    first <- pair(extra, weak[1], weak[2])
    second <- pair(first, weak[3], weak[4])
    populations <- list(made(lambda), made(lambda, first), made(lambda, second))
  }
  values[[name]] <- lapply(populations, quantiles, models[[name]], nrow(data[[name]]))
}
write_json(values, file.path(folder, "dynamic.json"), digits = 15, auto_unbox = TRUE, pretty = 1)
