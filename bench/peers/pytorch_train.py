"""The two-layer net of cs231n in PyTorch, for timing beside `lanewise train`.

    python3 pytorch_train.py FOLDER [--hidden 100] [--epochs 10] [--rate 1e-3] [--reg 0] [--threads N]

FOLDER holds the binary version of CIFAR-10. float32 on the CPU; images stay bytes until their batch.
Needs torch and numpy.
"""

import argparse
import pathlib
import time

START = time.perf_counter()

import numpy as np
import torch
from torch import nn

BATCH = 100
TRAIN, VALIDATION = 49_000, 1_000


def load(folder):
    def read(names):
        records = np.concatenate(
            [np.fromfile(folder / name, dtype=np.uint8).reshape(-1, 3073) for name in names])
        return torch.from_numpy(records[:, 1:].copy()), torch.from_numpy(
            records[:, 0].astype(np.int64))

    return read([f"data_batch_{i}.bin" for i in range(1, 6)]), read(["test_batch.bin"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--hidden", type=int, default=100)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--reg", type=float, default=0.0)
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    (x, y), (x_test, y_test) = load(options.folder)
    mean = x[:TRAIN].float().mean(dim=0)
    hidden = nn.Linear(x.shape[1], options.hidden)
    output = nn.Linear(options.hidden, 10)
    for layer in (hidden, output):
        nn.init.normal_(layer.weight, std=1e-3)
        nn.init.zeros_(layer.bias)
    rule = torch.optim.SGD(
        [{"params": [hidden.weight, output.weight], "weight_decay": options.reg},
         {"params": [hidden.bias, output.bias]}],
        lr=options.rate)

    def scores(rows):
        return output(torch.relu(hidden(rows.float().sub_(mean))))

    def accuracy(rows, truth):
        with torch.no_grad():
            right = sum(
                (scores(part).argmax(dim=1) == labels).sum().item()
                for part, labels in zip(rows.split(1000), truth.split(1000)))
        return right / len(truth)

    for epoch in range(options.epochs):
        start = time.perf_counter()
        for rows in torch.randperm(TRAIN).split(BATCH):
            loss = nn.functional.cross_entropy(scores(x[rows]), y[rows])
            rule.zero_grad()
            loss.backward()
            rule.step()
        seconds = time.perf_counter() - start
        end = TRAIN + VALIDATION
        known = accuracy(x[TRAIN:end], y[TRAIN:end])
        print(f"epoch {epoch + 1}/{options.epochs}  validation {known:.4f}  {TRAIN / seconds:.0f} samples/s")
    print(f"test {accuracy(x_test, y_test):.4f}, {time.perf_counter() - START:.1f} s in all")


if __name__ == "__main__":
    main()
