package dev.lanewise.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * A float32 row-major view of off-heap memory: rows, columns and a row stride. Not an owner: the
 * memory belongs to the {@link Workspace} (or mapping) it came from, and slices share it.
 *
 * <p>Element (i, j) lies at float {@code i * stride + j} of the segment. A vector of n values is a
 * (1, n) matrix.
 */
public final class Matrix implements Samples {

  /** The layout of one element: native byte order, no alignment demanded. */
  public static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final MemorySegment segment;
  private final int rows;
  private final int columns;
  private final long stride;

  private Matrix(MemorySegment segment, int rows, int columns, long stride) {
    this.segment = segment;
    this.rows = rows;
    this.columns = columns;
    this.stride = columns == 0 ? 0 : stride; // no row then starts past the empty segment
  }

  /**
   * Views native memory as a matrix.
   *
   * @param segment native memory whose first float is element (0, 0)
   * @param rows number of rows, 0 or more
   * @param columns number of columns, 0 or more
   * @param stride distance between rows in floats, at least {@code columns}
   * @throws IllegalArgumentException if the segment is on the heap or too small, or a size is wrong
   */
  public static Matrix of(MemorySegment segment, int rows, int columns, long stride) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException("a matrix needs native memory, not a heap segment");
    }
    if (rows < 0 || columns < 0 || stride < columns) {
      throw new IllegalArgumentException(
          "not a matrix: %d rows, %d columns, row stride %d".formatted(rows, columns, stride));
    }
    long floats = floatsSpanned(rows, columns, stride);
    if (floats > segment.byteSize() / Float.BYTES) {
      throw new IllegalArgumentException(
          "a (%d, %d) matrix with row stride %d needs %d floats, the segment holds %d"
              .formatted(rows, columns, stride, floats, segment.byteSize() / Float.BYTES));
    }
    return new Matrix(segment.asSlice(0, floats * Float.BYTES), rows, columns, stride);
  }

  private static long floatsSpanned(int rows, int columns, long stride) {
    if (rows == 0 || columns == 0) {
      return 0;
    }
    return Math.addExact(Math.multiplyExact(rows - 1L, stride), columns);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  /** Distance from one row to the next, in floats; 0 without columns. */
  public long stride() {
    return stride;
  }

  /** The memory from element (0, 0) to the last element, padding between rows included. */
  public MemorySegment segment() {
    return segment;
  }

  /** Byte offset of element (row, 0) in {@link #segment()}; not checked. */
  public long rowOffset(int row) {
    return row * stride * Float.BYTES;
  }

  /** Element (row, column). */
  public float get(int row, int column) {
    return segment.get(FLOAT, offset(row, column));
  }

  /** Sets element (row, column). */
  public void set(int row, int column, float value) {
    segment.set(FLOAT, offset(row, column), value);
  }

  private long offset(int row, int column) {
    Objects.checkIndex(row, rows);
    Objects.checkIndex(column, columns);
    return (row * stride + column) * Float.BYTES;
  }

  @Override
  public Matrix slice(int from, int to) {
    Objects.checkFromToIndex(from, to, rows);
    if (from == to || columns == 0) {
      return new Matrix(segment.asSlice(0, 0), to - from, columns, stride);
    }
    long bytes = floatsSpanned(to - from, columns, stride) * Float.BYTES;
    return new Matrix(segment.asSlice(rowOffset(from), bytes), to - from, columns, stride);
  }

  /** The columns {@code from} (inclusive) to {@code to} (exclusive) of every row, shared. */
  public Matrix columnSlice(int from, int to) {
    Objects.checkFromToIndex(from, to, columns);
    if (from == to || rows == 0) {
      return new Matrix(segment.asSlice(0, 0), rows, to - from, stride);
    }
    long bytes = floatsSpanned(rows, to - from, stride) * Float.BYTES;
    return new Matrix(segment.asSlice((long) from * Float.BYTES, bytes), rows, to - from, stride);
  }

  /** Rows to go through; 2^31 empty ones would take a while. */
  private int rowsWithElements() {
    return columns == 0 ? 0 : rows;
  }

  /** Sets every element to {@code value}; padding between rows is left alone. Modified: this. */
  public void fill(float value) {
    for (int i = 0; i < rowsWithElements(); i++) {
      for (int j = 0; j < columns; j++) {
        segment.set(FLOAT, rowOffset(i) + ((long) j << 2), value);
      }
    }
  }

  /** Copies all elements of {@code source}, which has the same shape. Modified: this. */
  public void copyFrom(Matrix source) {
    if (source.rows != rows || source.columns != columns) {
      throw new IllegalArgumentException(
          "shape %s expected, got %s".formatted(shape(), source.shape()));
    }
    for (int i = 0; i < rowsWithElements(); i++) {
      MemorySegment.copy(
          source.segment, source.rowOffset(i), segment, rowOffset(i), (long) columns << 2);
    }
  }

  /** Copies row-major values, {@code rows * columns} of them. Modified: this. */
  public void copyFrom(float[] values) {
    if (values.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          "%d values expected for shape %s, got %d"
              .formatted((long) rows * columns, shape(), values.length));
    }
    for (int i = 0; i < rowsWithElements(); i++) {
      MemorySegment.copy(values, i * columns, segment, FLOAT, rowOffset(i), columns);
    }
  }

  /** All elements row-major, without padding. */
  public float[] toArray() {
    float[] values = new float[Math.multiplyExact(rows, columns)];
    for (int i = 0; i < rowsWithElements(); i++) {
      MemorySegment.copy(segment, FLOAT, rowOffset(i), values, i * columns, columns);
    }
    return values;
  }

  /**
   * Whether this matrix and {@code other} share an element. Exact for views with the same row
   * stride, such as column slices of one matrix; otherwise any common span of memory counts.
   */
  public boolean overlaps(Matrix other) {
    if (segment.asOverlappingSlice(other.segment).isEmpty()) {
      return false;
    }
    long bytes = other.segment.address() - segment.address();
    if (stride != other.stride || bytes % Float.BYTES != 0) {
      return true;
    }
    long shift = Math.floorMod(bytes / Float.BYTES, stride); // column at which other begins in this
    return shift < columns || shift + other.columns > stride;
  }

  /** The shape as text, such as {@code (100, 3072)}. */
  public String shape() {
    return "(" + rows + ", " + columns + ")";
  }

  @Override
  public String toString() {
    return "Matrix" + shape();
  }
}
