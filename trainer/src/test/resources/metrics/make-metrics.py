"""Writes metrics.json: what scikit-learn makes of some scores, for MetricsTest.

Debian 12's python3-sklearn (1.2.1) and python3-numpy (1.24.2):

    /usr/bin/python3 make-metrics.py > metrics.json
"""

import json
import warnings

import numpy as np
import sklearn
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve

warnings.filterwarnings("error")


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def nan_to_none(values):
    return [None if np.isnan(v) else float(v) for v in values]


def reliability(occurred, p, weights):
    """The ten bins of calibration_curve, which takes no weights: [weight, sum w p, sum w occurred]."""
    w = np.ones(len(p)) if weights is None else weights
    bins = np.searchsorted(np.linspace(0.0, 1.0, 11)[1:-1], p)
    sums = [[float((w * v)[bins == b].sum()) for v in (np.ones(len(p)), p, occurred)] for b in range(10)]
    if weights is None:
        true, predicted = calibration_curve(occurred, p, n_bins=10)
        filled = [s for s in sums if s[0] > 0]
        np.testing.assert_allclose([s[2] / s[0] for s in filled], true, rtol=1e-12)
        np.testing.assert_allclose([s[1] / s[0] for s in filled], predicted, rtol=1e-12)
    return sums


def curve(y, p, weights):
    """Of two classes: every threshold, the greatest first, and the best ones by some rules."""
    fpr, tpr, thresholds = sk.roc_curve(y, p, sample_weight=weights, drop_intermediate=False)
    fpr, tpr, thresholds = fpr[1:], tpr[1:], thresholds[1:]  # the first retrieves nothing
    precision, recall, ascending = sk.precision_recall_curve(y, p, sample_weight=weights)
    # from the greatest threshold down, without the point that retrieves nothing
    precision, recall, ascending = precision[-2::-1], recall[-2::-1], ascending[::-1]
    with np.errstate(invalid="ignore"):
        f1 = np.nan_to_num(2 * precision * recall / (precision + recall))
    return dict(
        falsePositiveRate=fpr.tolist(),
        truePositiveRate=tpr.tolist(),
        thresholds=thresholds.tolist(),
        precision=precision.tolist(),
        best=dict(
            f1=float(ascending[f1.argmax()]),
            balanced=float(thresholds[(tpr - fpr).argmax()]),
            recall=float(thresholds[(tpr >= 0.8).argmax()]),
        ),
    )


