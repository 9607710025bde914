"""One small file per printed sheet; each makes a neutral Sheet that app.export draws."""
