# The values of R for nine public data sets, all by the same code: the table docs/agreement.md.
#
#   Rscript sets.R FOLDER     writes FOLDER/<set>.csv and FOLDER/<set>.toml for five sets, FOLDER/sets.json
#
# New here: beliefs, gratitude (psychotools), mood, roles (psychTools), anger (lme4). They are
# ordinal, most are skewed, beliefs and mood have missing answers, all have groups. bfi, ability,
# sai and hs are read from FOLDER, where bfi.R, ability.R, retest.R and cfa.R write them; if they are
# not there, from the folder of this script. Sources and licences: README.md.
# Scales take the rows complete on the scale, the whole instrument those complete on all items.
suppressPackageStartupMessages({
  library(psych)
  library(psychTools)
  library(lavaan)
  library(semTools)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))
load_data <- function(name, package) {
  place <- new.env()
  data(list = name, package = package, envir = place)
  get(name, place)
}

# --- the sets: a table with id and group, and its scales ("-" marks a reverse-scored item)
beliefs <- function() {
  x <- load_data("ConspiracistBeliefs2016", "psychotools")
  part <- seq_len(1000)
  table <- data.frame(id = part, group = x$area[part], unclass(x$resp)[part, ])
  list(table = table, range = c(0, 4), keys = list(
    government = c("q1", "q6", "q11"), global = c("q2", "q7", "q12"), visitors = c("q3", "q8", "q13"),
    health = c("q4", "q9", "q14"), information = c("q5", "q10", "q15")))
}
gratitude <- function() {
  x <- load_data("YouthGratitude", "psychotools")
  items <- paste0("gq6_", 1:6)
  whole <- rowSums(x[, items] != round(x[, items])) == 0   # a few answers were imputed there
  table <- data.frame(id = seq_len(nrow(x)), group = ifelse(x$age < 14, "to 13", "from 14"), x[, items])[whole, ]
  list(table = table, range = c(1, 7), keys = list(grateful = items))
}
mood <- function() {
  x <- msqR[msqR$time == 1 & !is.na(msqR$TOD), ][1:1000, ]
  keys <- list(
    energy = c("active", "alert", "energetic", "lively", "vigorous", "-sleepy", "-tired"),
    low = c("blue", "gloomy", "sad", "unhappy", "lonely", "upset", "sorry"),
    tension = c("tense", "jittery", "nervous", "afraid", "fearful", "-calm", "-relaxed"))
  items <- sub("^-", "", unlist(keys))
  list(table = data.frame(id = seq_len(nrow(x)), group = ifelse(x$TOD < 12, "morning", "later"), study = x$study, x[, items]),
       range = c(0, 3), keys = keys)
}
roles <- function() {
  x <- GERAS.items
  keys <- GERAS.keys[c("M.pers", "F.pers", "F.cog")]
  names(keys) <- c("assertive", "caring", "homely")
  list(table = data.frame(id = seq_len(nrow(x)), group = x$gender, x[, unlist(keys)]), range = c(2, 6), keys = keys)
}
anger <- function() {
  x <- load_data("VerbAgg", "lme4")
  wide <- reshape(data.frame(id = as.integer(x$id), gender = x$Gender, item = as.character(x$item), r = as.integer(x$resp) - 1L),
                  idvar = c("id", "gender"), timevar = "item", direction = "wide")
  names(wide) <- sub("^r\\.", "", names(wide))
  wide <- wide[order(wide$id), ]
  items <- names(wide)[-(1:2)]
  want <- grep("want", items, value = TRUE, ignore.case = TRUE)
  list(table = data.frame(id = wide$id, group = wide$gender, wide[, items]), range = c(0, 2),
       keys = list(want = want, do = setdiff(items, want)))
}
written <- function(name) {   # a set that an earlier script wrote
  script <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
  there <- if (file.exists(file.path(folder, paste0(name, ".csv")))) folder else dirname(script)
  lines <- readLines(file.path(there, paste0(name, ".toml")))
  number <- function(key) as.numeric(sub(".*= *", "", grep(paste0("^", key), lines, value = TRUE)))
  items <- function(line) regmatches(line, gregexpr("[^\"]+(?=\"(,|\\]))", line, perl = TRUE))[[1]]
  heads <- grep("^\\[scales", lines)
  keys <- setNames(lapply(lines[heads + 1], items), sub("\\[scales\\.(.*)\\]", "\\1", lines[heads]))
  range <- c(number("minimum"), number("maximum"))
  list(table = read.csv(file.path(there, paste0(name, ".csv")), check.names = FALSE), keys = keys,
       range = if (length(range)) range)
}
new <- list(beliefs = beliefs(), gratitude = gratitude(), mood = mood(), roles = roles(), anger = anger())
sets <- c(new, lapply(c(bfi = "bfi", sai = "sai", ability = "ability", hs = "hs"), written))

