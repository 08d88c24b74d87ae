"""The same women on several occasions: test-retest, measurement error, change."""
