"""Speed as ratios: every measure runs beside its baselines, in turn, in the same run."""
