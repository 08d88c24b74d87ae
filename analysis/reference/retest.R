# The values of R that prem's test-retest reliability and change over time are held to.
#
#   Rscript retest.R FOLDER     writes FOLDER/sai.csv, FOLDER/sai.toml, FOLDER/retest.json
#
# Data: psychTools::sai, state anxiety asked again, of two of its studies (XRAY and VALE), and the
# six subjects and four judges of Shrout & Fleiss (1979). Where lme4 answers, it is told to look
# closer than it does by itself (1e-12 in place of 1e-8), for prem goes on to the optimum.
suppressPackageStartupMessages({
  library(psych)
  library(psychTools)
  library(lme4)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))

rows <- sai[sai$study %in% c("XRAY", "VALE"), ]
rows$id <- paste0(rows$study, rows$id)
write.csv(rows, file.path(folder, "sai.csv"), row.names = FALSE, na = "", quote = FALSE)
keys <- list(
  tense = c("tense", "regretful", "upset", "worrying", "anxious", "nervous", "jittery",
            "high.strung", "worried", "rattled"),
  calm = c("-calm", "-secure", "-at.ease", "-rested", "-comfortable", "-confident", "-relaxed",
           "-content", "-joyful", "-pleasant")
)
quoted <- function(items) paste0('"', items, '"', collapse = ", ")
writeLines(c(
  "# State anxiety: ten items of tension, and ten of calm that are turned round. By retest.R.",
  "[response]", "minimum = 1", "maximum = 4",
  unlist(lapply(names(keys), function(scale)
    c(sprintf("[scales.%s]", scale), sprintf("items = [%s]", quoted(keys[[scale]])))))
), file.path(folder, "sai.toml"))

scales <- lapply(keys, function(key) sub("-", "", key, fixed = TRUE))
rows[, scales$calm] <- 5 - rows[, scales$calm]
scales$total <- unlist(scales, use.names = FALSE)

score <- function(items) {
  x <- rows[, items]
  ifelse(rowSums(!is.na(x)) >= length(items) / 2, rowMeans(x, na.rm = TRUE), NA)
}
wide <- function(values, times, keep = TRUE) {
  women <- unique(rows$id[keep])
  sapply(times, function(t) {
    at <- rows$time == t
    values[at][match(women, rows$id[at])]
  })
}

form_names <- c("1", "A1", "C1", "k", "Ak", "Ck")
icc_values <- function(x) {
  r <- suppressMessages(ICC(x, lmer = FALSE))
  out <- lapply(1:6, function(i) {
    v <- r$results[i, ]
    list(estimate = v$ICC, low = v[["lower bound"]], high = v[["upper bound"]], f = v$F,
         df1 = v$df1, df2 = v$df2, p = v$p)
  })
  setNames(out, form_names)
}
close <- lmerControl(optimizer = "nloptwrap", calc.derivs = FALSE,
                     optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-15, maxeval = 1e5))
reml_values <- function(x) {
  long <- data.frame(y = as.vector(x), woman = factor(row(x)), occasion = factor(col(x)))
  fit <- suppressMessages(lmer(y ~ 1 + (1 | woman) + (1 | occasion), long, control = close))
  v <- as.data.frame(VarCorr(fit))
  at <- function(group) v$vcov[v$grp == group]
  theirs <- suppressMessages(suppressWarnings(ICC(x[rowSums(!is.na(x)) > 0, ], lmer = TRUE)))
  list(women = at("woman"), occasions = at("occasion"), error = at("Residual"),
       women_n = sum(rowSums(!is.na(x)) > 0),
       psych = setNames(as.list(theirs$results$ICC), form_names),
       psych_low = setNames(as.list(theirs$results[["lower bound"]]), form_names))
}

