package dev.lanewise.io;

import java.util.List;

/**
 * What a file says about one tensor: element type, shape and place. The place is checked to fit
 * type and shape.
 *
 * @param dtype the type of its elements
 * @param shape its dimensions, outermost first; empty for a scalar, and a 0 makes it empty
 * @param begin its first byte, counted from the start of the data region
 * @param end the byte after its last, counted likewise
 */
public record TensorInfo(Dtype dtype, List<Long> shape, long begin, long end) {

  /** Copies the shape. */
  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** Number of bytes in the file. */
  public long bytes() {
    return end - begin;
  }

  /** Whether it can be held as a matrix: F32, one or two dimensions, each an int. */
  boolean fitsMatrix() {
    return dtype == Dtype.F32
        && (shape.size() == 1 || shape.size() == 2)
        && shape.stream().allMatch(size -> size <= Integer.MAX_VALUE);
  }

  /** Rows as a matrix; 1 for a vector. Demands {@link #fitsMatrix()}. */
  int rows() {
    return shape.size() == 1 ? 1 : Math.toIntExact(shape.get(0));
  }

  /** Columns as a matrix. Demands {@link #fitsMatrix()}. */
  int columns() {
    return Math.toIntExact(shape.getLast());
  }
}
