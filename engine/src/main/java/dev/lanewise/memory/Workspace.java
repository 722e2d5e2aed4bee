package dev.lanewise.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The sole allocator of the engine: owns off-heap memory, counts it against a budget and frees all
 * of it on {@link #close()}. Memory may be used from any thread and is zero at first.
 *
 * <p>Matrices start on 64-byte lines and their rows are padded to whole lines; a row stride that is
 * a multiple of 4 KiB gets one more line, since such rows would fall into the same L1 sets.
 */
public final class Workspace implements AutoCloseable {

  private static final int LINE_BYTES = 64;
  private static final int LINE_FLOATS = LINE_BYTES / Float.BYTES;
  private static final int PAGE_FLOATS = 4096 / Float.BYTES;

  private final Arena arena = Arena.ofShared();
  private final AtomicLong allocated = new AtomicLong();
  private final long budget;

  /** A workspace without a limit of its own. */
  public Workspace() {
    this(Long.MAX_VALUE);
  }

  /** A workspace that gives out at most {@code budget} bytes. */
  public Workspace(long budget) {
    this.budget = budget;
  }

  /**
   * A zero matrix, rows padded.
   *
   * @throws MemoryBudgetException if it would exceed the budget
   * @throws IllegalStateException if the workspace is closed
   */
  public Matrix matrix(int rows, int columns) {
    checkShape(rows, columns);
    return Matrix.of(allocate(bytesOfMatrix(rows, columns)), rows, columns, paddedStride(columns));
  }

  /** The bytes that {@link #matrix(int, int)} takes, padding included; the largest long if more. */
  public static long bytesOfMatrix(int rows, int columns) {
    long floats = rows * paddedStride(columns); // below 2^62
    return floats > Long.MAX_VALUE / Float.BYTES ? Long.MAX_VALUE : floats * Float.BYTES;
  }

  /**
   * A matrix of row-major values. A shape (N, d1, …, dk) is flattened to (N, d1·…·dk), as the
   * affine layer of cs231n does with its input; a shape (n) becomes (1, n).
   *
   * @throws IllegalArgumentException if the number of values is not the product of the shape
   */
  public Matrix matrix(float[] values, int... shape) {
    int rows = shape.length == 1 ? 1 : shape[0];
    int columns = 1;
    for (int d = shape.length == 1 ? 0 : 1; d < shape.length; d++) {
      columns = Math.multiplyExact(columns, shape[d]);
    }
    Matrix matrix = matrix(rows, columns);
    matrix.copyFrom(values);
    return matrix;
  }

  /**
   * A matrix with the rows of {@code values}, (N, D).
   *
   * @throws IllegalArgumentException if the rows differ in length
   */
  public Matrix matrix(float[][] values) {
    int columns = values.length == 0 ? 0 : values[0].length;
    Matrix matrix = matrix(values.length, columns);
    for (int i = 0; i < values.length; i++) {
      if (values[i].length != columns) {
        throw new IllegalArgumentException(
            "row %d has %d values, row 0 has %d".formatted(i, values[i].length, columns));
      }
      matrix.slice(i, i + 1).copyFrom(values[i]);
    }
    return matrix;
  }

  /** Zero pixels, (rows, columns). */
  public Pixels pixels(int rows, int columns) {
    checkShape(rows, columns);
    return Pixels.of(allocate((long) rows * columns), rows, columns);
  }

  /** {@code size} labels, all 0. */
  public Labels labels(int size) {
    checkShape(1, size);
    return Labels.of(allocate((long) size * Integer.BYTES), size);
  }

  /** Labels with the given class ids. */
  public Labels labels(int[] classes) {
    Labels labels = labels(classes.length);
    for (int i = 0; i < classes.length; i++) {
      labels.set(i, classes[i]);
    }
    return labels;
  }

  /**
   * Refuses a plan that will not fit, before any of it is allocated.
   *
   * @param bytes what is going to be asked for in all
   * @throws MemoryBudgetException if it exceeds what the budget has left
   */
  public void requireLeft(long bytes) {
    if (bytes > leftBytes()) {
      throw new MemoryBudgetException(bytes, allocated.get(), budget);
    }
  }

  /** Bytes given out so far. */
  public long allocatedBytes() {
    return allocated.get();
  }

  /** Bytes that the budget has left. */
  public long leftBytes() {
    return budget - allocated.get();
  }

  /** The row stride, in floats, that {@link #matrix(int, int)} gives a row of {@code columns}. */
  static long paddedStride(int columns) {
    long stride = Math.ceilDiv((long) columns, LINE_FLOATS) * LINE_FLOATS;
    return stride > 0 && stride % PAGE_FLOATS == 0 ? stride + LINE_FLOATS : stride;
  }

  private static void checkShape(int rows, int columns) {
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException("not a shape: (%d, %d)".formatted(rows, columns));
    }
  }

  private MemorySegment allocate(long bytes) {
    reserve(bytes);
    try {
      return arena.allocate(bytes, LINE_BYTES);
    } catch (RuntimeException | OutOfMemoryError e) {
      allocated.addAndGet(-bytes);
      throw e;
    }
  }

  private void reserve(long bytes) {
    long inUse;
    do {
      inUse = allocated.get();
      if (bytes > budget - inUse) {
        throw new MemoryBudgetException(bytes, inUse, budget);
      }
    } while (!allocated.compareAndSet(inUse, inUse + bytes));
  }

  /** Frees everything; matrices, pixels and labels given out must not be used any more. */
  @Override
  public void close() {
    arena.close();
  }

  /**
   * Native memory that is freed when nobody refers to it any more: for the packed operands that
   * threads keep, and parameters that outlive the training they come from. On a cache line, zeroed,
   * in no workspace's budget.
   *
   * @param bytes how many
   */
  public static MemorySegment scratch(long bytes) {
    return Arena.ofAuto().allocate(bytes, LINE_BYTES);
  }
}
