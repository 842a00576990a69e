"""Values of SciPy and NumPy for the tests of src/statistics: python3 test/golden/statistics.py > test/golden/statistics.json"""
import json
import sys

import numpy as np
import scipy
from scipy import stats

random = np.random.default_rng(7)
rows, seeds, examples = 4, 3, 40
right = (random.random((rows, seeds, examples)) < np.array([0.6, 0.6, 0.75, 0.9])[:, None, None]).astype(int)
scores = right.mean(2)


def least_squares_residual(values):
    """Mean square of the residuals of rows and seeds as factors, by least squares."""
    r, s = values.shape
    design = [np.ones(r * s)]
    design += [np.repeat(np.arange(r) == i, s).astype(float) for i in range(1, r)]
    design += [np.tile(np.arange(s) == j, r).astype(float) for j in range(1, s)]
    x = np.stack(design, 1)
    _, residual, rank, _ = np.linalg.lstsq(x, values.ravel(), rcond=None)
    return residual[0] / (r * s - rank)


def example_variance(pairs):
    """Of differences [seed, example]: what examples add, from the two-way table's mean squares by least squares."""
    n, m = pairs.shape
    within = least_squares_residual(pairs)
    between = n * pairs.mean(0).var(ddof=1)
    return max(between - within, 0) / (n * m)


def comparison(a, b):
    differences = scores[b] - scores[a]
    own, own_df = differences.var(ddof=1), seeds - 1
    pooled, pooled_df = 2 * least_squares_residual(scores), (rows - 1) * (seeds - 1)
    variance, df = (pooled, pooled_df) if pooled > own else (own, own_df)
    parts = [(variance / seeds, df), (example_variance((right[b] - right[a]).astype(float)), examples - 1)]
    error = np.sqrt(sum(part for part, _ in parts))
    effect = differences.mean() / np.sqrt(variance) * (1 - 3 / (4 * df - 1))
    df = error**4 / sum(part**2 / own for part, own in parts)
    mean = differences.mean()
    low, high = stats.t.interval(0.95, df, loc=mean, scale=error)
    return {
        "mean": mean, "df": df, "low": low, "high": high, "p": 2 * stats.t.sf(abs(mean / error), df),
        "effect": effect,
        "detectable": (stats.t.ppf(0.975, df) + stats.t.ppf(0.8, df)) * error,
    }


labels = random.integers(0, 2, 60)
predicted = np.where(random.random(60) < 0.8, labels, 1 - labels)
x = random.normal(size=30).round(1)
y = (x + random.normal(size=30)).round(1)
tp = int(((labels == 1) & (predicted == 1)).sum())
either = int(((labels == 1) | (predicted == 1)).sum())
wilson = stats.binomtest(tp, either).proportion_ci(0.95, "wilson")
hits = (labels == predicted).astype(float)
bootstrap = stats.bootstrap((hits,), np.mean, n_resamples=20000, method="percentile", random_state=3).confidence_interval
pairs = right[3, 0] - right[0, 0]
wins, losses = int((pairs > 0).sum()), int((pairs < 0).sum())

json.dump({
    "made by": f"scipy {scipy.__version__}, numpy {np.__version__}",
    "right": right.tolist(),
    "comparisons": {f"{a} {b}": comparison(a, b) for a, b in [(0, 1), (0, 2), (0, 3), (2, 3)]},
    "binary": {
        "labels": labels.tolist(), "predicted": predicted.tolist(), "accuracy": hits.mean(),
        "f1": 2 * tp / (tp + either), "matthews": stats.pearsonr(labels, predicted)[0],
        "f1 interval": [2 * v / (1 + v) for v in (wilson.low, wilson.high)],
        "bootstrap": [bootstrap.low, bootstrap.high],
    },
    "values": {"x": x.tolist(), "y": y.tolist(), "pearson": stats.pearsonr(x, y)[0], "spearman": stats.spearmanr(x, y)[0]},
    "mcnemar": {"pairs": pairs.tolist(), "p": stats.binomtest(wins, wins + losses, 0.5).pvalue},
    "percentile": np.percentile([1.0, 2.0, 4.0, 8.0, 16.0], [2.5, 50, 97.5]).tolist(),
}, sys.stdout)
print()
