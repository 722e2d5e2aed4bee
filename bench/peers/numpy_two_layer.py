"""The two-layer net of cs231n in NumPy, for timing beside `lanewise train` and `lanewise grid`.

    python3 numpy_two_layer.py train FOLDER [--hidden 100] [--epochs 10] [--rate 1e-3] [--reg 0]
    python3 numpy_two_layer.py grid FOLDER

FOLDER holds the binary version of CIFAR-10. float64, as NumPy users write it: fancy indexing for the
batch, matmul, softmax with the maximum subtracted, SGD in place. The grid is the sixteen runs of
`lanewise grid`'s default lists, one after the other. Needs numpy and nothing else.
"""

import argparse
import itertools
import pathlib
import time

import numpy as np

BATCH = 100
TRAIN, VALIDATION = 49_000, 1_000


def load(folder):
    def read(names):
        records = np.concatenate(
            [np.fromfile(folder / name, dtype=np.uint8).reshape(-1, 3073) for name in names])
        return records[:, 1:].astype(np.float64), records[:, 0].astype(np.int64)

    x, y = read([f"data_batch_{i}.bin" for i in range(1, 6)])
    x_test, y_test = read(["test_batch.bin"])
    mean = x[:TRAIN].mean(axis=0)
    x -= mean
    x_test -= mean
    end = TRAIN + VALIDATION
    return (x[:TRAIN], y[:TRAIN]), (x[TRAIN:end], y[TRAIN:end]), (x_test, y_test)


class TwoLayerNet:
    def __init__(self, inputs, hidden, classes, rng):
        self.w1 = rng.normal(0, 1e-3, (inputs, hidden))
        self.b1 = np.zeros(hidden)
        self.w2 = rng.normal(0, 1e-3, (hidden, classes))
        self.b2 = np.zeros(classes)

    def scores(self, x):
        return np.maximum(x @ self.w1 + self.b1, 0) @ self.w2 + self.b2

    def step(self, x, y, rate, reg):
        n = len(x)
        h = np.maximum(x @ self.w1 + self.b1, 0)
        s = h @ self.w2 + self.b2
        s -= s.max(axis=1, keepdims=True)
        p = np.exp(s)
        p /= p.sum(axis=1, keepdims=True)
        loss = -np.log(p[np.arange(n), y]).mean()
        loss += 0.5 * reg * (np.sum(self.w1 * self.w1) + np.sum(self.w2 * self.w2))
        p[np.arange(n), y] -= 1
        p /= n
        dh = (p @ self.w2.T) * (h > 0)
        self.w2 -= rate * (h.T @ p + reg * self.w2)
        self.b2 -= rate * p.sum(axis=0)
        self.w1 -= rate * (x.T @ dh + reg * self.w1)
        self.b1 -= rate * dh.sum(axis=0)
        return loss


def accuracy(net, split):
    x, y = split
    return np.mean(net.scores(x).argmax(axis=1) == y)


def train(data, hidden, epochs, rate, reg, verbose=False):
    training, validation, _ = data
    rng = np.random.default_rng(0)
    net = TwoLayerNet(training[0].shape[1], hidden, 10, rng)
    best = 0.0
    for epoch in range(epochs):
        start = time.perf_counter()
        order = rng.permutation(TRAIN)
        for i in range(0, TRAIN, BATCH):
            rows = order[i : i + BATCH]
            net.step(training[0][rows], training[1][rows], rate, reg)
        seconds = time.perf_counter() - start
        known = accuracy(net, validation)
        best = max(best, known)
        if verbose:
            print(f"epoch {epoch + 1}/{epochs}  validation {known:.4f}  {TRAIN / seconds:.0f} samples/s")
    return net, best


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["train", "grid"])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--hidden", type=int, default=100)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--reg", type=float, default=0.0)
    options = parser.parse_args()
    start = time.perf_counter()
    data = load(options.folder)
    print(f"loaded in {time.perf_counter() - start:.1f} s")
    if options.what == "train":
        net, best = train(
            data, options.hidden, options.epochs, options.rate, options.reg, verbose=True)
        print(f"best validation {best:.4f}, test {accuracy(net, data[2]):.4f}")
    else:
        lists = [(50, 100), (1e-3, 1e-4), (5, 10), (10.0, 20.0)]
        for hidden, rate, epochs, reg in itertools.product(*lists):
            _, best = train(data, hidden, epochs, rate, reg)
            print(f"hidden {hidden} rate {rate} epochs {epochs} reg {reg}: {best:.4f}", flush=True)
    print(f"{time.perf_counter() - start:.1f} s in all")


if __name__ == "__main__":
    main()
