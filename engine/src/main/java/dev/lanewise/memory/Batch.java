package dev.lanewise.memory;

import java.util.Objects;

/**
 * A batch as the first layer sees it: which rows of some {@link Samples}, and the {@link
 * Normalization} to apply while they are read. Nothing is copied; (N, D) is its shape.
 */
public final class Batch {

  private final Samples source;
  private final Normalization normalization;
  private final int[] index; // empty: consecutive rows from `from`
  private final int from;
  private final int count;

  private Batch(Samples source, Normalization normalization, int[] index, int from, int count) {
    if (source.columns() != normalization.inputs()) {
      throw new IllegalArgumentException(
          "samples have %d inputs, the normalization %d"
              .formatted(source.columns(), normalization.inputs()));
    }
    this.source = source;
    this.normalization = normalization;
    this.index = index;
    this.from = from;
    this.count = count;
  }

  /** All samples in order. */
  public static Batch all(Samples source, Normalization normalization) {
    return range(source, normalization, 0, source.rows());
  }

  /** The samples {@code from} (inclusive) to {@code to} (exclusive) in order. */
  public static Batch range(Samples source, Normalization normalization, int from, int to) {
    Objects.checkFromToIndex(from, to, source.rows());
    return new Batch(source, normalization, new int[0], from, to - from);
  }

  /**
   * The samples {@code index[from]} to {@code index[to - 1]} in that order. The array is not
   * copied.
   *
   * @throws IndexOutOfBoundsException if an index is not a row of {@code source}
   */
  public static Batch indexed(
      Samples source, Normalization normalization, int[] index, int from, int to) {
    Objects.checkFromToIndex(from, to, index.length);
    for (int i = from; i < to; i++) {
      Objects.checkIndex(index[i], source.rows());
    }
    return new Batch(source, normalization, index, from, to - from);
  }

  /** Where the rows come from. */
  public Samples source() {
    return source;
  }

  /** What is applied to each value. */
  public Normalization normalization() {
    return normalization;
  }

  /** Number of rows, N. */
  public int count() {
    return count;
  }

  /** Number of inputs, D. */
  public int columns() {
    return source.columns();
  }

  /** The row of {@link #source()} that stands at position {@code i}; not checked. */
  public int sourceRow(int i) {
    return index.length == 0 ? from + i : index[from + i];
  }
}
