# The values of R that prem's dimensions, rotations and residuals are held to (psych, GPArotation).
#
#   Rscript factors.R FOLDER     writes FOLDER/factors.json
#
# Data: psychTools::bfi and psychTools::sai (studies XRAY and VALE), complete rows, reverse-scored
# items turned round. Parallel analysis: eigenvalues of the answers by both rules, and the 95th
# percentiles of 100 shuffled and simulated tables (6 where correlations are polychoric, which
# psych takes 4 s a table for). Rotations: of one matrix of unrotated loadings, which is written
# too; GPArotation from six starts, the best of them.
suppressPackageStartupMessages({
  library(psych)
  library(psychTools)
  library(GPArotation)
  library(lavaan)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))

persons <- bfi[, 1:25]
for (item in c("A1", "C4", "C5", "E1", "E2", "O2", "O5")) persons[[item]] <- 7 - persons[[item]]
tense <- c("tense", "regretful", "upset", "worrying", "anxious", "nervous", "jittery",
           "high.strung", "worried", "rattled")
calm <- c("calm", "secure", "at.ease", "rested", "comfortable", "confident", "relaxed",
          "content", "joyful", "pleasant")
state <- sai[sai$study %in% c("XRAY", "VALE"), c(tense, calm)]
state[, calm] <- 5 - state[, calm]
data <- list(bfi = na.omit(persons), sai = na.omit(state))
kept <- c(bfi = 5, sai = 3)

quiet <- function(call) suppressMessages(suppressWarnings(call))
parallel <- function(x) {
  set.seed(1)
  numbers <- quiet(fa.parallel(x, fa = "both", n.iter = 100, quant = .95, plot = FALSE))
  limits <- apply(numbers$values, 2, quantile, .95)
  p <- ncol(x)
  place <- function(k) as.numeric(limits[(k * p + 1):((k + 1) * p)])
  list(components = numbers$pc.values, factors = numbers$fa.values, keep_components = numbers$ncomp,
       keep_factors = numbers$nfact, simulated_components = place(2), simulated_factors = place(3))
}
parallel_ordered <- function(x) {
  r <- unclass(lavCor(x, ordered = names(x)))
  set.seed(1)
  answers <- quiet(fa.parallel(x, fa = "both", cor = "poly", n.iter = 6, quant = .95, plot = FALSE,
                               sim = FALSE))
  limits <- apply(answers$values, 2, quantile, .95)
  p <- ncol(x)
  list(components = eigen(r)$values,
       factors = quiet(fa(r, 1, rotate = "none", warnings = FALSE))$values,
       keep_components = answers$ncomp, keep_factors = answers$nfact,
       simulated_components = as.numeric(limits[1:p]),
       simulated_factors = as.numeric(limits[(p + 1):(2 * p)]))
}
fit <- function(x, k, fm) {
  f <- quiet(fa(cor(x), k, n.obs = nrow(x), rotate = "none", fm = fm, min.err = 1e-12, max.iter = 20000))
  left <- f$residual
  diag(left) <- 0
  list(objective = f$objective, chi2 = f$STATISTIC, df = f$dof, p = f$PVAL, rmsea = f$RMSEA[["RMSEA"]],
       rmsea_low = f$RMSEA[["lower"]], rmsea_high = f$RMSEA[["upper"]], tli = f$TLI, bic = f$BIC,
       null_chi2 = f$null.chisq, null_df = f$null.dof, rmsr = f$rms, rmsr_corrected = f$crms,
       residual = left[upper.tri(left)])
}
best <- function(L, rotate, criterion) {
  set.seed(1)
  ends <- lapply(1:6, function(i) {
    start <- if (i == 1) diag(ncol(L)) else Random.Start(ncol(L))
    quiet(rotate(L, Tmat = start, eps = 1e-8, maxit = 3000))
  })
  values <- sapply(ends, function(end) criterion(end$loadings)$f)
  end <- ends[[which.min(values)]]
  list(criterion = min(values), criteria = values, loadings = unname(unclass(end$loadings)),
       phi = if (is.null(end$Phi)) diag(ncol(L)) else unname(end$Phi))
}
rotations <- function(x, k) {
  L <- unclass(quiet(fa(cor(x), k, rotate = "none", fm = "minres"))$loadings)
  list(unrotated = unname(L), geomin = best(L, geominQ, GPArotation:::vgQ.geomin),
       bifactor = best(L, bifactorT, GPArotation:::vgQ.bifactor))
}
values_of <- function(name) {
  x <- data[[name]]
  c(list(n = nrow(x), parallel = parallel(x), parallel_ordered = parallel_ordered(x),
         rotations = rotations(x, kept[[name]])),
    fits = list(lapply(c(minres = "minres", ml = "ml", paf = "pa"), function(fm) fit(x, kept[[name]], fm))))
}
values <- lapply(setNames(names(data), names(data)), values_of)
write_json(values, file.path(folder, "factors.json"), digits = 15, auto_unbox = TRUE, pretty = 1)
