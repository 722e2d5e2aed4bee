package dev.lanewise.io;

import dev.lanewise.memory.Matrix;
import java.util.List;

/**
 * A tensor to be written: the values of a matrix, and whether the file shall call them a vector (n)
 * or a matrix (rows, columns). Values are not copied.
 *
 * @param values the values, (rows, columns)
 * @param shape the shape in the file
 */
public record Tensor(Matrix values, List<Integer> shape) {

  /**
   * Checks that the shape is one of the two.
   *
   * @throws IllegalArgumentException if {@code shape} is neither (rows, columns) nor, for a matrix
   *     of one row, (columns)
   */
  public Tensor {
    shape = List.copyOf(shape);
    boolean vector = values.rows() == 1 && shape.equals(List.of(values.columns()));
    if (!vector && !shape.equals(List.of(values.rows(), values.columns()))) {
      throw new IllegalArgumentException(
          "a matrix %s cannot be written with shape %s".formatted(values.shape(), shape));
    }
  }

  /** A tensor of two dimensions, (rows, columns). */
  public static Tensor matrix(Matrix values) {
    return new Tensor(values, List.of(values.rows(), values.columns()));
  }

  /**
   * A tensor of one dimension, (n).
   *
   * @throws IllegalArgumentException unless {@code values} is (1, n)
   */
  public static Tensor vector(Matrix values) {
    return new Tensor(values, List.of(values.columns()));
  }

  /** Number of bytes in the file: no padding between rows. */
  long bytes() {
    return (long) values.rows() * values.columns() * Float.BYTES;
  }
}
