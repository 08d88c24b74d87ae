# The values of R that declared hypotheses are held to.
#
#   Rscript hypotheses.R FOLDER     writes FOLDER/hypotheses.json, FOLDER/session-hypotheses.txt
#
# Data: psychTools::bfi (correlations with age and between scales, neuroticism by gender and by
# education) and psychTools::sai of its studies XRAY and VALE (change of tension from time 1 to 2,
# with the study in the place of what women say of the change).
suppressPackageStartupMessages({
  library(psychTools)
  library(effectsize)
  library(pROC)
  library(jsonlite)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
stopifnot(!is.na(folder), dir.exists(folder))

answers <- bfi
turned <- c("A1", "C4", "C5", "E1", "E2", "O2", "O5")
answers[, turned] <- 7 - answers[, turned]
score <- function(data, items) {
  x <- data[, items]
  ifelse(rowSums(!is.na(x)) >= length(items) / 2, rowMeans(x, na.rm = TRUE), NA)
}
neuroticism <- score(answers, paste0("N", 1:5))
openness <- score(answers, paste0("O", 1:5))

correlation_values <- function(x, y) {
  there <- !is.na(x) & !is.na(y)
  x <- x[there]; y <- y[there]
  pearson <- cor.test(x, y)
  rho <- cor(x, y, method = "spearman")
  half <- qnorm(.975) * sqrt((1 + rho^2 / 2) / (length(x) - 3))
  list(n = length(x), pearson = unname(pearson$estimate), low = pearson$conf.int[1],
       high = pearson$conf.int[2], spearman = rho, spearman_low = tanh(atanh(rho) - half),
       spearman_high = tanh(atanh(rho) + half))
}
area_values <- function(above, below) {
  curve <- roc(controls = below, cases = above, direction = "<", quiet = TRUE)
  area <- as.numeric(auc(curve))
  se <- sqrt(var(curve, method = "delong"))
  half <- qnorm(.975) * se / (area * (1 - area))
  list(estimate = area, low = plogis(qlogis(area) - half), high = plogis(qlogis(area) + half))
}
group_values <- function(x, y) {
  x <- x[!is.na(x)]; y <- y[!is.na(y)]
  t <- t.test(x, y)
  d <- cohens_d(x, y)
  g <- hedges_g(x, y)
  list(n = length(x) + length(y), difference = mean(x) - mean(y), low = t$conf.int[1],
       high = t$conf.int[2], t = unname(t$statistic), df = unname(t$parameter), p = t$p.value,
       d = d$Cohens_d, d_low = d$CI_low, d_high = d$CI_high, g = g$Hedges_g, g_low = g$CI_low,
       g_high = g$CI_high, delta = rank_biserial(x, y)$r_rank_biserial, area = area_values(x, y),
       mann_whitney_p = suppressWarnings(wilcox.test(x, y, correct = FALSE, exact = FALSE)$p.value))
}
groups <- data.frame(y = neuroticism, g = factor(answers$education))
welch <- oneway.test(y ~ g, groups)

rows <- sai[sai$study %in% c("XRAY", "VALE"), ]
rows$id <- paste0(rows$study, rows$id)
rows$y <- score(rows, c("tense", "regretful", "upset", "worrying", "anxious", "nervous", "jittery",
                        "high.strung", "worried", "rattled"))
first <- rows[rows$time == 1, c("id", "study", "y")]
second <- rows[rows$time == 2, c("id", "y")]
both <- na.omit(merge(first, second, by = "id"))
change <- both$y.y - both$y.x
n <- nrow(both)
d <- mean(change) / sd(both$y.x)
d_se <- sqrt(var(change) / (n * var(both$y.x)) + d^2 / (2 * (n - 1)))
improved <- change[both$study == "XRAY"]
stable <- change[both$study == "VALE"]
g <- mean(improved) / sd(stable)
g_se <- sqrt(var(improved) / length(improved) / var(stable) + g^2 / (2 * (length(stable) - 1)))

values <- list(
  correlation = list(age = correlation_values(neuroticism, answers$age),
                     openness = correlation_values(neuroticism, openness)),
  groups = list(gender = group_values(neuroticism[answers$gender == 2], neuroticism[answers$gender == 1]),
                education = group_values(neuroticism[which(answers$education == 2)],
                                         neuroticism[which(answers$education == 5)])),
  welch = list(f = unname(welch$statistic), df1 = unname(welch$parameter[1]),
               df2 = unname(welch$parameter[2]), p = welch$p.value),
  change = list(n = n, effect_size = d, effect_size_low = d - qnorm(.975) * d_se,
                effect_size_high = d + qnorm(.975) * d_se, guyatt = g,
                guyatt_low = g - qnorm(.975) * g_se, guyatt_high = g + qnorm(.975) * g_se,
                area = area_values(improved, stable))
)
write_json(values, file.path(folder, "hypotheses.json"), digits = 15, auto_unbox = TRUE, pretty = 1)
session <- capture.output(print(sessionInfo()))
writeLines(grep("/", session, fixed = TRUE, invert = TRUE, value = TRUE),
           file.path(folder, "session-hypotheses.txt"))
