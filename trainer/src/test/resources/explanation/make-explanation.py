"""Writes explanation.json: what scikit-learn makes of two networks, and their Shapley values.

Debian 12's python3-sklearn (1.2.1) and python3-numpy (1.24.2):

    /usr/bin/python3 make-explanation.py > explanation.json

The weights are of single precision, the arithmetic is that of doubles. A word is the number of its
level in the arrays that scikit-learn gets, so that a column is one column for it too.
"""

import itertools
import json
import math

import numpy as np
import sklearn
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.inspection import partial_dependence, permutation_importance

COLUMNS = ["age", "dose", "site", "noise"]
LEVELS = ["north", "south", "west"]
AGE = dict(offset=40.0, divisor=12.5)
DOSE = dict(offset=1.0, divisor=0.5)
TARGET = dict(offset=20.0, divisor=3.0)
CLASSES = ["high", "low", "mid"]
ROWS = 120
BASELINE = 16
EXPLAINED = 3


def inputs(x):
    """Rows of columns as inputs of the network: (rows, 6)."""
    site = np.eye(len(LEVELS))[x[:, 2].astype(int)]
    numbers = np.column_stack(
        [
            (x[:, 0] - AGE["offset"]) / AGE["divisor"],
            (x[:, 1] - DOSE["offset"]) / DOSE["divisor"],
        ]
    )
    # as Lockstep's examples are stored
    single = np.column_stack([numbers, site, x[:, 3]]).astype(np.float32)
    return single.astype(np.float64)


class Network(BaseEstimator):
    """A hidden layer of tanh."""

    def __init__(self, outputs, seed):
        rng = np.random.default_rng(seed)
        self.w1 = rng.normal(0, 0.9, (5, 6)).astype(np.float32)
        self.w1[:, 5] *= np.float32(0.05)  # noise matters little
        self.b1 = rng.normal(0, 0.3, 5).astype(np.float32)
        self.w2 = rng.normal(0, 1.2, (outputs, 5)).astype(np.float32)
        self.b2 = rng.normal(0, 0.3, outputs).astype(np.float32)
        self.fitted_ = True

    def fit(self, x, y):
        return self

    def z(self, x):
        a = np.tanh(inputs(x) @ self.w1.astype(float).T + self.b1.astype(float))
        return a @ self.w2.astype(float).T + self.b2.astype(float)

    def parameters(self):
        layers = (self.w1, self.b1, self.w2, self.b2)
        return [float(v) for part in layers for v in part.ravel()]


class Classifier(Network, ClassifierMixin):
    classes_ = np.array(CLASSES)

    def predict_proba(self, x):
        e = np.exp(self.z(x))
        return e / e.sum(axis=1, keepdims=True)

    def predict(self, x):
        return self.classes_[self.predict_proba(x).argmax(axis=1)]


class Regressor(Network, RegressorMixin):
    def predict(self, x):
        return self.z(x)[:, 0] * TARGET["divisor"] + TARGET["offset"]


def dependence(model, x):
    """On each column that has few values, at all of them; (outputs, values)."""
    of = {}
    for c in range(3):
        found = partial_dependence(model, x, [c], method="brute", kind="average")
        of[COLUMNS[c]] = dict(
            values=found["values"][0].tolist(), averages=found["average"].tolist()
        )
    return of


def importance(model, x, y, scoring, repeats=400):
    found = permutation_importance(
        model, x, y, scoring=scoring, n_repeats=repeats, random_state=1
    )
    return dict(
        repeats=repeats,
        mean=found["importances_mean"].tolist(),
        deviation=found["importances_std"].tolist(),
    )


def shapley(f, row, baseline):
    """By the definition, over all coalitions: (columns, outputs)."""
    n = len(row)

    def value(coalition):
        mixed = baseline.copy()
        mixed[:, list(coalition)] = row[list(coalition)]
        return f(mixed).mean(axis=0)

    values = []
    for c in range(n):
        others = [o for o in range(n) if o != c]
        total = 0
        for size in range(n):
            weight = math.factorial(size) * math.factorial(n - size - 1) / math.factorial(n)
            for coalition in itertools.combinations(others, size):
                total = total + weight * (value(coalition + (c,)) - value(coalition))
        values.append(np.atleast_1d(total).tolist())
    return values


def main():
    rng = np.random.default_rng(11)
    x = np.column_stack(
        [
            rng.choice([18, 25, 31, 40, 47, 58, 66, 79], ROWS),
            rng.choice([0.2, 0.5, 0.9, 1.4, 2.0], ROWS),
            rng.integers(0, 3, ROWS),
            np.round(rng.normal(size=ROWS), 3),
        ]
    ).astype(float)
    classifier = Classifier(3, 21)
    regressor = Regressor(1, 22)
    p = classifier.predict_proba(x)
    label = np.array([rng.choice(CLASSES, p=row) for row in p])
    y = np.round(regressor.predict(x) + rng.normal(0, 0.5, ROWS), 3)
    baseline, rows = x[:BASELINE], x[BASELINE : BASELINE + EXPLAINED]
    print(
        json.dumps(
            dict(
                sklearn=sklearn.__version__,
                levels=LEVELS,
                age=AGE,
                dose=DOSE,
                target=TARGET,
                classes=CLASSES,
                rows=[
                    [r[0], r[1], LEVELS[int(r[2])], r[3], c, t]
                    for r, c, t in zip(x.tolist(), label.tolist(), y.tolist())
                ],
                baseline=BASELINE,
                explained=EXPLAINED,
                classifier=dict(
                    parameters=classifier.parameters(),
                    dependence=dependence(classifier, x),
                    importance={
                        "accuracy": importance(classifier, x, label, "accuracy"),
                        "log-loss": importance(classifier, x, label, "neg_log_loss"),
                    },
                    shapley=[shapley(classifier.predict_proba, r, baseline) for r in rows],
                ),
                regressor=dict(
                    parameters=regressor.parameters(),
                    dependence=dependence(regressor, x),
                    importance={
                        "rmse": importance(regressor, x, y, "neg_root_mean_squared_error"),
                        "mae": importance(regressor, x, y, "neg_mean_absolute_error"),
                    },
                    shapley=[shapley(regressor.predict, r, baseline) for r in rows],
                ),
            ),
            indent=1,
        )
    )


main()
