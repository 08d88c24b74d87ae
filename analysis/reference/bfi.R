# The values of R that prem's statistics are held to, on psychTools::bfi (2,800 people, 25 items).
#
#   Rscript bfi.R FOLDER     writes FOLDER/bfi.csv, FOLDER/bfi.toml, FOLDER/bfi.json, FOLDER/session.txt
#
# Reverse-keyed items are turned round before everything, as prem does. "listwise" takes the rows
# complete on a scale for the scale, and the rows complete on all items for the whole instrument.
suppressPackageStartupMessages({
  library(psych)
  library(psychTools)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))
set.seed(1)

table <- data.frame(id = rownames(bfi), bfi)
write.csv(table, file.path(folder, "bfi.csv"), row.names = FALSE, na = "", quote = FALSE)

keys <- list(
  agree = c("-A1", "A2", "A3", "A4", "A5"),
  conscientious = c("C1", "C2", "C3", "-C4", "-C5"),
  extraversion = c("-E1", "-E2", "E3", "E4", "E5"),
  neuroticism = c("N1", "N2", "N3", "N4", "N5"),
  openness = c("O1", "-O2", "O3", "O4", "-O5")
)
quoted <- function(items) paste0('"', items, '"', collapse = ", ")
writeLines(c(
  "# psychTools::bfi.keys: the five scales of the 25 items. Written by bfi.R.",
  "[response]", "minimum = 1", "maximum = 6",
  unlist(lapply(names(keys), function(scale)
    c(sprintf("[scales.%s]", scale), sprintf("items = [%s]", quoted(keys[[scale]])))))
), file.path(folder, "bfi.toml"))

items <- sub("-", "", unlist(keys), fixed = TRUE)
scales <- lapply(keys, function(key) sub("-", "", key, fixed = TRUE))
answers <- bfi[, items]
for (item in sub("-", "", grep("-", unlist(keys), value = TRUE), fixed = TRUE)) {
  answers[[item]] <- 7 - answers[[item]]
}

item_values <- function() {
  d <- describe(answers)                        # skew and kurtosis of type 3
  lapply(setNames(items, items), function(item) list(
    n = d[item, "n"], missing = sum(is.na(answers[[item]])), mean = d[item, "mean"],
    sd = d[item, "sd"], skew = d[item, "skew"], kurtosis = d[item, "kurtosis"],
    floor = mean(answers[[item]] == 1, na.rm = TRUE), ceiling = mean(answers[[item]] == 6, na.rm = TRUE),
    counts = as.list(table(answers[[item]]))
  ))
}

# psych prints alpha's interval with the number of all rows; under pairwise deletion prem takes
# the smallest number of rows behind any covariance, so the interval is asked for with that n.
scale_values <- function(scale, missing) {
  x <- answers[, scales[[scale]]]
  if (missing == "listwise") x <- na.omit(x)
  a <- suppressWarnings(psych::alpha(x, use = if (missing == "listwise") "complete.obs" else "pairwise"))
  n <- if (missing == "listwise") nrow(x) else min(crossprod(!is.na(x)))
  ci <- alpha.ci(a$total$raw_alpha, n.obs = n, n.var = ncol(x))
  enough <- rowSums(!is.na(x)) >= ncol(x) / 2
  score <- rowMeans(x[enough, ], na.rm = TRUE)
  list(n = length(score), n_alpha = n, alpha = a$total$raw_alpha, low = ci$lower.ci, high = ci$upper.ci,
       mean_inter_item_r = a$total$average_r, mean = mean(score), sd = sd(score),
       sem = sd(score) * sqrt(1 - a$total$raw_alpha),
       item_rest_r = setNames(as.list(a$item.stats$r.drop), colnames(x)),
       alpha_if_dropped = setNames(as.list(a$alpha.drop$raw_alpha), colnames(x)))
}

rows_of <- function(m) lapply(seq_len(nrow(m)), function(i) unname(m[i, ]))
efa_values <- function(r, n) {
  fits <- expand.grid(extraction = c("minres", "ml", "pa"), rotation = c("oblimin", "promax", "varimax", "none"),
                      stringsAsFactors = FALSE)
  out <- lapply(seq_len(nrow(fits)), function(i) {
    fm <- fits$extraction[i]
    rotate <- fits$rotation[i]
    f <- suppressWarnings(fa(r, nfactors = 5, n.obs = n, fm = fm, rotate = rotate,
                             min.err = if (fm == "pa") 1e-12 else 1e-3, max.iter = 5000))
    l <- unclass(f$loadings)
    list(loadings = setNames(rows_of(l), rownames(l)),
         factor_correlations = if (is.null(f$Phi)) NULL else rows_of(unname(f$Phi)),
         communalities = as.list(f$communality), rms = f$rms)
  })
  setNames(out, paste(ifelse(fits$extraction == "pa", "paf", fits$extraction), fits$rotation, sep = "_"))
}

whole_values <- function(missing) {
  x <- if (missing == "listwise") na.omit(answers) else answers
  n <- min(crossprod(!is.na(x)))
  r <- cor(x, use = "pairwise")
  k <- KMO(r)
  b <- cortest.bartlett(r, n = n)
  list(n = n, kmo = k$MSA, kmo_items = as.list(k$MSAi),
       bartlett = list(chi2 = b$chisq, df = b$df, p = b$p.value),
       eigenvalues = eigen(r)$values, map = which.min(vss(r, n = 8, n.obs = n, plot = FALSE)$map),
       map_values = vss(r, n = 8, n.obs = n, plot = FALSE)$map,
       parallel_95 = parallel_threshold(n, ncol(x)), efa = efa_values(r, n))
}

# Parallel analysis with plain draws of normal data: prem draws the Wishart matrix itself.
parallel_threshold <- function(n, items, draws = 500) {
  drawn <- replicate(draws, eigen(cor(matrix(rnorm(n * items), n)), only.values = TRUE)$values)
  apply(drawn, 1, quantile, probs = .95)
}

# Means with t intervals by education (as if a site) and gender (as if a time point).
cell_values <- function() {
  out <- list()
  for (scale in names(scales)) {
    x <- answers[, scales[[scale]]]
    score <- ifelse(rowSums(!is.na(x)) >= ncol(x) / 2, rowMeans(x, na.rm = TRUE), NA)
    for (site in 1:5) for (time in 1:2) {
      s <- na.omit(score[which(bfi$education == site & bfi$gender == time)])
      ci <- t.test(s)$conf.int
      out[[length(out) + 1]] <- list(site = as.character(site), time = as.character(time), scale = scale,
                                     n = length(s), mean = mean(s), sd = sd(s), low = ci[1], high = ci[2])
    }
  }
  out
}

values <- list(
  data = list(rows = nrow(answers), complete = sum(complete.cases(answers)), items = ncol(answers)),
  items = item_values(),
  by_site_and_time = cell_values(),
  listwise = c(list(scales = lapply(setNames(names(scales), names(scales)), scale_values, "listwise")),
               whole_values("listwise")),
  pairwise = c(list(scales = lapply(setNames(names(scales), names(scales)), scale_values, "pairwise")),
               whole_values("pairwise"))
)
write_json(values, file.path(folder, "bfi.json"), digits = 15, auto_unbox = TRUE, pretty = 1, null = "null")

# The session, without the machine's paths.
session <- capture.output(print(sessionInfo()))
writeLines(grep("/", session, fixed = TRUE, invert = TRUE, value = TRUE), file.path(folder, "session.txt"))