quoted <- function(items) paste0('"', items, '"', collapse = ", ")
for (name in names(new)) {
  set <- sets[[name]]
  write.csv(set$table, file.path(folder, paste0(name, ".csv")), row.names = FALSE, na = "", quote = FALSE)
  writeLines(c(
    "# Written by sets.R.", "[response]", sprintf(c("minimum = %g", "maximum = %g"), set$range),
    unlist(lapply(names(set$keys), function(scale)
      c(sprintf("[scales.%s]", scale), sprintf("items = [%s]", quoted(set$keys[[scale]])))))
  ), file.path(folder, paste0(name, ".toml")))
}

# --- what is computed of each
answers_of <- function(set) {
  items <- unlist(set$keys, use.names = FALSE)
  plain <- sub("^-", "", items)
  x <- set$table[, plain]
  for (item in plain[startsWith(items, "-")]) x[[item]] <- sum(set$range) - x[[item]]
  x
}
item_values <- function(x, range) {
  d <- describe(x)
  lapply(setNames(names(x), names(x)), function(item) list(
    n = d[item, "n"], mean = d[item, "mean"], sd = d[item, "sd"], skew = d[item, "skew"],
    kurtosis = d[item, "kurtosis"], floor = if (length(range)) mean(x[[item]] == range[1], na.rm = TRUE),
    ceiling = if (length(range)) mean(x[[item]] == range[2], na.rm = TRUE)))
}
is_ordered <- function(x) max(sapply(x, function(column) length(unique(column)))) <= 10
polychoric_of <- function(x) unclass(lavCor(x, ordered = names(x)))
scale_values <- function(x) {
  x <- na.omit(x)
  a <- suppressWarnings(psych::alpha(x))
  ci <- alpha.ci(a$total$raw_alpha, n.obs = nrow(x), n.var = ncol(x))
  list(n = nrow(x), alpha = a$total$raw_alpha, low = ci$lower.ci, high = ci$upper.ci,
       mean_inter_item_r = a$total$average_r, mean = mean(rowMeans(x)), sd = sd(rowMeans(x)),
       alpha_ordinal = if (is_ordered(x)) suppressWarnings(psych::alpha(polychoric_of(x)))$total$raw_alpha,
       item_rest_r = setNames(as.list(a$item.stats$r.drop), names(x)),
       alpha_if_dropped = setNames(as.list(a$alpha.drop$raw_alpha), names(x)))
}
rows_of <- function(m) lapply(seq_len(nrow(m)), function(i) unname(m[i, ]))
named_rows <- function(m) setNames(rows_of(m), rownames(m))
explored <- function(x, factors) {
  r <- cor(x)
  b <- cortest.bartlett(r, n = nrow(x))
  fits <- lapply(c(minres = "minres", ml = "ml"), function(fm) {
    f <- suppressWarnings(fa(r, nfactors = factors, n.obs = nrow(x), fm = fm, rotate = "oblimin", max.iter = 5000))
    list(loadings = named_rows(unclass(f$loadings)), communalities = as.list(f$communality),
         off_diagonal = sum((f$residual - diag(diag(f$residual)))^2) / 2)
  })
  list(n = nrow(x), kmo = KMO(r)$MSA, bartlett = list(chi2 = b$chisq, df = b$df), eigenvalues = eigen(r)$values, efa = fits)
}
# An item may bear the name of its scale (sai has one), so that factors get names of their own.
model_of <- function(scales) paste(paste0("f.", names(scales)), "=~", sapply(scales, paste, collapse = " + "), collapse = "\n")
settled <- function(...) {
  first <- suppressWarnings(cfa(..., std.lv = TRUE))
  if (!lavInspect(first, "converged")) return(first)
  suppressWarnings(cfa(..., std.lv = TRUE, start = first, control = list(rel.tol = 1e-15, x.tol = 1e-14),
                       optim.force.converged = TRUE))
}
fit_values <- function(fit, wanted) {
  m <- fitMeasures(fit)
  s <- standardizedSolution(fit)
  l <- s[s$op == "=~", ]
  f <- s[s$op == "~~" & s$lhs != s$rhs, ]
  c(as.list(setNames(as.numeric(m[wanted]), names(wanted))),
    list(loadings = setNames(as.list(l$est.std), l$rhs), loadings_se = setNames(as.list(l$se), l$rhs),
         factor_correlations = setNames(as.list(f$est.std), sub("f.", "", sub("f.", "", paste(f$lhs, f$rhs, sep = "~~"), fixed = TRUE), fixed = TRUE))))
}
by_scale <- function(values, scales) setNames(as.list(values)[seq_along(scales)], names(scales))
ml_wanted <- c(chi2 = "chisq", df = "df", p = "pvalue", cfi = "cfi", tli = "tli", rmsea = "rmsea", rmsea_low = "rmsea.ci.lower",
               rmsea_high = "rmsea.ci.upper", srmr = "srmr", aic = "aic", bic = "bic")
