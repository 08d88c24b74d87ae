"""The files of `prem analyse`: results.json, report.html, tables.xlsx, analysis.R."""
