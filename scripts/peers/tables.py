"""Baselines on one table, with scikit-learn and XGBoost; prints a JSON line a model.

    tables.py FOLDER classes|numbers LABEL SEED [TRIALS]

FOLDER holds train.csv and test.csv as scripts/benchmark writes them. The score is that of the test
rows: the log loss, or the root of the mean squared error, with its standard error. Without TRIALS
every model has its library's defaults; with TRIALS the two of trees take the best of so many random
settings, chosen on a fifth of the rows to train on, and are then trained on all of them. Seconds are
those of fitting, the search included.

Words are categories for trees (scikit-learn takes 255 at most: the most frequent, and one for all
others) and one-hot for the linear model, whose numbers are standardised, with the mean for a missing
one and a mark of it.
"""

import json
import math
import sys
import time
import warnings

import numpy
import pandas
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelEncoder, OneHotEncoder, StandardScaler
from xgboost import XGBClassifier, XGBRegressor

warnings.filterwarnings("ignore")  # libraries of one distribution, of which some are newer
THREADS = 2
MOST_CATEGORIES = 254  # and one for the others
LEAST_PROBABILITY = numpy.finfo("float64").eps  # a class thought impossible costs 36, as in Lockstep


def numbers_or_words(train, test):
    """Dates as seconds, flags as numbers, words as categories of the rows to train on."""
    for name in train:
        column = train[name]
        if column.dtype == object:
            times = pandas.to_datetime(column, errors="coerce", utc=True)
            if name == "date" and times.notna().sum() == column.notna().sum():
                for table in (train, test):
                    table[name] = pandas.to_datetime(table[name], utc=True).astype("int64") / 1e9
                continue
            levels = column.value_counts().index
            if len(levels) > MOST_CATEGORIES:
                kept = set(levels[:MOST_CATEGORIES])
                for table in (train, test):
                    rare = table[name].notna() & ~table[name].isin(kept)
                    table[name] = table[name].mask(rare, "other words")
                levels = [*levels[:MOST_CATEGORIES], "other words"]
            for table in (train, test):
                table[name] = pandas.Categorical(table[name], categories=sorted(levels))
        else:
            for table in (train, test):
                table[name] = table[name].astype("float64")


def words(x):
    return [name for name in x if x[name].dtype == "category"]


def codes(x):
    """Categories as numbers, for scikit-learn's trees; a missing one is NaN."""
    coded = x.copy()
    for name in words(x):
        coded[name] = x[name].cat.codes.replace(-1, numpy.nan)
    return coded.astype("float64")


class Linear:
    def __init__(self, classes, seed, **settings):
        self.model = LogisticRegression(max_iter=1000) if classes else LinearRegression()

    def pipeline(self, x):
        numeric = [name for name in x if name not in words(x)]
        filled = make_pipeline(SimpleImputer(add_indicator=True), StandardScaler())
        hot = OneHotEncoder(handle_unknown="ignore")
        return make_pipeline(make_column_transformer((filled, numeric), (hot, words(x))), self.model)

    def fit(self, x, y):
        self.fitted = self.pipeline(x).fit(self.plain(x), y)

    def plain(self, x):
        return x.astype({name: object for name in words(x)})

    def predict(self, x):
        x = self.plain(x)
        return self.fitted.predict_proba(x) if hasattr(self.model, "predict_proba") else self.fitted.predict(x)


class Histogram:
    """HistGradientBoosting."""

    def __init__(self, classes, seed, **settings):
        kind = HistGradientBoostingClassifier if classes else HistGradientBoostingRegressor
        self.make = lambda x: kind(
            random_state=seed, categorical_features=[name in words(x) for name in x], **settings
        )

    @staticmethod
    def draw(random):
        return dict(
            learning_rate=float(10 ** random.uniform(-2, -0.3)),
            max_iter=int(random.integers(50, 500)),
            max_leaf_nodes=int(random.integers(8, 128)),
            min_samples_leaf=int(random.integers(2, 60)),
            l2_regularization=float(10 ** random.uniform(-4, 1)),
        )

    def fit(self, x, y):
        self.model = self.make(x).fit(codes(x), y)

    def predict(self, x):
        x = codes(x)
        return self.model.predict_proba(x) if hasattr(self.model, "predict_proba") else self.model.predict(x)