mlr_wanted <- c(chi2_scaled = "chisq.scaled", cfi_robust = "cfi.robust", rmsea_robust = "rmsea.robust")
wlsmv_wanted <- c(chi2 = "chisq", df = "df", cfi = "cfi", rmsea = "rmsea", srmr = "srmr", chi2_scaled = "chisq.scaled",
                  cfi_scaled = "cfi.scaled", tli_scaled = "tli.scaled", rmsea_scaled = "rmsea.scaled",
                  cfi_robust = "cfi.robust", rmsea_robust = "rmsea.robust")
confirmed <- function(x, scales) {
  model <- model_of(scales)
  ml <- settled(model, x)
  out <- list(n = nrow(x), ml = fit_values(ml, ml_wanted), mlr = fit_values(settled(model, x, estimator = "MLR"), mlr_wanted),
              omega_total = by_scale(compRelSEM(ml), scales))
  if (!is_ordered(x)) return(out)
  ordered <- suppressWarnings(cfa(model, x, ordered = names(x), estimator = "WLSMV", std.lv = TRUE))
  if (!lavInspect(ordered, "converged")) return(out)
  out$wlsmv <- fit_values(ordered, wlsmv_wanted)
  omegas <- suppressWarnings(suppressMessages(semTools::reliability(ordered)))["omega3", ]
  out$omega_categorical <- by_scale(omegas, scales)
  out$polychoric <- rows_of(unclass(lavInspect(ordered, "sampstat")$cov))
  out
}
values_of <- function(set) {
  x <- answers_of(set)
  scales <- lapply(set$keys, function(key) sub("^-", "", key))
  whole <- na.omit(x)
  c(list(data = list(rows = nrow(x), complete = nrow(whole), items = ncol(x)), items = item_values(x, set$range),
         scales = lapply(scales, function(s) scale_values(x[, s]))),
    explored(whole, length(scales)), list(cfa = confirmed(whole, scales)))
}
values <- lapply(sets, values_of)
write_json(values, file.path(folder, "sets.json"), digits = 15, auto_unbox = TRUE, pretty = 1, null = "null")