# The standard error of kappa by the delta method: the gradient by a step in the imaginary
# direction, the covariance that of a multinomial. psych 2.2.9's own is not the published one.
kappa_values <- function(a, b) {
  there <- !is.na(a) & !is.na(b)
  a <- a[there]; b <- b[there]
  codes <- sort(unique(c(a, b)))
  p <- unclass(table(factor(a, codes), factor(b, codes))) / length(a)
  d <- outer(codes, codes, "-")^2
  kappa <- function(p) 1 - sum(d * p) / sum(d * outer(rowSums(p), colSums(p)))
  slope <- sapply(seq_along(p), function(i) {
    q <- p + 0i
    q[i] <- q[i] + 1e-20i
    Im(kappa(q)) / 1e-20
  })
  se <- sqrt((sum(p * slope^2) - sum(p * slope)^2) / length(a))
  k <- kappa(p)
  theirs <- suppressWarnings(cohen.kappa(cbind(a, b)))
  list(estimate = k, se = se, low = max(k - qnorm(.975) * se, -1), high = min(k + qnorm(.975) * se, 1),
       n = length(a), psych = theirs$weighted.kappa, psych_se = sqrt(theirs$var.weighted))
}

agreement_values <- function(x) {
  n <- nrow(x)
  r <- suppressMessages(ICC(x, lmer = FALSE))
  sem <- sqrt(r$MSW)
  d <- x[, 2] - x[, 1]
  t <- t.test(x[, 2], x[, 1], paired = TRUE)
  half <- qt(.975, n - 1) * sd(d) * sqrt(1 / n + 1.96^2 / (2 * (n - 1)))
  list(sem = sem, sem_low = sqrt(r$MSW * n / qchisq(.975, n)), sem_high = sqrt(r$MSW * n / qchisq(.025, n)),
       sdc = 1.96 * sqrt(2) * sem, difference = mean(d), difference_low = t$conf.int[1],
       difference_high = t$conf.int[2], sd = sd(d), lower = mean(d) - 1.96 * sd(d),
       upper = mean(d) + 1.96 * sd(d), lower_low = mean(d) - 1.96 * sd(d) - half,
       lower_high = mean(d) - 1.96 * sd(d) + half)
}

scale_values <- function(items) {
  x <- wide(score(items), 1:2)
  list(n = nrow(na.omit(x)), icc = icc_values(na.omit(x)), reml = reml_values(x),
       agreement = agreement_values(na.omit(x)))
}

# The standardised response mean's interval: the noncentral t that has t at its tail.
srm_end <- function(t, tail) {
  at <- unname(t$statistic)
  ncp <- uniroot(function(ncp) pt(at, t$parameter, ncp) - tail, c(-30, 30), tol = 1e-13)$root
  ncp / sqrt(t$parameter + 1)[[1]]
}

# Change since time point 1, at 2 (both studies), 3 and 4 (VALE).
change_values <- function(items) {
  out <- lapply(2:4, function(time) {
    x <- na.omit(wide(score(items), c(1, time)))
    t <- t.test(x[, 2], x[, 1], paired = TRUE)
    list(n = nrow(x), first = mean(x[, 1]), second = mean(x[, 2]), change = unname(t$estimate),
         low = t$conf.int[1], high = t$conf.int[2], t = unname(t$statistic), df = unname(t$parameter),
         p = t$p.value, srm_low = srm_end(t, .975), srm_high = srm_end(t, .025), srm = unname(t$estimate) / sd(x[, 2] - x[, 1]),
         effect_size = unname(t$estimate) / sd(x[, 1]))
  })
  setNames(out, 2:4)
}

judges <- matrix(c(9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7), 6, byrow = TRUE)
lacking <- judges
lacking[2, 3] <- NA
vale <- rows$study == "VALE"
values <- list(
  judges = list(icc = icc_values(judges), reml = reml_values(lacking)),
  vale = lapply(scales, function(items) reml_values(wide(score(items), 1:4, vale))),
  scales = lapply(scales, scale_values),
  items = lapply(setNames(scales$total, scales$total), function(item) {
    x <- wide(rows[[item]], 1:2)
    kappa_values(x[, 1], x[, 2])
  }),
  change = lapply(scales, change_values)
)
write_json(values, file.path(folder, "retest.json"), digits = 15, auto_unbox = TRUE, pretty = 1)
