"""Seven scikit-learn classifiers on folds that are given to it.

    python3 bench/models/seven_models.py < input.json > output.json

Input: {"rows": [[number or null]], "labels": [0 or 1], "codes": [column], "folds": [[fold of each row] per repeat]}.
Output: {"versions": {...}, "models": [{"name", "settings", "probabilities": [[...] per repeat], "seconds"}]}.
Medians, scales and the settings of each classifier are learnt anew inside every training fold: settings by an inner
3-fold search on the area under the curve.
"""

import json
import platform
import sys
import time
import warnings

import numpy
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC

warnings.filterwarnings("ignore")

CANDIDATES = [
    ("logistic regression", LogisticRegression(max_iter=5000), {"C": [0.01, 0.1, 1, 10]}),
    ("random forest", RandomForestClassifier(200, random_state=0), {"min_samples_leaf": [1, 5, 10]}),
    (
        "gradient boosting",
        GradientBoostingClassifier(n_estimators=100, random_state=0),
        {"learning_rate": [0.03, 0.1], "max_depth": [1, 3]},
    ),
    ("SVC, RBF kernel", SVC(random_state=0), {"C": [0.1, 1, 10], "gamma": ["scale", 0.01]}),
    ("k nearest neighbours", KNeighborsClassifier(), {"n_neighbors": [5, 15, 31, 61]}),
    ("naive Bayes", GaussianNB(), {"var_smoothing": [1e-9, 1e-3, 1e-1]}),
    (
        "multilayer perceptron",
        MLPClassifier((16,), solver="lbfgs", max_iter=300, random_state=0),
        {"alpha": [0.1, 1, 10]},
    ),
]


def columns(width, codes):
    numbers = [index for index in range(width) if index not in codes]
    quantities = Pipeline([("fill", SimpleImputer(strategy="median")), ("scale", StandardScaler())])
    return ColumnTransformer(
        [
            ("quantities", quantities, numbers),
            ("codes", OneHotEncoder(handle_unknown="ignore", sparse_output=False), codes),
        ]
    )


def out_of_fold(classifier, grid, rows, labels, codes, folds):
    found = numpy.zeros(len(labels))
    for fold in sorted(set(folds)):
        test = folds == fold
        pipeline = Pipeline([("columns", columns(rows.shape[1], codes)), ("classifier", classifier)])
        search = GridSearchCV(
            pipeline,
            {f"classifier__{name}": values for name, values in grid.items()},
            scoring="roc_auc",
            cv=StratifiedKFold(3, shuffle=True, random_state=0),
        )
        search.fit(rows[~test], labels[~test])
        best = search.best_estimator_
        if isinstance(classifier, SVC):
            # Probabilities cost another cross-validation (Platt), so only the chosen one is made to give them.
            best.set_params(classifier__probability=True)
            best.fit(rows[~test], labels[~test])
        found[test] = best.predict_proba(rows[test])[:, 1]
    return found


def main():
    given = json.load(sys.stdin)
    rows = numpy.array([[numpy.nan if value is None else value for value in row] for row in given["rows"]], dtype=float)
    labels = numpy.array(given["labels"])
    repeats = [numpy.array(folds) for folds in given["folds"]]
    models = []
    for name, classifier, grid in CANDIDATES:
        start = time.perf_counter()
        found = [out_of_fold(classifier, grid, rows, labels, given["codes"], folds) for folds in repeats]
        models.append(
            {
                "name": name,
                "settings": {key: [str(value) for value in values] for key, values in grid.items()},
                "probabilities": [probabilities.tolist() for probabilities in found],
                "seconds": time.perf_counter() - start,
            }
        )
        print(name, file=sys.stderr)
    versions = {"python": platform.python_version(), "scikit-learn": sklearn.__version__, "numpy": numpy.__version__}
    json.dump({"versions": versions, "models": models}, sys.stdout)


main()