def classes(name, y, scores, weights=None):
    """scores: (m, n) float32; the arithmetic is that of doubles."""
    k = scores.shape[1]
    p = scores.astype(np.float64)
    answer = p.argmax(axis=1)
    labels = list(range(k))
    w = weights
    onehot = np.eye(k)[y]
    case = dict(name=name, n=k, y=y.tolist(), scores=[float(s) for s in scores.ravel()])
    case["weights"] = None if w is None else w.tolist()
    precision, recall, f1, support = sk.precision_recall_fscore_support(
        y, answer, labels=labels, sample_weight=w, zero_division=0
    )

    def mean(kind, **of):
        values = sk.precision_recall_fscore_support(
            y, answer, average=kind, sample_weight=w, zero_division=0, **of
        )
        return [float(v) for v in values[:3]]

    roc = [
        np.nan
        if len(set(onehot[:, c])) < 2
        else sk.roc_auc_score(onehot[:, c], p[:, c], sample_weight=w)
        for c in labels
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a class without examples
        pr = [
            sk.average_precision_score(onehot[:, c], p[:, c], sample_weight=w)
            for c in labels
        ]
        if k == 2:
            mean_pr = sk.average_precision_score(y, p[:, 1], sample_weight=w)
        else:
            mean_pr = sk.average_precision_score(onehot, p, average="macro", sample_weight=w)
    if k == 2:
        mean_roc = sk.roc_auc_score(y, p[:, 1], sample_weight=w)
        brier = sk.brier_score_loss(y, p[:, 1], sample_weight=w)
    else:
        brier = np.average(((p - onehot) ** 2).sum(axis=1), weights=w)
        if np.isnan(roc).any():
            mean_roc = np.nanmean(roc)
        else:
            # the function asks that scores add up to 1 within 1e-8, which float32 does not hold to
            mean_roc = sk.roc_auc_score(onehot, p, average="macro", sample_weight=w)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a class that is predicted and has no examples
        balanced = sk.balanced_accuracy_score(y, answer, sample_weight=w)
    occurred = (y == 1) if k == 2 else (answer == y)
    bins = reliability(occurred.astype(float), p[:, 1] if k == 2 else p.max(axis=1), w)
    total = sum(b[0] for b in bins)
    case["expected"] = dict(
        reliability=bins,
        calibrationError=sum(abs(b[1] - b[2]) for b in bins) / total,
        curve=curve(y, p[:, 1], w) if k == 2 else None,
        accuracy=sk.accuracy_score(y, answer, sample_weight=w),
        topK={
            str(t): sk.top_k_accuracy_score(y, p, k=t, labels=labels, sample_weight=w)
            for t in (2, 3, 5, 10)
            if t < k
        },
        logLoss=sk.log_loss(y, p, labels=labels, sample_weight=w),
        brier=float(brier),
        balancedAccuracy=float(balanced),
        mcc=sk.matthews_corrcoef(y, answer, sample_weight=w),
        rocAuc=nan_to_none(roc),
        prAuc=nan_to_none(pr),
        meanRocAuc=float(mean_roc),
        meanPrAuc=float(mean_pr),
        precision=precision.tolist(),
        recall=recall.tolist(),
        f1=f1.tolist(),
        support=[float(s) for s in support],
        macro=mean("macro"),
        weighted=mean("weighted"),
        confusion=sk.confusion_matrix(y, answer, labels=labels, sample_weight=w)
        .astype(float)
        .tolist(),
    )
    return case


def numbers(name, y, a, weights=None):
    """y, a: (m, n) float32."""
    t, p = y.astype(np.float64), a.astype(np.float64)
    rmsle = None  # Lockstep's is NaN where a target is below 0, where scikit-learn refuses
    if (t >= 0).all():
        rmsle = float(
            np.sqrt(sk.mean_squared_log_error(t, np.maximum(p, 0), sample_weight=weights))
        )
    return dict(
        name=name,
        n=y.shape[1],
        y=[float(v) for v in y.ravel()],
        answers=[float(v) for v in a.ravel()],
        weights=None if weights is None else weights.tolist(),
        expected=dict(
            rmse=float(np.sqrt(sk.mean_squared_error(t, p, sample_weight=weights))),
            mae=sk.mean_absolute_error(t, p, sample_weight=weights),
            mape=sk.mean_absolute_percentage_error(t, p, sample_weight=weights),
            rmsle=rmsle,
            r2=sk.r2_score(t, p, sample_weight=weights),
            explainedVariance=sk.explained_variance_score(t, p, sample_weight=weights),
        ),
    )


def main():
    rng = np.random.default_rng(5)

    def draw(m, k, coarse=False, absent=()):
        y = rng.choice([c for c in range(k) if c not in absent], m)
        z = rng.normal(size=(m, k)) + 1.5 * np.eye(k)[y]
        p = softmax(np.round(z) if coarse else z).astype(np.float32)
        return y, p

    def weights(m):
        w = rng.exponential(size=m)
        w[::7] = 0
        return w.astype(np.float32).astype(np.float64)

    y, p = draw(40, 4)
    never = p.copy()
    never[:, 2] = 0  # no answer names class 2; its log loss is that of the least probability
    cases = [
        classes("two classes", *draw(60, 2)),
        classes("two classes, ties", *draw(60, 2, coarse=True)),
        classes("two classes, ties, weights", *draw(60, 2, coarse=True), weights(60)),
        classes("three classes", *draw(50, 3)),
        classes("six classes, ties", *draw(80, 6, coarse=True)),
        classes("six classes, ties, weights", *draw(80, 6, coarse=True), weights(80)),
        classes("six classes, two of them without examples", *draw(60, 6, absent=(1, 5))),
        classes("six classes, one without examples, weights", *draw(60, 6, absent=(3,)), weights(60)),
        classes("four classes, one without answers", y, never),
        classes("twelve classes", *draw(90, 12)),
    ]

    def targets(m, n, offset=0.0):
        t = rng.normal(size=(m, n)) + offset
        return t.astype(np.float32), (t + 0.3 * rng.normal(size=(m, n)) + 0.1).astype(np.float32)

    def counts(m):
        t = rng.poisson(1.5, size=(m, 1)).astype(np.float32)
        return t, (t + rng.normal(size=t.shape)).astype(np.float32)

    regressions = [
        numbers("one target", *targets(50, 1)),
        numbers("three targets", *targets(50, 3)),
        numbers("three targets, weights", *targets(50, 3), weights(50)),
        numbers("a target far from 0", *targets(50, 1, offset=30000.0)),
        numbers("counts, some of them 0", *counts(60), weights(60)),
    ]
    print(
        json.dumps(
            dict(sklearn=sklearn.__version__, classes=cases, numbers=regressions), indent=1
        )
    )


main()
