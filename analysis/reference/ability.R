# R's values where the answers are hard: right or wrong only, some missing, and a Heywood case.
#
#   Rscript ability.R FOLDER     writes FOLDER/ability.csv, FOLDER/ability.toml, FOLDER/ability.json
#
# The first 900 people of psychTools::ability (16 items, 0 or 1), its four scales; and of those the
# first 60 complete ones with 6 factors, where some uniqueness runs into its bound of .005.
suppressPackageStartupMessages({
  library(psych)
  library(psychTools)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))

answers <- as.data.frame(ability)[1:900, ]
write.csv(data.frame(id = seq_len(nrow(answers)), answers), file.path(folder, "ability.csv"),
          row.names = FALSE, na = "", quote = FALSE)
scales <- split(names(answers), sub("[.].*", "", names(answers)))
writeLines(c(
  "# The four kinds of item of psychTools::ability. Written by ability.R.",
  "[response]", "minimum = 0", "maximum = 1",
  unlist(lapply(names(scales), function(scale)
    c(sprintf("[scales.%s]", scale),
      sprintf("items = [%s]", paste0('"', scales[[scale]], '"', collapse = ", ")))))
), file.path(folder, "ability.toml"))

scale_values <- function(items, missing) {
  x <- answers[, items]
  if (missing == "listwise") x <- na.omit(x)
  a <- psych::alpha(x)
  ci <- alpha.ci(a$total$raw_alpha, n.obs = min(crossprod(!is.na(x))), n.var = ncol(x))
  list(alpha = a$total$raw_alpha, low = ci$lower.ci, high = ci$upper.ci,
       item_rest_r = setNames(as.list(a$item.stats$r.drop), items),
       alpha_if_dropped = setNames(as.list(a$alpha.drop$raw_alpha), items))
}

rows_of <- function(m) lapply(seq_len(nrow(m)), function(i) unname(m[i, ]))
fit <- function(x, factors, fm, rotate) {
  r <- cor(x, use = "pairwise")
  f <- suppressWarnings(fa(r, nfactors = factors, n.obs = nrow(x), fm = fm, rotate = rotate, max.iter = 5000))
  l <- unclass(f$loadings)
  list(loadings = setNames(rows_of(l), rownames(l)), factor_correlations = rows_of(unname(f$Phi)),
       communalities = as.list(f$communality), rms = f$rms)
}

whole_values <- function(missing) {
  x <- if (missing == "listwise") na.omit(answers) else answers
  r <- cor(x, use = "pairwise")
  n <- min(crossprod(!is.na(x)))
  b <- cortest.bartlett(r, n = n)
  list(n = n, scales = lapply(scales, scale_values, missing), kmo = KMO(r)$MSA, kmo_items = as.list(KMO(r)$MSAi),
       bartlett = list(chi2 = b$chisq, df = b$df, p = b$p.value), eigenvalues = eigen(r)$values,
       minres = fit(x, 4, "minres", "oblimin"), ml = fit(x, 4, "ml", "oblimin"))
}

values <- list(
  listwise = whole_values("listwise"),
  pairwise = whole_values("pairwise"),
  heywood = fit(na.omit(answers)[1:60, ], 6, "minres", "promax")
)
write_json(values, file.path(folder, "ability.json"), digits = 15, auto_unbox = TRUE, pretty = 1)
