"""Writes scaling.json: how scikit-learn scales some columns, for ScalingByQuantilesTest.

Debian 12's python3-sklearn (1.2.1), python3-scipy (1.10.1) and python3-numpy (1.24.2):

    /usr/bin/python3 make-scaling.py > scaling.json
"""

import json

import numpy as np
from scipy.stats import norm
from sklearn.preprocessing import QuantileTransformer, RobustScaler

random = np.random.default_rng(24)
N = 1031
columns = dict(
    normal=random.normal(100, 15, N),
    heavy=random.standard_cauchy(N),
    counts=random.poisson(3, N).astype(float),
    skewed=np.exp(random.normal(0, 3, N)),
    short=np.array([3.0, -1.0, 7.0, 7.5, 2.5, 11.0, -4.0]),
)
shares = [1e-7, 1e-6, 0.001, 0.07499, 0.07501, 0.25, 0.4999, 0.5, 0.6, 0.925, 0.9999, 1 - 1e-7]


def scaled(x):
    column = x.reshape(-1, 1)
    robust = RobustScaler().fit(column)
    # one row of new numbers: between those of the column, and beyond them
    new = np.concatenate([(x[:20] + x[1:21]) / 2 if len(x) > 21 else x[:3] + 0.25, [x.min() - 9, x.max() + 9]])
    quantile = QuantileTransformer(n_quantiles=min(1000, len(x)), output_distribution="normal", subsample=len(x)).fit(column)
    return dict(
        x=x.tolist(),
        median=float(robust.center_[0]),
        range=float(robust.scale_[0]),
        new=new.tolist(),
        normal=quantile.transform(column)[:, 0].tolist(),
        newNormal=quantile.transform(new.reshape(-1, 1))[:, 0].tolist(),
    )


print(
    json.dumps(
        dict(
            columns={name: scaled(x) for name, x in columns.items()},
            shares=shares,
            quantiles=norm.ppf(shares).tolist(),
        )
    )
)
