package dev.lanewise.memory;

/**
 * The examples of a data set, one per row: bytes as in the files ({@link Pixels}) or floats ({@link
 * Matrix}). Not normalized; {@link Batch} pairs samples with a {@link Normalization}.
 */
public sealed interface Samples permits Pixels, Matrix {

  /** Number of samples, N. */
  int rows();

  /** Number of values in each sample, D. */
  int columns();

  /** The samples {@code from} (inclusive) to {@code to} (exclusive), without copying. */
  Samples slice(int from, int to);
}
