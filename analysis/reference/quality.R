# The values of R that prem's missing patterns, Little's test and careless indices are held to.
#
#   Rscript quality.R FOLDER     writes FOLDER/quality.json
#
# Data: bfi.csv and sai.csv of this folder. Neither naniar, norm nor careless is in Debian, so
# their published formulas are written out here; means and covariances of incomplete rows are by
# an EM of our own, held against lavaan's (missing = "fiml", its h1 estimates).
suppressPackageStartupMessages({
  library(lavaan)
  library(psych)
  library(jsonlite)
})
arguments <- commandArgs(trailingOnly = FALSE)
here <- dirname(sub("^--file=", "", grep("^--file=", arguments, value = TRUE)))
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))

# Little & Rubin 2019, section 11.2: regress what is missing on what is there, row by row.
em <- function(x, tolerance = 1e-13) {
  x <- as.matrix(x)
  n <- nrow(x); p <- ncol(x)
  m <- colMeans(x, na.rm = TRUE)
  s <- diag(apply(x, 2, var, na.rm = TRUE))
  key <- apply(is.na(x), 1, function(r) paste(which(r), collapse = " "))
  repeat {
    first <- numeric(p); second <- matrix(0, p, p)
    for (k in unique(key)) {
      rows <- x[key == k, , drop = FALSE]
      gone <- is.na(rows[1, ]); there <- !gone
      if (any(gone)) {
        slope <- s[gone, there, drop = FALSE] %*% solve(s[there, there])
        rows[, gone] <- sweep(sweep(rows[, there, drop = FALSE], 2, m[there]) %*% t(slope), 2,
                              m[gone], "+")
        second[gone, gone] <- second[gone, gone] + nrow(rows) *
          (s[gone, gone] - slope %*% s[there, gone, drop = FALSE])
      }
      first <- first + colSums(rows)
      second <- second + crossprod(rows)
    }
    m1 <- first / n
    s1 <- second / n - tcrossprod(m1)
    moved <- max(abs(m1 - m), abs(s1 - s))
    m <- m1; s <- s1
    if (moved < tolerance) return(list(mean = m, cov = s))
  }
}

# Little 1988, with the maximum likelihood covariances (divisor n), as naniar::mcar_test has it.
little <- function(x, fit) {
  x <- as.matrix(x)
  key <- apply(is.na(x), 1, function(r) paste(which(r), collapse = " "))
  chi2 <- 0; size <- 0
  for (k in unique(key)) {
    rows <- x[key == k, , drop = FALSE]
    there <- !is.na(rows[1, ])
    away <- colMeans(rows[, there, drop = FALSE]) - fit$mean[there]
    chi2 <- chi2 + nrow(rows) * sum(away * solve(fit$cov[there, there], away))
    size <- size + sum(there)
  }
  df <- size - ncol(x)
  list(chi2 = chi2, df = df, p = pchisq(chi2, df, lower.tail = FALSE), rows = nrow(x),
       patterns = length(unique(key)))
}

# By the saturated means and covariances; on complete rows it is stats::mahalanobis.
distances <- function(x, fit) {
  x <- as.matrix(x)
  n <- nrow(x)
  apply(x, 1, function(row) {
    there <- !is.na(row)
    mahalanobis(row[there], fit$mean[there], fit$cov[there, there, drop = FALSE] * n / (n - 1))
  })
}

# Johnson 2005, Curran 2016; what is missing is passed over.
longstring <- function(x) apply(x, 1, function(r) {
  runs <- rle(r[!is.na(r)])$lengths
  if (length(runs)) max(runs) else NA
})
# Dunn and others 2018
irv <- function(x) apply(x, 1, sd, na.rm = TRUE)
within <- function(a, b) sapply(seq_len(nrow(a)), function(i) {
  both <- !is.na(a[i, ]) & !is.na(b[i, ])
  if (sum(both) < 3) return(NA)
  suppressWarnings(cor(a[i, both], b[i, both]))
})
half <- function(x, which) {
  found <- rowMeans(x[, which, drop = FALSE], na.rm = TRUE)
  ifelse(is.nan(found), NA, found)
}
# Johnson 2005, Meade & Craig 2012; higher is more consistent, as first published
even_odd <- function(x, scales) {
  odd <- sapply(scales, function(s) half(x[, s], seq(1, length(s), 2)))
  even <- sapply(scales, function(s) half(x[, s], seq(2, length(s), 2)))
  r <- within(odd, even)
  stepped <- 2 * r / (1 + r)
  pmax(ifelse(is.infinite(stepped), -1, stepped), -1)
}
synonyms <- function(x, least) {
  r <- cor(x, use = "pairwise")
  pairs <- which(upper.tri(r) & r > least, arr.ind = TRUE)
  pairs <- pairs[order(pairs[, 1], pairs[, 2]), , drop = FALSE]
  list(pairs = nrow(pairs), values = if (nrow(pairs) > 2)
    within(as.matrix(x[, pairs[, 1]]), as.matrix(x[, pairs[, 2]])))
}

