"""Writes scores.json: how well scikit-learn's multilayer perceptrons do, for PeerScoresTest.

Debian 12's python3-sklearn (1.2.1) and python3-numpy (1.24.2):

    OMP_NUM_THREADS=1 /usr/bin/python3 make-scores.py > scores.json

Every fifth row, from row 4 on, is a test row. The score is the accuracy of classes and the R2 of
numbers. Sets that do not ship with Lockstep stand in the file with their rows.
"""

import json
import warnings

import numpy as np
from sklearn import datasets
from sklearn.neural_network import MLPClassifier, MLPRegressor

warnings.filterwarnings("ignore", message="Stochastic Optimizer: Maximum iterations")
SEEDS = [1, 2, 3, 4, 5]


def score(bunch, hidden, activation, batch, epochs):
    x, y = bunch.data.astype(float), bunch.target
    test = np.arange(len(y)) % 5 == 4
    mean, deviation = x[~test].mean(axis=0), x[~test].std(axis=0)
    x = (x - mean) / np.where(deviation == 0, 1, deviation)
    numbers = y.dtype.kind == "f"
    if numbers:
        y = (y - y[~test].mean()) / y[~test].std()
    scores = []
    for seed in SEEDS:
        model = (MLPRegressor if numbers else MLPClassifier)(
            hidden_layer_sizes=hidden,
            activation=activation,
            solver="adam",
            learning_rate_init=0.001,
            alpha=0,
            batch_size=batch,
            max_iter=epochs,
            n_iter_no_change=epochs,
            random_state=seed,
        )
        scores.append(model.fit(x[~test], y[~test]).score(x[test], y[test]))
    return scores


def case(name, bunch, hidden, activation, batch, epochs, ships):
    out = dict(name=name, hidden=hidden, activation=activation, batch=batch, epochs=epochs)
    out["scores"] = score(bunch, hidden, activation, batch, epochs)
    if not ships:
        out["x"] = bunch.data.tolist()
        out["y"] = bunch.target.tolist()
    return out


print(
    json.dumps(
        [
            case("digits", datasets.load_digits(), [64], "relu", 32, 30, True),
            case("diabetes", datasets.load_diabetes(scaled=False), [16], "tanh", 32, 200, True),
            case("breast-cancer", datasets.load_breast_cancer(), [16], "relu", 32, 50, False),
            case("wine", datasets.load_wine(), [16], "relu", 16, 60, False),
        ]
    )
)
