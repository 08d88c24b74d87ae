# The values of R that prem's confirmatory factor analysis of ordered answers is held to.
#
#   Rscript wlsmv.R FOLDER     writes FOLDER/wlsmv.json
#
# Data: psychTools::bfi, all 25 items and the five of neuroticism, and psychTools::sai (studies
# XRAY and VALE), complete rows, reverse-scored items turned round. Diagonally weighted least
# squares with the scaled-shifted test ("WLSMV").
suppressPackageStartupMessages({
  library(psychTools)
  library(lavaan)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))

persons <- bfi[, 1:25]
for (item in c("A1", "C4", "C5", "E1", "E2", "O2", "O5")) persons[[item]] <- 7 - persons[[item]]
big5 <- split(names(persons), factor(substr(names(persons), 1, 1), unique(substr(names(persons), 1, 1))))
names(big5) <- c("agree", "conscientious", "extraversion", "neuroticism", "openness")
tense <- c("tense", "regretful", "upset", "worrying", "anxious", "nervous", "jittery",
           "high.strung", "worried", "rattled")
calm <- c("calm", "secure", "at.ease", "rested", "comfortable", "confident", "relaxed",
          "content", "joyful", "pleasant")
state <- sai[sai$study %in% c("XRAY", "VALE"), c(tense, calm)]
state[, calm] <- 5 - state[, calm]

indices <- c("chisq", "df", "pvalue", "baseline.chisq", "baseline.df", "cfi", "tli", "rmsea",
             "rmsea.ci.lower", "rmsea.ci.upper", "srmr", "chisq.scaled", "pvalue.scaled",
             "chisq.scaling.factor", "baseline.chisq.scaled", "cfi.scaled", "tli.scaled",
             "rmsea.scaled", "rmsea.ci.lower.scaled", "rmsea.ci.upper.scaled",
             "cfi.robust", "tli.robust", "rmsea.robust")
values_of <- function(x, scales) {
  x <- na.omit(x[, unlist(scales)])
  model <- paste(names(scales), "=~", sapply(scales, paste, collapse = " + "), collapse = "\n")
  fit <- cfa(model, x, ordered = names(x), estimator = "WLSMV", std.lv = TRUE)
  s <- standardizedSolution(fit)
  l <- s[s$op == "=~", ]
  f <- s[s$op == "~~" & s$lhs != s$rhs, ]
  g <- lavInspect(fit, "gamma")
  omega <- suppressWarnings(suppressMessages(semTools::reliability(fit)))["omega3", ]
  th <- grepl("|", rownames(g), fixed = TRUE)
  list(n = nrow(x), fit = as.list(unclass(fitMeasures(fit, indices))),
       loadings = setNames(as.list(l$est.std), l$rhs), loadings_se = setNames(as.list(l$se), l$rhs),
       factor_correlations = as.list(f$est.std), factor_correlations_se = as.list(f$se),
       omega = as.list(omega), gamma_trace = sum(diag(g)), gamma_sum = sum(g),
       gamma_correlations = diag(unclass(g))[!th], gamma_thresholds = diag(unclass(g))[th])
}
values <- list(bfi = values_of(persons, big5), neuroticism = values_of(persons, big5["neuroticism"]),
               sai = values_of(state, list(tension = tense, calmness = calm)))
write_json(values, file.path(folder, "wlsmv.json"), digits = 15, auto_unbox = TRUE, pretty = 1)
