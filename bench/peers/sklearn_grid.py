"""A cross-validated grid search of the two-layer net of cs231n in scikit-learn, for timing beside
`lanewise grid --folds K`.

    python3 sklearn_grid.py FOLDER [--samples 10000] [--folds 3] [--jobs 1] [--hidden 50,100]
                            [--rate 1e-3,1e-4] [--reg 10,20] [--epochs 5] [--seed 0]

FOLDER holds the binary version of CIFAR-10, of which the first training images are used.
GridSearchCV over a pipeline that subtracts the mean of each fold's training part and trains an
MLPClassifier, in float32; stratified folds in file order, plain SGD, batches of 100. A fold's
accuracy is that of the last epoch: MLPClassifier keeps the best one only with a validation part of
its own. --epochs takes one number: GridSearchCV would train each number of epochs from the start.
--jobs trains so many nets at once, each with its share of the cores; with 1 the BLAS has them all.

Needs scikit-learn and what comes with it. The output's second line names the kernels that OpenBLAS
chose; OPENBLAS_CORETYPE=SkylakeX asks for those with AVX-512. The last line counts from the
program's first line; use the shell's `time` for what comes before that.
"""

import argparse
import pathlib
import platform
import time
import warnings

START = time.perf_counter()

import numpy as np
import scipy
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_info

BATCH = 100


def load(folder, samples):
    files = min(-(-samples // 10_000), 5)
    records = np.concatenate(
        [np.fromfile(folder / f"data_batch_{i + 1}.bin", dtype=np.uint8).reshape(-1, 3073)
         for i in range(files)])[:samples]
    return records[:, 1:].astype(np.float32), records[:, 0].astype(np.int64)


class TwoLayerNet(MLPClassifier):
    """MLPClassifier draws Glorot's weights, made for inputs of about 1; ours go up to 255."""

    def _init_coef(self, fan_in, fan_out, dtype):
        weights = self._random_state.normal(0, 1e-3, (fan_in, fan_out))
        return weights.astype(dtype), np.zeros(fan_out, dtype)

    def fit(self, X, y):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # that all epochs were done
            return super().fit(X, y)


def search(options):
    net = TwoLayerNet(
        activation="relu",
        solver="sgd",
        momentum=0,
        nesterovs_momentum=False,
        learning_rate="constant",
        batch_size=BATCH,
        shuffle=True,
        early_stopping=False,
        max_iter=options.epochs,
        tol=0,
        n_iter_no_change=options.epochs + 1,
        random_state=options.seed)
    # MLPClassifier's loss has alpha / 2 ΣW² / n, where n counts the samples of a batch; ours has
    # reg / 2 ΣW². So alpha = reg · n: equal for every batch but an epoch's last if that one is
    # smaller, in which MLPClassifier's L2 is BATCH / n times ours.
    grid = {
        "net__hidden_layer_sizes": [(hidden,) for hidden in options.hidden],
        "net__learning_rate_init": options.rate,
        "net__alpha": [reg * BATCH for reg in options.reg],
    }
    pipeline = Pipeline([("center", StandardScaler(with_std=False)), ("net", net)])
    return GridSearchCV(
        pipeline,
        grid,
        scoring="accuracy",
        cv=StratifiedKFold(options.folds),
        n_jobs=options.jobs,
        refit=False)


def describe(params):
    (hidden,) = params["net__hidden_layer_sizes"]
    rate, reg = params["net__learning_rate_init"], params["net__alpha"] / BATCH
    return f"hidden {hidden} rate {rate:g} reg {reg:g}"


def main():
    def a_list(kind):
        return lambda text: [kind(part) for part in text.split(",")]

    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--samples", type=int, default=10_000)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--hidden", type=a_list(int), default=[50, 100])
    parser.add_argument("--rate", type=a_list(float), default=[1e-3, 1e-4])
    parser.add_argument("--reg", type=a_list(float), default=[10.0, 20.0])
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    print(f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}, "
          f"scikit-learn {sklearn.__version__}")
    for pool in threadpool_info():
        if pool["user_api"] == "blas":
            print(f"{pool['internal_api']} {pool['version']}, {pool.get('architecture')} kernels, "
                  f"{pool['num_threads']} threads")
    x, y = load(options.folder, options.samples)
    print(f"{len(x)} samples, {options.folds} folds, {options.epochs} epochs, "
          f"loaded after {time.perf_counter() - START:.1f} s", flush=True)

    found = search(options).fit(x, y)
    results = found.cv_results_
    for i in np.argsort(results["rank_test_score"], kind="stable"):
        folds = [results[f"split{k}_test_score"][i] for k in range(options.folds)]
        print(f"{describe(results['params'][i])}: {results['mean_test_score'][i]:.4f}  folds "
              + " ".join(f"{score:.4f}" for score in folds))
    print(f"best: {describe(found.best_params_)}, mean accuracy {found.best_score_:.4f}")
    print(f"{time.perf_counter() - START:.1f} s in all")


if __name__ == "__main__":
    main()
