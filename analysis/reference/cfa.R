# The values of R that prem's confirmatory factor analysis of numbers is held to (lavaan, semTools).
#
#   Rscript cfa.R FOLDER     writes FOLDER/hs.csv, FOLDER/hs.toml, FOLDER/democracy.csv,
#                            FOLDER/democracy.toml, FOLDER/cfa.json
#
# Data: lavaan::HolzingerSwineford1939 (also with holes: hs_holes.csv), lavaan::PoliticalDemocracy,
# psychTools::bfi. lavaan's optimiser is told to look closer than it does by itself, and then that
# it has settled, for it stops where rounding lets it go no further.
suppressPackageStartupMessages({
  library(lavaan)
  library(semTools)
  library(psychTools)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))

keys <- list(
  hs = list(visual = paste0("x", 1:3), textual = paste0("x", 4:6), speed = paste0("x", 7:9)),
  democracy = list(industry = paste0("x", 1:3), democracy60 = paste0("y", 1:4),
                   democracy65 = paste0("y", 5:8)),
  bfi = list(agree = paste0("A", 1:5), conscientious = paste0("C", 1:5),
             extraversion = paste0("E", 1:5), neuroticism = paste0("N", 1:5),
             openness = paste0("O", 1:5))
)
quoted <- function(items) paste0('"', items, '"', collapse = ", ")
for (name in c("hs", "democracy")) writeLines(c(
  "# Written by cfa.R. The items are test scores and indices: there is no lowest and highest.",
  unlist(lapply(names(keys[[name]]), function(scale)
    c(sprintf("[scales.%s]", scale), sprintf("items = [%s]", quoted(keys[[name]][[scale]])))))
), file.path(folder, paste0(name, ".toml")))

write_table <- function(x, name) write.csv(x, file.path(folder, name), row.names = FALSE, na = "", quote = FALSE)
hs <- HolzingerSwineford1939
hs <- data.frame(id = hs$id, sex = hs$sex, school = hs$school, round(hs[, paste0("x", 1:9)], 8))
democracy <- round(PoliticalDemocracy, 8)
write_table(hs, "hs.csv")
write_table(democracy, "democracy.csv")
set.seed(1939)
holes <- hs
holes[, paste0("x", 1:9)][matrix(runif(9 * nrow(hs)) < .1, nrow(hs))] <- NA
write_table(holes, "hs_holes.csv")
answers <- bfi
for (item in c("A1", "C4", "C5", "E1", "E2", "O2", "O5")) answers[[item]] <- 7 - answers[[item]]
data <- list(hs = hs, democracy = democracy, bfi = answers[, unlist(keys$bfi)])

lines_of <- function(scales) paste(sapply(names(scales), function(s)
  paste(s, "=~", paste(scales[[s]], collapse = " + "))), collapse = "\n")
fit_of <- function(text, x, ...) {
  first <- suppressWarnings(cfa(text, x, std.lv = TRUE, ...))
  if (!lavInspect(first, "converged")) return(first)
  suppressWarnings(cfa(text, x, std.lv = TRUE, start = first, control = list(rel.tol = 1e-15, x.tol = 1e-14),
                       optim.force.converged = TRUE, ...))
}

wanted <- c(chi2 = "chisq", df = "df", p = "pvalue", cfi = "cfi", tli = "tli", rmsea = "rmsea",
            rmsea_low = "rmsea.ci.lower", rmsea_high = "rmsea.ci.upper", srmr = "srmr",
            log_likelihood = "logl", aic = "aic", bic = "bic")
robust <- c(chi2_scaled = "chisq.scaled", p_scaled = "pvalue.scaled", scaling = "chisq.scaling.factor",
            cfi_scaled = "cfi.scaled", tli_scaled = "tli.scaled", rmsea_scaled = "rmsea.scaled",
            cfi_robust = "cfi.robust", tli_robust = "tli.robust", rmsea_robust = "rmsea.robust",
            rmsea_robust_low = "rmsea.ci.lower.robust", rmsea_robust_high = "rmsea.ci.upper.robust")
measures <- function(fit, which) as.list(setNames(as.numeric(fitMeasures(fit)[which]), names(which)))

estimates <- function(fit) {
  s <- standardizedSolution(fit)
  of <- function(rows, names) lapply(setNames(rows, names), function(i)
    list(estimate = s$est.std[i], se = s$se[i], low = s$ci.lower[i], high = s$ci.upper[i]))
  load <- which(s$op == "=~")
  between <- which(s$op == "~~" & s$lhs != s$rhs)
  list(loadings = of(load, s$rhs[load]),
       factor_correlations = of(between, paste(s$lhs[between], s$rhs[between], sep = "~~")))
}
indices <- function(fit) {
  m <- modindices(fit, sort. = TRUE)
  m <- head(m[m$op %in% c("=~", "~~"), ], 10)
  list(what = paste0(m$lhs, m$op, m$rhs), mi = m$mi, epc = m$sepc.all)
}

models <- function(scales, x) {
  items <- unlist(scales, use.names = FALSE)
  one <- paste("general =~", paste(items, collapse = " + "))
  fits <- list(correlated = fit_of(lines_of(scales), x), one_factor = fit_of(one, x))
  if (length(scales) > 3) {
    second <- paste(lines_of(scales), "\ngeneral =~", paste(names(scales), collapse = " + "))
    fits$second_order <- fit_of(second, x)
  }
  if (length(scales) > 3)
    fits$bifactor <- fit_of(paste(one, lines_of(scales), sep = "\n"), x, orthogonal = TRUE)
  lapply(fits, function(fit) c(measures(fit, wanted), list(converged = lavInspect(fit, "converged"))))
}

values_of <- function(name) {
  scales <- keys[[name]]
  x <- na.omit(data[[name]][, unlist(scales)])
  text <- lines_of(scales)
  ml <- fit_of(text, x)
  mlr <- fit_of(text, x, estimator = "MLR")
  list(n = nrow(x), ml = c(measures(ml, wanted), estimates(ml)),
       mlr = c(measures(mlr, robust), estimates(mlr)),
       omega = as.list(compRelSEM(ml)), modification = indices(ml),
       residual = as.numeric(max(abs(lavResiduals(ml, type = "cor.bollen")$cov))),
       models = models(scales, x))
}

fiml_of <- function(name, x) {
  fit <- cfa(lines_of(keys[[name]]), x[, unlist(keys[[name]])], std.lv = TRUE, missing = "fiml")
  c(list(n = lavInspect(fit, "nobs")), measures(fit, wanted), estimates(fit))
}

values <- lapply(setNames(names(keys), names(keys)), values_of)
values$fiml <- list(hs = fiml_of("hs", holes), bfi = fiml_of("bfi", answers))
write_json(values, file.path(folder, "cfa.json"), digits = 15, auto_unbox = TRUE, pretty = 1)
