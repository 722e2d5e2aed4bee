"""The two-layer net of cs231n in PyTorch, for timing beside `lanewise train`.

    python3 pytorch_train.py FOLDER [--hidden 100] [--epochs 10] [--rate 1e-3] [--reg 0]
                             [--seed 0] [--threads N]

FOLDER holds the binary version of CIFAR-10. float32 on the CPU; images stay bytes until their
batch. Like `lanewise train` it takes after each epoch the accuracy over 1,000 training images and
the validation images, keeps the parameters of the epoch with the best validation accuracy, and ends
with that epoch's accuracies; the loss is without L2. Needs torch (1.9 or newer) and numpy.

--threads sets PyTorch's own threads. A BLAS with threads of its own (Debian's OpenBLAS) has a
second pool: set OPENBLAS_NUM_THREADS too, and never both above 1, for then the pools fight over the
cores. An OpenBLAS older than the processor may choose kernels below its best: OPENBLAS_VERBOSE=2
tells which, OPENBLAS_CORETYPE=SkylakeX asks for those with AVX-512. The last line counts from the
program's first line; use the shell's `time` for what comes before that.
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
PART = 1_000  # images that are floats at a time when there is no batch


def load(folder):
    def read(names):
        records = np.concatenate(
            [np.fromfile(folder / name, dtype=np.uint8).reshape(-1, 3073) for name in names])
        records = torch.from_numpy(records)
        return records[:, 1:], records[:, 0].long()

    x, y = read([f"data_batch_{i}.bin" for i in range(1, 6)])
    end = TRAIN + VALIDATION
    return (x[:TRAIN], y[:TRAIN]), (x[TRAIN:end], y[TRAIN:end]), read(["test_batch.bin"])


class TwoLayerNet(nn.Module):
    """Takes images as bytes."""

    def __init__(self, mean, hidden, classes):
        super().__init__()
        self.register_buffer("mean", mean)
        self.hidden = nn.Linear(len(mean), hidden)
        self.output = nn.Linear(hidden, classes)
        for layer in (self.hidden, self.output):
            nn.init.normal_(layer.weight, std=1e-3)
            nn.init.zeros_(layer.bias)

    def forward(self, images):
        return self.output(torch.relu(self.hidden(images.float().sub_(self.mean))))


@torch.inference_mode()
def accuracy(net, split):
    right = sum(
        (net(images).argmax(dim=1) == labels).sum()
        for images, labels in zip(split[0].split(PART), split[1].split(PART)))
    return right.item() / len(split[1])


def train_epoch(net, rule, split):
    """The mean loss."""
    x, y = split
    losses = torch.zeros(())
    for rows in torch.randperm(len(y)).split(BATCH):
        # index_select takes a third of the time of x[rows]
        scores = net(x.index_select(0, rows))
        loss = nn.functional.cross_entropy(scores, y.index_select(0, rows))
        rule.zero_grad(set_to_none=True)
        loss.backward()
        rule.step()
        losses += loss.detach() * len(rows)
    return losses.item() / len(y)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--hidden", type=int, default=100)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--reg", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads of its own")
    torch.manual_seed(options.seed)
    training, validation, test = load(options.folder)
    # sums of bytes: no float of them rounds
    mean = sum(part.float().sum(dim=0) for part in training[0].split(PART)) / TRAIN
    net = TwoLayerNet(mean, options.hidden, 10)
    weights = [net.hidden.weight, net.output.weight]
    biases = [net.hidden.bias, net.output.bias]
    rule = torch.optim.SGD(
        [{"params": weights, "weight_decay": options.reg}, {"params": biases}], lr=options.rate)
    sample = torch.randperm(TRAIN)[:1_000]
    looked_at = (training[0][sample], training[1][sample])
    print(f"ready after {time.perf_counter() - START:.1f} s")

    best, best_epoch, parameters, training_seconds = -1.0, 0, None, 0.0
    for epoch in range(1, options.epochs + 1):
        start = time.perf_counter()
        loss = train_epoch(net, rule, training)
        seconds = time.perf_counter() - start
        training_seconds += seconds
        known = accuracy(net, validation)
        print(f"epoch {epoch}/{options.epochs}  loss {loss:.4f}  "
              f"train {accuracy(net, looked_at):.4f}  validation {known:.4f}  "
              f"{seconds:.2f} s  {TRAIN / seconds:.0f} samples/s")
        if known > best:
            best, best_epoch = known, epoch
            parameters = {name: value.clone() for name, value in net.state_dict().items()}
    net.load_state_dict(parameters)
    print(f"best epoch {best_epoch}: training accuracy {accuracy(net, training):.4f}, "
          f"validation {best:.4f}, test {accuracy(net, test):.4f}")
    print(f"{TRAIN * options.epochs / training_seconds:.0f} samples/s in training, "
          f"{time.perf_counter() - START:.1f} s in all")


if __name__ == "__main__":
    main()
