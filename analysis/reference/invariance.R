# The values of R that prem's measurement invariance of answers as numbers is held to (lavaan).
#
#   Rscript invariance.R FOLDER     writes FOLDER/invariance.json
#
# Data: lavaan::HolzingerSwineford1939 by school, psychTools::bfi (its neuroticism by gender and by
# education, all 25 items by gender), psychTools::sai (the same people twice and three times).
# Marker items and unit variances must give the same chi-square: HS is fitted both ways.
suppressPackageStartupMessages({
  library(lavaan)
  library(psychTools)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))

wanted <- c(n = "ntotal", chi2 = "chisq", df = "df", p = "pvalue", base_chi2 = "baseline.chisq",
            base_df = "baseline.df", cfi = "cfi", tli = "tli",
            rmsea = "rmsea", rmsea_low = "rmsea.ci.lower", rmsea_high = "rmsea.ci.upper",
            srmr = "srmr", log_likelihood = "logl", parameters = "npar", aic = "aic", bic = "bic")
robust <- c(chi2_scaled = "chisq.scaled", p_scaled = "pvalue.scaled", scaling = "chisq.scaling.factor",
            cfi_scaled = "cfi.scaled", tli_scaled = "tli.scaled", rmsea_scaled = "rmsea.scaled",
            cfi_robust = "cfi.robust", tli_robust = "tli.robust", rmsea_robust = "rmsea.robust",
            rmsea_robust_low = "rmsea.ci.lower.robust", rmsea_robust_high = "rmsea.ci.upper.robust")
measures <- function(fit, which) as.list(setNames(as.numeric(fitMeasures(fit)[which]), names(which)))
closer <- list(rel.tol = 1e-15, x.tol = 1e-14)

equal <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"),
              strict = c("loadings", "intercepts", "residuals"))
fit_of <- function(text, x, ...) {
  first <- suppressWarnings(cfa(text, x, ...))
  suppressWarnings(cfa(text, x, start = first, control = closer, optim.force.converged = TRUE, ...))
}
differences <- function(fits, scaled, method = "default") {
  pairs <- setNames(seq_along(fits)[-1], names(fits)[-1])
  lapply(pairs, function(i) {
    test <- suppressWarnings(lavTestLRT(fits[[i - 1]], fits[[i]],
                                        method = if (scaled) method else "default"))
    list(chi2 = test[2, "Chisq diff"], df = test[2, "Df diff"], p = test[2, "Pr(>Chisq)"])
  })
}
# What freeing one item's equality would do, of two groups: univariate score tests.
scores <- function(fit) {
  found <- suppressWarnings(lavTestScore(fit))$uni
  table <- parTable(fit)
  at <- match(found$lhs, table$plabel)
  list(what = ifelse(table$op[at] == "=~", paste0(table$lhs[at], "=~", table$rhs[at]),
                     paste0(table$lhs[at], table$op[at], table$rhs[at])),
       chi2 = as.numeric(found$X2))
}
ladder <- function(text, x, mlr = TRUE, test = FALSE, ...) {
  ml <- lapply(equal, function(those) fit_of(text, x, std.lv = TRUE, group.equal = those, ...))
  found <- lapply(ml, measures, wanted)
  plain <- differences(ml, FALSE)
  for (step in names(plain)) found[[step]]$difference <- plain[[step]]
  if (mlr) {
    scaled <- lapply(equal, function(those)
      fit_of(text, x, std.lv = TRUE, group.equal = those, estimator = "MLR", ...))
    for (step in names(found)) found[[step]] <- c(found[[step]], measures(scaled[[step]], robust))
    tests <- differences(scaled, TRUE)
    later <- differences(scaled, TRUE, "satorra.bentler.2010")
    for (step in names(tests)) found[[step]]$difference_scaled <- tests[[step]]
    # Of the other steps the looser model's fixed variances or means keep lavaan from putting the
    # tighter model's moments into it.
    found$strict$difference_2010 <- later$strict
  }
  if (test) for (step in c("metric", "scalar")) found[[step]]$candidates <- scores(ml[[step]])
  means <- lavInspect(ml$scalar, "est")
  found$latent <- lapply(means, function(g) list(mean = as.numeric(g$alpha), variance = as.numeric(diag(g$psi))))
  found
}

hs <- HolzingerSwineford1939
hs[, paste0("x", 1:9)] <- round(hs[, paste0("x", 1:9)], 8)
hs$school <- as.character(hs$school)
hs <- hs[order(hs$school), ]
hs_model <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
answers <- bfi
for (item in c("A1", "C4", "C5", "E1", "E2", "O2", "O5")) answers[[item]] <- 7 - answers[[item]]
five <- list(agree = paste0("A", 1:5), conscientious = paste0("C", 1:5), extraversion = paste0("E", 1:5),
             neuroticism = paste0("N", 1:5), openness = paste0("O", 1:5))
lines_of <- function(scales) paste(sapply(names(scales), function(s)
  paste(s, "=~", paste(scales[[s]], collapse = " + "))), collapse = "\n")
complete <- function(items, group) {
  x <- na.omit(answers[, c(items, group)])
  x[order(x[[group]]), ]
}
values <- list()
values$hs <- ladder(hs_model, hs, group = "school", test = TRUE)
values$hs_marker <- lapply(equal, function(those)
  measures(fit_of(hs_model, hs, group = "school", group.equal = those), wanted))
values$neuroticism <- ladder(lines_of(five["neuroticism"]), complete(five$neuroticism, "gender"), group = "gender", test = TRUE)
values$education <- ladder(lines_of(five["neuroticism"]), complete(five$neuroticism, "education"), group = "education")
values$bfi <- ladder(lines_of(five), complete(unlist(five), "gender"), group = "gender", test = TRUE)