share <- function(count, n) {
  p <- suppressWarnings(prop.test(count, n, correct = FALSE))
  list(rows = count, share = count / n, low = p$conf.int[1], high = p$conf.int[2])
}
by_group <- function(gap, group) {
  table <- table(group, gap)
  test <- suppressWarnings(chisq.test(table, correct = FALSE))
  list(with_missing = as.list(table[, "TRUE"]),
       test = list(chi2 = test$statistic[[1]], df = test$parameter[[1]], p = test$p.value))
}
alphas <- function(x, scales) lapply(scales, function(s)
  suppressWarnings(psych::alpha(na.omit(x[, s])))$total$raw_alpha)

whole <- function(data, items, keys, reversed, ends, least, groups) {
  raw <- data[, items]
  turned <- raw
  turned[, reversed] <- sum(ends) - turned[, reversed]
  scales <- lapply(keys, function(s) match(s, items))
  some <- rowSums(!is.na(raw)) > 0
  fit <- em(turned[some, ])
  again <- lavInspect(lavaan::cfa(paste("f =~", paste(items, collapse = " + ")), data = turned[some, ],
                      missing = "fiml", em.h1.tol = 1e-12, em.h1.iter.max = 10000, do.fit = FALSE,
                      warn = FALSE), "sampstat")
  stopifnot(max(abs(fit$mean - again$mean)) < 1e-6, max(abs(fit$cov - unclass(again$cov))) < 1e-6)
  d2 <- rep(NA, nrow(raw))
  d2[some] <- distances(turned[some, ], fit)
  complete <- na.omit(turned)
  of_complete <- mahalanobis(complete, colMeans(complete), cov(complete))
  first <- suppressWarnings(psych::outlier(complete, plot = FALSE, bad = 0))
  stopifnot(max(abs(of_complete - first)) < 1e-8)
  df <- rowSums(!is.na(raw))
  run <- longstring(raw); spread <- irv(raw)
  eo <- if (length(keys) > 2) even_odd(turned, scales)
  like <- synonyms(turned, least)
  flagged <- list(
    longstring = which(run >= length(items) / 2),
    irv = which(spread < mean(spread, na.rm = TRUE) -
                  2 * sqrt(mean((spread - mean(spread, na.rm = TRUE))^2, na.rm = TRUE))),
    mahalanobis = which(pchisq(d2, df, lower.tail = FALSE) < 0.001),
    even_odd = which(eo < 0.3),
    synonyms = which(like$values < 0)
  )
  flagged <- flagged[c(TRUE, TRUE, TRUE, !is.null(eo), least == 0.6)]  # as prem flags them
  every <- sort(unique(unlist(flagged)))
  missing <- is.na(raw)
  patterns <- table(apply(missing, 1, function(r) paste(items[r], collapse = " ")))
  list(
    patterns = length(patterns),
    most = as.list(sort(patterns, decreasing = TRUE)[1:5]),
    complete = share(sum(!rowSums(missing)), nrow(raw)),
    empty = sum(rowSums(missing) == ncol(raw)),
    by_item = lapply(as.list(colSums(missing)), share, n = nrow(raw)),
    by = lapply(groups, function(g) by_group(factor(rowSums(missing) > 0), ifelse(is.na(g), "none", g))),
    little = little(turned[some, ], fit),
    mean = as.list(setNames(fit$mean, items)),
    indices = list(longstring = run, irv = spread, mahalanobis = d2, even_odd = eo,
                   synonyms = like$values),
    of_complete = unname(of_complete),
    pairs = like$pairs,
    flagged = flagged,
    alpha = list(all = alphas(turned, keys), without = alphas(turned[-every, ], keys),
                 without_mahalanobis = alphas(turned[-flagged$mahalanobis, ], keys))
  )
}

bfi <- read.csv(file.path(here, "bfi.csv"), check.names = FALSE)
fives <- function(letter) paste0(letter, 1:5)
keys <- list(agree = fives("A"), conscientious = fives("C"), extraversion = fives("E"),
             neuroticism = fives("N"), openness = fives("O"))
sai <- read.csv(file.path(here, "sai.csv"), check.names = FALSE)
tense <- c("tense", "regretful", "upset", "worrying", "anxious", "nervous", "jittery",
           "high.strung", "worried", "rattled")
calm <- c("calm", "secure", "at.ease", "rested", "comfortable", "confident", "relaxed", "content",
          "joyful", "pleasant")
in_order <- function(data, items) names(data)[names(data) %in% items]
out <- list(
  bfi = whole(bfi, in_order(bfi, unlist(keys)), keys, c("A1", "C4", "C5", "E1", "E2", "O2", "O5"),
              c(1, 6), 0.4, list(group = bfi$gender, site = bfi$education)),
  sai = whole(sai, in_order(sai, c(tense, calm)), list(tense = tense, calm = calm), calm, c(1, 4),
              0.6, list(time = sai$time))
)
write_json(out, file.path(folder, "quality.json"), auto_unbox = TRUE, digits = I(15), na = "null",
           null = "null", pretty = FALSE)
