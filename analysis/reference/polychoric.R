# The values of R that prem's polychoric correlations, and what stands on them, are held to.
#
#   Rscript polychoric.R FOLDER     writes FOLDER/polychoric.json
#
# Data: psychTools::bfi (25 items of six answers, some missing) and psychTools::sai (20 items of
# four answers, skewed; the studies XRAY and VALE), reverse-scored items turned round.
suppressPackageStartupMessages({
  library(psych)
  library(psychTools)
  library(lavaan)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))

turned <- function(x, keys, sum) {
  words <- unlist(keys, use.names = FALSE)
  items <- sub("-", "", words, fixed = TRUE)
  x <- x[, items]
  reversed <- items[startsWith(words, "-")]
  x[, reversed] <- sum - x[, reversed]
  x
}
bare <- function(keys) lapply(keys, function(key) sub("-", "", key, fixed = TRUE))
bfi_keys <- list(
  agree = c("-A1", "A2", "A3", "A4", "A5"),
  conscientious = c("C1", "C2", "C3", "-C4", "-C5"),
  extraversion = c("-E1", "-E2", "E3", "E4", "E5"),
  neuroticism = c("N1", "N2", "N3", "N4", "N5"),
  openness = c("O1", "-O2", "O3", "O4", "-O5")
)
sai_keys <- list(
  tense = c("tense", "regretful", "upset", "worrying", "anxious", "nervous", "jittery",
            "high.strung", "worried", "rattled"),
  calm = c("-calm", "-secure", "-at.ease", "-rested", "-comfortable", "-confident", "-relaxed",
           "-content", "-joyful", "-pleasant")
)
data <- list(
  bfi = list(x = turned(bfi, bfi_keys, 7), scales = bare(bfi_keys)),
  sai = list(x = turned(sai[sai$study %in% c("XRAY", "VALE"), ], sai_keys, 5), scales = bare(sai_keys))
)

rows_of <- function(m) lapply(seq_len(nrow(m)), function(i) unname(m[i, ]))
poly_values <- function(x, missing) {
  if (missing == "listwise") x <- na.omit(x)
  r <- unclass(lavCor(x, ordered = names(x), missing = missing, output = "cor"))
  th <- lavCor(x, ordered = names(x), missing = missing, output = "th")
  of <- sub("\\|.*", "", names(th))
  k <- KMO(r)
  f <- suppressWarnings(fa(r, nfactors = 5, n.obs = nrow(x), fm = "minres", rotate = "none"))
  list(n = nrow(x), items = names(x), matrix = rows_of(r),
       thresholds = lapply(setNames(names(x), names(x)), function(i) I(unname(unclass(th)[of == i]))),
       kmo = k$MSA, eigenvalues = eigen(r)$values, communalities = as.list(f$communality), rms = f$rms,
       map = vss(r, n = 8, n.obs = nrow(x), plot = FALSE)$map)
}
whole <- function(set) {
  out <- list(listwise = poly_values(set$x, "listwise"), pairwise = poly_values(set$x, "pairwise"))
  out$alpha_ordinal <- lapply(set$scales, function(items) {
    r <- unclass(lavCor(na.omit(set$x[, items]), ordered = items, output = "cor"))
    psych::alpha(r, warnings = FALSE)$total$raw_alpha
  })
  out
}
values <- lapply(data, whole)
write_json(values, file.path(folder, "polychoric.json"), digits = 15, auto_unbox = TRUE, pretty = 1, null = "null")
