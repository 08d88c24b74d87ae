# The values of R that change by mixed model, generalisability and declared hypotheses are held to.
#
#   Rscript mixed.R FOLDER     writes FOLDER/mixed.json, FOLDER/session-mixed.txt
#
# Data: psychTools::sai as in retest.R (XRAY asked twice, VALE up to four times, study as site),
# psychTools::bfi for known groups and correlations.
# lme4 is told to look closer than it does by itself, for prem goes on to the optimum.
suppressPackageStartupMessages({
  library(psych)
  library(psychTools)
  library(lmerTest)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))
close <- lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE, check.nlev.gtr.1 = "ignore",
                     optCtrl = list(xtol_abs = 1e-13, ftol_abs = 1e-15, maxeval = 1e5))
fitted <- function(formula, data) suppressWarnings(suppressMessages(lmer(formula, data, control = close)))

# lme4's optimisers use no slopes and stop about 1e-4 from the optimum where the deviance is flat:
# go on by Newton, the slopes by Richardson's extrapolation.
polished <- function(formula, data) {
  fit <- fitted(formula, data)
  deviance <- suppressWarnings(suppressMessages(
    lme4::lmer(formula, data, control = close, devFunOnly = TRUE)))
  theta <- unname(getME(fit, "theta"))
  theta[theta < 1e-4] <- 0
  at <- theta > 0
  along <- function(x) { th <- theta; th[at] <- x; deviance(th) }
  x <- theta[at]
  for (step in 1:4) x <- x - solve(numDeriv::hessian(along, x), numDeriv::grad(along, x))
  theta[at] <- x
  criterion <- deviance(theta)
  inside <- environment(deviance)
  error <- (inside$resp$wrss() + inside$pp$sqrL(1)) / (nrow(model.frame(fit)) - length(fixef(fit)))
  list(criterion = criterion, theta = theta, groups = names(getME(fit, "flist")), variance = theta^2 * error,
       error = error)
}

rows <- sai[sai$study %in% c("XRAY", "VALE"), ]
rows$id <- paste0(rows$study, rows$id)
scales <- list(
  tense = c("tense", "regretful", "upset", "worrying", "anxious", "nervous", "jittery",
            "high.strung", "worried", "rattled"),
  calm = c("calm", "secure", "at.ease", "rested", "comfortable", "confident", "relaxed",
           "content", "joyful", "pleasant")
)
rows[, scales$calm] <- 5 - rows[, scales$calm]
score <- function(data, items) {
  x <- data[, items]
  ifelse(rowSums(!is.na(x)) >= length(items) / 2, rowMeans(x, na.rm = TRUE), NA)
}
scales_and_total <- c(scales, list(total = unlist(scales, use.names = FALSE)))

# --- change: categorical time, women (and studies as sites) random
change_values <- function(items, formula) {
  data <- data.frame(y = score(rows, items), time = factor(rows$time), id = rows$id, site = rows$study)
  close_to <- polished(formula, data)
  there <- lmerControl(optimizer = NULL, calc.derivs = FALSE)
  at <- function(formula) {
    suppressWarnings(suppressMessages(lmer(formula, data, start = close_to$theta, control = there)))
  }
  fit <- at(formula)
  table <- coef(summary(fit))[-1, , drop = FALSE]
  means <- at(update(formula, . ~ . - 1))
  list(criterion = close_to$criterion, groups = c(close_to$groups, "error"),
       variance = c(close_to$variance, close_to$error),
       vcov = as.matrix(vcov(fit)), estimate = table[, 1], se = table[, 2], df = table[, 3],
       t = table[, 4], p = table[, 5], mean = coef(summary(means))[, 1],
       mean_se = coef(summary(means))[, 2], mean_df = coef(summary(means))[, 3],
       women = length(unique(data$id[!is.na(data$y)])))
}

# --- persons x items x occasions
long_of <- function(data, items) {
  data.frame(y = unlist(data[, items], use.names = FALSE), p = rep(data$id, length(items)),
             i = rep(items, each = nrow(data)), o = rep(factor(data$time), length(items)),
             s = rep(data$study, length(items)))
}
plain <- y ~ 1 + (1 | p) + (1 | i) + (1 | o) + (1 | p:i) + (1 | p:o) + (1 | i:o)
nested <- y ~ 1 + (1 | p) + (1 | i) + (1 | o) + (1 | p:i) + (1 | p:o) + (1 | i:o) +
  (1 | s) + (1 | s:i) + (1 | s:o) + (1 | s:i:o)
component_values <- function(formula, data) {
  fit <- polished(formula, data)
  c(list(criterion = fit$criterion, n = length(unique(data$p[!is.na(data$y)]))),
    setNames(as.list(c(fit$variance, fit$error)), c(gsub(":", "_", fit$groups), "Residual")))
}
# Analysis of variance of a complete table: expected mean squares solved.
anova_values <- function(data) {
  squares <- anova(lm(y ~ p * i + p * o + i * o, data))
  ms <- setNames(squares[["Mean Sq"]], rownames(squares))
  np <- length(unique(data$p)); ni <- length(unique(data$i)); no <- length(unique(data$o))
  e <- ms[["Residuals"]]
  pi <- (ms[["p:i"]] - e) / no; po <- (ms[["p:o"]] - e) / ni; io <- (ms[["i:o"]] - e) / np
  list(p = (ms[["p"]] - ms[["p:i"]] - ms[["p:o"]] + e) / (ni * no),
       i = (ms[["i"]] - ms[["p:i"]] - ms[["i:o"]] + e) / (np * no),
       o = (ms[["o"]] - ms[["p:o"]] - ms[["i:o"]] + e) / (np * ni),
       p_i = pi, p_o = po, i_o = io, Residual = e, n = np)
}
first_two <- rows[rows$time %in% 1:2, ]
complete_of <- function(items, keep) {
  full <- first_two[rowSums(is.na(first_two[, items])) == 0, ]
  full <- full[full$id %in% names(which(table(full$id) == 2)), ]
  full[full$id %in% unique(full$id)[seq_len(keep)], ]
}
generalisability_values <- function(items) {
  whole <- complete_of(items, 60)
  list(two = component_values(plain, long_of(first_two, items)),
       all = component_values(plain, long_of(rows, items)),
       sites = component_values(nested, long_of(first_two, items)),
       complete = component_values(plain, long_of(whole, items)),
       anova = anova_values(long_of(whole, items)), ids = unique(whole$id))
}

values <- list(
  change = lapply(scales_and_total, change_values, y ~ time + (1 | id)),
  change_sites = lapply(scales_and_total, change_values, y ~ time + (1 | id) + (1 | site)),
  generalisability = lapply(scales, generalisability_values)
)
write_json(values, file.path(folder, "mixed.json"), digits = 15, auto_unbox = TRUE, pretty = 1)
session <- capture.output(print(sessionInfo()))
writeLines(grep("/", session, fixed = TRUE, invert = TRUE, value = TRUE),
           file.path(folder, "session-mixed.txt"))
