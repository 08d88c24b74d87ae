# Mokken's scale analysis of bfi (complete rows of each scale) and of eight items of ability.
#
#   Rscript mokken.R FOLDER     writes FOLDER/mokken.json
#
# The R package mokken is not in Debian. H is taken here from its definition, the covariance by the
# largest that the same answers could have (both sorted); its standard errors from the delta method
# on the counts of answer patterns (Kuijpers, Van der Ark and Croon 2013), each derivative as a
# symmetric difference; monotonicity from the description of MSP5 (Molenaar and Sijtsma 2000).
suppressMessages(library(jsonlite))
out <- commandArgs(trailingOnly = TRUE)[1]
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))

# weighted by how often each pattern occurs; the best order of two items joins them by rank
best <- function(x, y, w) {
  ox <- order(x); oy <- order(y)
  a <- cumsum(w[ox]); b <- cumsum(w[oy])
  at <- sort(unique(c(a, b)))
  at <- at[c(TRUE, diff(at) > 1e-9)]
  size <- diff(c(0, at)); mid <- at - size / 2
  sum(size * x[ox][findInterval(mid, a) + 1] * y[oy][findInterval(mid, b) + 1]) / sum(w)
}
both <- function(X, w) {
  k <- ncol(X); n <- sum(w); m <- colSums(w * X) / n
  C <- crossprod(X, w * X) / n - outer(m, m); M <- matrix(0, k, k)
  for (i in 1:(k - 1)) for (j in (i + 1):k) M[i, j] <- M[j, i] <- best(X[, i], X[, j], w) - m[i] * m[j]
  diag(C) <- 0
  list(C = C, M = M)
}
coefficients <- function(X, w) {
  p <- both(X, w); up <- lower.tri(p$C)
  c((p$C / p$M)[up], rowSums(p$C) / rowSums(p$M), sum(p$C) / sum(p$M))
}
errors <- function(X, w, step = 1e-3) {
  total <- 0
  for (r in seq_len(nrow(X))) {
    up <- w; up[r] <- w[r] + step; down <- w; down[r] <- w[r] - step
    total <- total + w[r] * ((coefficients(X, up) - coefficients(X, down)) / (2 * step))^2
  }
  sqrt(total)
}
monotone <- function(X, minvi = 0.03) {
  N <- nrow(X)
  least <- if (N < 150) 50 else if (N <= 250) N %/% 3 else if (N < 500) N %/% 5 else N %/% 10
  t(sapply(seq_len(ncol(X)), function(j) {
    R <- rowSums(X[, -j]); s <- sort(R); end <- max(which(s == s[least])); ends <- end
    while (N - end >= least) { end <- max(which(s == s[least + end])); ends <- c(ends, end) }
    tops <- c(s[ends[-length(ends)]], max(s)); g <- as.integer(cut(R, c(-Inf, tops)))
    active <- 0; sizes <- c(); zs <- c()
    for (a in sort(unique(X[, j]))[-1]) {
      u <- as.vector(tapply(X[, j] >= a, g, sum)); n <- as.vector(table(g)); v <- n - u; p <- u / n
      for (lo in seq_along(n)) for (hi in seq_along(n)) if (lo < hi) {
        active <- active + (p[lo] > 1e-10 && p[hi] < 1 - 1e-12)
        if (p[lo] - p[hi] > minvi) {
          sizes <- c(sizes, p[lo] - p[hi])
          zs <- c(zs, abs(2 * (sqrt((u[hi] + 1) * (v[lo] + 1)) - sqrt(v[hi] * u[lo])) / sqrt(n[lo] + n[hi] - 1)))
        }
      }
    }
    c(groups = length(tops), compared = active, violations = length(sizes), largest = max(0, sizes),
      sum = sum(sizes), z = max(0, zs), significant = sum(zs > 1.6449))
  }))
}
both_of <- function(X) {
  X <- as.matrix(X); names <- colnames(X); k <- ncol(X)
  key <- apply(X, 1, paste, collapse = " "); first <- !duplicated(key)
  w <- as.vector(table(factor(key, levels = key[first]))); P <- X[first, , drop = FALSE]
  h <- coefficients(P, w); se <- errors(P, w); pairs <- k * (k - 1) / 2
  m <- monotone(X); rownames(m) <- names
  list(n = nrow(X), items = names, H_pairs = h[1:pairs], H_items = h[pairs + 1:k], H = h[pairs + k + 1],
       se_pairs = se[1:pairs], se_items = se[pairs + 1:k], se = se[pairs + k + 1],
       monotone = as.data.frame(m))
}

bfi <- read.csv(file.path(here, "bfi.csv"))
turned <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5")
bfi[turned] <- 7 - bfi[turned]
scales <- list(agree = "A", conscientious = "C", extraversion = "E", neuroticism = "N", openness = "O")
found <- lapply(scales, function(s) both_of(na.omit(bfi[paste0(s, 1:5)])))
small <- na.omit(bfi[paste0("N", 1:5)])
found$few <- list(n = 180, monotone = as.data.frame(monotone(as.matrix(small[1:180, ]))))
ability <- na.omit(read.csv(file.path(here, "ability.csv"))[, 2:9])
found$ability <- both_of(ability)
write(toJSON(found, digits = 15, auto_unbox = TRUE, pretty = TRUE, dataframe = "columns"),
      file.path(out, "mokken.json"))
