# The values of R that prem's hierarchical omega is held to.
#
#   Rscript schmid_leiman.R FOLDER     writes FOLDER/schmid_leiman.json
#
# Data: psychTools::bfi and psychTools::sai (studies XRAY and VALE), complete rows, reverse-scored
# items turned round; nothing is flipped by psych.
suppressPackageStartupMessages({
  library(psych)
  library(psychTools)
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

values_of <- function(x, groups) {
  x <- na.omit(x)
  o <- suppressMessages(suppressWarnings(omega(cor(x), nfactors = groups, flip = FALSE, plot = FALSE,
                                               n.obs = nrow(x))))
  list(n = nrow(x), hierarchical = o$omega_h, total = o$omega.tot,
       general = as.list(o$schmid$sl[, "g"]))
}
values <- list(
  bfi_5 = values_of(persons, 5), bfi_3 = values_of(persons, 3),
  tense = values_of(state[, tense], 3), calm = values_of(state[, calm], 3),
  state_2 = values_of(state, 2)
)
write_json(values, file.path(folder, "schmid_leiman.json"), digits = 15, auto_unbox = TRUE, pretty = 1)
