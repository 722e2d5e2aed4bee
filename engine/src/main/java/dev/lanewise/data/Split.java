package dev.lanewise.data;

import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Samples;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.MemorySegment;

/**
 * Samples and their class ids, row for row: the training, validation or test part of a data set.
 *
 * @param samples the inputs, (N, D)
 * @param labels the class id of each sample, (N,)
 */
public record Split(Samples samples, Labels labels) {

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if there are more or fewer labels than samples
   */
  public Split {
    if (samples.rows() != labels.size()) {
      throw new IllegalArgumentException(
          "%d samples, but %d labels".formatted(samples.rows(), labels.size()));
    }
  }

  /**
   * Copies arrays into {@code workspace}.
   *
   * @param x the inputs, (N, D), all finite
   * @param y the class ids, (N,), 0 or more
   * @throws IllegalArgumentException if the rows of {@code x} differ in length, a value is NaN or
   *     infinite, a label is negative, or the counts differ
   */
  public static Split of(Workspace workspace, float[][] x, int[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException("%d samples, but %d labels".formatted(x.length, y.length));
    }
    for (int i = 0; i < y.length; i++) {
      if (y[i] < 0) {
        throw new IllegalArgumentException(
            "sample %d has the negative label %d".formatted(i, y[i]));
      }
      checkFinite(i, x[i]);
    }
    Matrix samples = workspace.matrix(x);
    return new Split(samples, workspace.labels(y));
  }

  private static void checkFinite(int row, float[] values) {
    for (int j = 0; j < values.length; j++) {
      if (!Float.isFinite(values[j])) {
        throw new IllegalArgumentException(
            "sample %d, input %d is %s; inputs must be finite".formatted(row, j, values[j]));
      }
    }
  }

  /** Number of samples, N. */
  public int size() {
    return samples.rows();
  }

  /** Number of values in each sample, D. */
  public int inputs() {
    return samples.columns();
  }

  /** The samples {@code from} (inclusive) to {@code to} (exclusive), without copying. */
  public Split slice(int from, int to) {
    return new Split(samples.slice(from, to), labels.slice(from, to));
  }

  /**
   * Whether the samples of {@code other} stand directly after these in memory, as they do when both
   * are slices of one split that follow one another. True if {@code other} has none; never for
   * floats.
   */
  public boolean isFollowedBy(Split other) {
    return other.size() == 0
        || (samples instanceof Pixels mine
            && other.samples instanceof Pixels next
            && mine.segment().address() + mine.segment().byteSize() == next.segment().address());
  }

  /**
   * How many of these samples are rows of {@code other}: the same memory, not only equal values.
   */
  public int rowsIn(Split other) {
    return bytes().asOverlappingSlice(other.bytes()).map(this::rowsIn).orElse(0);
  }

  private MemorySegment bytes() {
    return switch (samples) {
      case Pixels pixels -> pixels.segment();
      case Matrix matrix -> matrix.segment();
    };
  }

  /** Rows in a span of their memory; the last one has no gap after it. */
  private int rowsIn(MemorySegment span) {
    long rowBytes =
        switch (samples) {
          case Pixels pixels -> pixels.columns();
          case Matrix matrix -> matrix.stride() * Float.BYTES;
        };
    return Math.toIntExact(Math.ceilDiv(span.byteSize(), rowBytes));
  }

  /** A split of no samples, of as many inputs as this one. */
  public Split none() {
    return slice(0, 0);
  }
}
