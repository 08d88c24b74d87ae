# The values of R that prem's invariance of ordered answers over time is held to.
#
#   Rscript invariance_ordered_time.R FOLDER     writes FOLDER/invariance_ordered_time.json
#
# One wide model of psychTools::sai (studies XRAY and VALE, times 1 and 2, five items of tension and
# five of calm): factors at each time, residuals of the same item free to go together, equal over
# time step by step (Liu et al. 2017) with the identification of Wu and Estabrook (2016), delta.
# Answers that nobody gave at either time are joined alike at both, as in invariance_ordered.R; in
# `joined` those that fewer than 10 gave.
suppressPackageStartupMessages({
  library(psychTools)
  library(lavaan)
  library(semTools)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))

scales <- list(tense = c("tense", "worrying", "anxious", "nervous", "worried"),
               calm = c("calm", "secure", "at.ease", "rested", "comfortable"))
items <- unlist(scales, use.names = FALSE)
state <- sai[sai$study %in% c("XRAY", "VALE"), ]
state[, scales$calm] <- 5 - state[, scales$calm]
state$key <- paste(state$study, state$id)
part <- lapply(1:2, function(t) state[state$time == t, c("key", items)])
wide <- na.omit(merge(part[[1]], part[[2]], by = "key", suffixes = c(".1", ".2")))[, -1]

merged <- function(x, group, least) {
  x <- match(x, sort(unique(x)))
  repeat {
    counts <- table(factor(x, seq_len(max(x))), group)
    rare <- apply(counts, 1, min)
    if (min(rare) >= least || length(rare) == 1) return(x)
    k <- which.min(rare)
    total <- rowSums(counts)
    beside <- intersect(c(k - 1, k + 1), seq_along(total))
    to <- beside[which.min(total[beside])]
    x[x == max(k, to)] <- min(k, to)
    x <- match(x, sort(unique(x)))
  }
}
values_of <- function(wide, least) {
  n <- nrow(wide)
  for (item in items) {
    both <- paste0(item, c(".1", ".2"))
    now <- merged(unlist(wide[both]), rep(1:2, each = n), least)
    wide[[both[1]]] <- now[1:n]
    wide[[both[2]]] <- now[n + 1:n]
  }
  model <- paste(sapply(1:2, function(t) paste(sprintf("%s%d =~ %s", names(scales), t, sapply(
    scales, function(own) paste0(own, ".", t, collapse = " + "))), collapse = "\n")), collapse = "\n")
  over <- list(tense = c("tense1", "tense2"), calm = c("calm1", "calm2"))
  ladder <- list(configural = "", thresholds = "thresholds", loadings = c("thresholds", "loadings"),
                 intercepts = c("thresholds", "loadings", "intercepts"))
  columns <- setdiff(names(wide), "key")
  fits <- lapply(ladder, function(equal) {
    syntax <- measEq.syntax(model, wide, ordered = columns, parameterization = "delta",
                            ID.fac = "std.lv", ID.cat = "Wu.Estabrook.2016", longFacNames = over,
                            long.equal = equal, auto = "all")
    cfa(as.character(syntax), wide, ordered = columns, estimator = "WLSMV",
        parameterization = "delta")
  })
  tests <- as.data.frame(do.call(lavTestLRT, c(unname(fits), list(method = "satorra.2000"))))
  keys <- c("chisq", "df", "pvalue", "baseline.chisq", "baseline.df", "cfi", "tli", "rmsea",
            "rmsea.ci.lower", "rmsea.ci.upper", "srmr", "chisq.scaled", "pvalue.scaled",
            "baseline.chisq.scaled", "cfi.scaled", "tli.scaled", "rmsea.scaled")
  last <- lavInspect(fits$intercepts, "est")
  steps <- lapply(seq_along(fits), function(s) list(
    fit = as.list(unclass(fitMeasures(fits[[s]], keys))),
    difference = if (s > 1) list(chi2 = tests[s, "Chisq diff"], df = tests[s, "Df diff"],
                                 p = tests[s, "Pr(>Chisq)"])))
  list(n = n, answers = lapply(setNames(items, items), function(i) max(wide[[paste0(i, ".1")]])),
                 mean = last$alpha[, 1], variance = diag(last$psi),
                 steps = setNames(steps, names(ladder)))
}
values <- c(values_of(wide, 1), list(joined = values_of(wide, 10)))
write_json(values, file.path(folder, "invariance_ordered_time.json"), digits = 15,
           auto_unbox = TRUE, pretty = 1, null = "null")