# One item free in both groups, all others equal: what women of equal level are expected to answer.
expected <- function(text, x, group, item, factor) {
  fit <- fit_of(text, x, std.lv = TRUE, group = group, group.equal = equal$scalar,
                group.partial = c(paste0(factor, "=~", item), paste0(item, "~1")))
  est <- lavInspect(fit, "est")
  sizes <- lavInspect(fit, "nobs")
  at <- function(g, what) est[[g]][[what]]
  slope <- at(2, "lambda")[item, factor] - at(1, "lambda")[item, factor]
  shift <- at(2, "nu")[item, 1] - at(1, "nu")[item, 1]
  mean <- at(2, "alpha")[factor, 1]
  variance <- at(2, "psi")[factor, factor]
  deviation <- tapply(x[[item]], x[[group]], sd)
  pooled <- sum((sizes - 1) * deviation) / sum(sizes - 1)
  signed <- shift + slope * mean
  density <- function(eta) abs(shift + slope * eta) * dnorm(eta, mean, sqrt(variance))
  ends <- mean + c(-12, 12) * sqrt(variance)
  cut <- if (slope != 0) -shift / slope else ends[1]
  cut <- min(max(cut, ends[1]), ends[2])
  list(signed = signed, dmacs = sqrt(signed^2 + slope^2 * variance) / pooled,
       unsigned = integrate(density, ends[1], cut, rel.tol = 1e-12)$value +
         integrate(density, cut, ends[2], rel.tol = 1e-12)$value)
}
n_items <- complete(five$neuroticism, "gender")
values$expected <- lapply(setNames(five$neuroticism, five$neuroticism), function(item)
  expected(lines_of(five["neuroticism"]), n_items, "gender", item, "neuroticism"))

# The same people at several times: equal parameters have the same label, residuals of an item
# go together over time.
over_time <- function(scales, times, step) {
  lines <- character()
  say <- function(...) lines <<- c(lines, sprintf(...))
  items <- unlist(scales, use.names = FALSE)
  for (t in times) {
    first <- t == times[1]
    for (s in names(scales)) {
      named <- paste0(scales[[s]], "_", t)
      loads <- paste0("NA*", named)
      if (step != "configural") loads <- paste0(loads, " + l_", scales[[s]], "*", named)
      say("f_%s_%s =~ %s", s, t, paste(loads, collapse = " + "))
      say("f_%1$s_%2$s ~~ %3$s*f_%1$s_%2$s", s, t, if (first || step == "configural") "1" else "NA")
      say("f_%s_%s ~ %s*1", s, t, if (first || step %in% c("configural", "metric")) "0" else "NA")
    }
    for (item in items) {
      say(if (step %in% c("scalar", "strict")) "%1$s_%2$s ~ i_%1$s*1" else "%1$s_%2$s ~ 1", item, t)
      if (step == "strict") say("%1$s_%2$s ~~ r_%1$s*%1$s_%2$s", item, t)
    }
  }
  for (item in items) for (a in seq_along(times)) for (b in seq_along(times)) if (a < b)
    say("%1$s_%2$s ~~ %1$s_%3$s", item, times[a], times[b])
  paste(lines, collapse = "\n")
}
twice <- sai[sai$study %in% c("XRAY", "VALE"), ]
twice$who <- paste0(twice$study, twice$id)
names(twice) <- gsub(".", "", names(twice), fixed = TRUE)
tense <- c("tense", "regretful", "upset", "worrying", "anxious", "nervous", "jittery", "highstrung", "worried", "rattled")
calm <- c("calm", "secure", "atease", "rested", "comfortable", "confident", "relaxed", "content", "joyful", "pleasant")
twice[, calm] <- 5 - twice[, calm]
wide <- function(items, times) {
  parts <- lapply(times, function(t) {
    x <- twice[twice$time == t, c("who", items)]
    names(x)[-1] <- paste0(items, "_", t)
    x
  })
  found <- Reduce(function(a, b) merge(a, b, by = "who", all = TRUE), parts)
  found[rowSums(!is.na(found[, -1])) > 0, ]
}
along <- function(scales, times, mlr, ...) {
  x <- wide(unlist(scales), times)
  text <- lapply(setNames(names(equal), names(equal)), function(step) over_time(scales, times, step))
  ml <- lapply(text, fit_of, x, auto.fix.first = FALSE, meanstructure = TRUE, ...)
  found <- lapply(ml, measures, wanted)
  plain <- differences(ml, FALSE)
  for (step in names(plain)) found[[step]]$difference <- plain[[step]]
  if (mlr) {
    scaled <- lapply(text, fit_of, x, auto.fix.first = FALSE, meanstructure = TRUE, estimator = "MLR", ...)
    for (step in names(found)) found[[step]] <- c(found[[step]], measures(scaled[[step]], robust))
    tests <- differences(scaled, TRUE)
    for (step in names(tests)) found[[step]]$difference_scaled <- tests[[step]]
  }
  found
}
short <- list(tense = tense[1:5], calm = calm[1:5])
values$twice <- along(list(tense = tense, calm = calm), 1:2, TRUE)
values$thrice_short <- along(list(tense = tense[1:4]), 1:3, TRUE)
values$fiml_short <- along(short, 1:2, FALSE, missing = "fiml")
values$fiml_thrice <- along(list(tense = tense[1:4]), 1:3, FALSE, missing = "fiml")
write_json(values, file.path(folder, "invariance.json"), digits = 15, auto_unbox = TRUE, pretty = 1)