class Boosting:
    """XGBoost."""

    def __init__(self, classes, seed, **settings):
        kind = XGBClassifier if classes else XGBRegressor
        self.model = kind(
            random_state=seed, tree_method="hist", enable_categorical=True, n_jobs=THREADS, **settings
        )

    @staticmethod
    def draw(random):
        return dict(
            learning_rate=float(10 ** random.uniform(-2, -0.3)),
            n_estimators=int(random.integers(50, 500)),
            max_depth=int(random.integers(2, 11)),
            min_child_weight=float(10 ** random.uniform(0, 1.5)),
            subsample=float(random.uniform(0.5, 1)),
            colsample_bytree=float(random.uniform(0.5, 1)),
            reg_lambda=float(10 ** random.uniform(-3, 1)),
        )

    def fit(self, x, y):
        self.model.fit(x, y)

    def predict(self, x):
        return self.model.predict_proba(x) if hasattr(self.model, "predict_proba") else self.model.predict(x)


def losses(model, x, y, classes):
    """The loss of each row: minus the logarithm of its class's probability, or the squared error."""
    predicted = model.predict(x)
    if not classes:
        return numpy.square(predicted - y)
    own = numpy.asarray(predicted, dtype="float64")[numpy.arange(len(y)), y]
    return -numpy.log(numpy.clip(own, LEAST_PROBABILITY, 1))


def score(model, x, y, classes):
    """The score and its standard error, that of a root by the delta method."""
    each = losses(model, x, y, classes)
    mean, error = each.mean(), each.std(ddof=1) / math.sqrt(len(each))
    if classes:
        return float(mean), float(error)
    return float(math.sqrt(mean)), float(error / (2 * math.sqrt(mean)))


def searched(kind, classes, seed, trials, x, y):
    """The best settings of a random search; a class with one row cannot be divided by class."""
    stratified = y if classes and numpy.bincount(y).min() > 1 else None
    x_fit, x_try, y_fit, y_try = train_test_split(
        x, y, test_size=0.2, random_state=seed, stratify=stratified
    )
    random = numpy.random.default_rng(seed)
    best = None
    for _ in range(trials):
        settings = kind.draw(random)
        model = kind(classes, seed, **settings)
        model.fit(x_fit, y_fit)
        found, _ = score(model, x_try, y_try, classes)
        if best is None or found < best[0]:
            best = (found, settings)
    return best[1]


def main():
    folder, task, label, seed = sys.argv[1:5]
    trials = int(sys.argv[5]) if len(sys.argv) > 5 else 0
    classes, seed = task == "classes", int(seed)
    train, test = (pandas.read_csv(f"{folder}/{part}.csv") for part in ("train", "test"))
    y, y_test = train.pop(label), test.pop(label)
    if classes:
        encoder = LabelEncoder().fit(y.astype(str))
        known = y_test.astype(str).isin(encoder.classes_)
        test, y_test = test[known.values], y_test[known.values]
        y, y_test = encoder.transform(y.astype(str)), encoder.transform(y_test.astype(str))
    numbers_or_words(train, test)
    kinds = dict(histogram=Histogram, xgboost=Boosting)
    if trials == 0:
        kinds = dict(linear=Linear, **kinds)
    for name, kind in kinds.items():
        start = time.perf_counter()
        settings = searched(kind, classes, seed, trials, train, y) if trials else {}
        model = kind(classes, seed, **settings)
        model.fit(train, y)
        seconds = time.perf_counter() - start
        value, error = score(model, test, y_test, classes)
        figures = dict(model=name, trials=trials, seed=seed, score=value, error=error)
        print(json.dumps(dict(figures, seconds=seconds, rows=len(y), settings=settings)), flush=True)


main()
