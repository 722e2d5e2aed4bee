package dev.lanewise.data;

import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.random.CounterRandom;
import dev.lanewise.random.CounterRandom.Purpose;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The batches of a training run, a pure function of seed, epoch and step. {@link Sampling#SHUFFLE}
 * permutes the split once per epoch (Fisher and Yates, from the last position down); {@link
 * Sampling#REPLACEMENT} draws each step on its own.
 */
public final class Batches {

  private final Split split;
  private final Normalization normalization;
  private final int batchSize;
  private final Sampling sampling;
  private final long seed;
  private final int[] order; // (N,) of the epoch, or (B,) of the step
  private final Labels labels; // (B,)
  private int epoch;

  /**
   * Batches of {@code batchSize} samples of a split.
   *
   * @throws IllegalArgumentException if the batch is larger than the split or smaller than 1
   */
  public Batches(
      Split split,
      Normalization normalization,
      int batchSize,
      Sampling sampling,
      long seed,
      Workspace workspace) {
    if (batchSize < 1 || batchSize > split.size()) {
      throw new IllegalArgumentException(
          "batch size must be 1 to %d, the size of the training set, got %d"
              .formatted(split.size(), batchSize));
    }
    this.split = split;
    this.normalization = normalization;
    this.batchSize = batchSize;
    this.sampling = sampling;
    this.seed = seed;
    this.order = new int[sampling == Sampling.SHUFFLE ? split.size() : batchSize];
    this.labels = workspace.labels(batchSize);
  }

  /** Steps of an epoch: all samples for SHUFFLE, max(N / B, 1) for REPLACEMENT. */
  public int steps() {
    return sampling == Sampling.SHUFFLE
        ? Math.ceilDiv(split.size(), batchSize)
        : Math.max(split.size() / batchSize, 1);
  }

  /** Begins epoch {@code epoch}, from 0. */
  public void startEpoch(int epoch) {
    this.epoch = epoch;
    if (sampling == Sampling.SHUFFLE) {
      shuffle(order, new CounterRandom(seed, Purpose.SHUFFLE, 0, epoch));
    }
  }

  /** Fills {@code order} with a permutation of 0 … length-1. */
  private static void shuffle(int[] order, CounterRandom random) {
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.below(i, i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  /** The samples of step {@code step}, from 0, of the epoch; hold until the next call. */
  public Batch get(int step) {
    if (sampling == Sampling.SHUFFLE) {
      int from = step * batchSize;
      int to = Math.min(from + batchSize, order.length);
      return Batch.indexed(split.samples(), normalization, order, from, to);
    }
    CounterRandom random = new CounterRandom(seed, Purpose.BATCH, 0, epoch * steps() + step);
    for (int i = 0; i < batchSize; i++) {
      order[i] = random.below(i, split.size());
    }
    return Batch.indexed(split.samples(), normalization, order, 0, batchSize);
  }

  /** The labels of what {@link #get} gave last; hold until the next call. */
  public Labels labels(Batch rows) {
    Labels result = labels.slice(0, rows.count());
    for (int i = 0; i < rows.count(); i++) {
      result.set(i, split.labels().get(rows.sourceRow(i)));
    }
    return result;
  }

  /**
   * A fixed choice of training samples, drawn once per run without replacement; all of them, in
   * order, where there are no more than {@code count}.
   */
  public static int[] accuracySample(int size, int count, long seed) {
    if (size <= count) {
      return IntStream.range(0, size).toArray();
    }
    int[] order = new int[size];
    shuffle(order, new CounterRandom(seed, Purpose.TRAIN_ACCURACY));
    return Arrays.copyOf(order, count);
  }
}
