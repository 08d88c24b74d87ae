# The values of R that the misfit of models of ordered answers is held to (lavaan).
#
#   Rscript wlsmv_misfit.R FOLDER     writes FOLDER/wlsmv_misfit.json
#
# Data as in wlsmv.R. Modification indices, the largest residual correlations, and the intervals
# of the robust RMSEA of WLSMV.
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

values_of <- function(x, scales) {
  x <- na.omit(x[, unlist(scales)])
  model <- paste(names(scales), "=~", sapply(scales, paste, collapse = " + "), collapse = "\n")
  first <- cfa(model, x, ordered = names(x), estimator = "WLSMV", std.lv = TRUE)
  fit <- suppressWarnings(cfa(model, x, ordered = names(x), estimator = "WLSMV", std.lv = TRUE,
                              start = first, control = list(rel.tol = 1e-15, x.tol = 1e-14),
                              optim.force.converged = TRUE))
  m <- modindices(fit, sort. = TRUE)
  m <- head(m[m$op %in% c("=~", "~~"), ], 10)
  left <- lavResiduals(fit, type = "cor.bollen")$cov
  robust <- fitMeasures(fit, c("rmsea.robust", "rmsea.ci.lower.robust", "rmsea.ci.upper.robust"))
  list(modification = list(what = paste0(m$lhs, m$op, m$rhs), mi = m$mi, epc = m$sepc.all),
       residuals = sort(abs(left[lower.tri(left)]), decreasing = TRUE)[1:10],
       rmsea_robust = as.list(setNames(as.numeric(robust), c("estimate", "low", "high"))))
}
values <- list(bfi = values_of(persons, big5), neuroticism = values_of(persons, big5["neuroticism"]),
               sai = values_of(state, list(tension = tense, calmness = calm)))
write_json(values, file.path(folder, "wlsmv_misfit.json"), digits = 15, auto_unbox = TRUE, pretty = 1)
