package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Pixels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Arguments of kernels, in the middle of one bigger buffer. Every byte that is not an element is
 * 0xFF: as a float NaN, so that reading it shows in a result, and writing it is found by {@link
 * #assertOnlyWritten}.
 */
final class Given {

  /** Values on which formulas differ. */
  static final float[] SPECIALS = {
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    0f,
    -0f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    1e-40f,
    -1e-40f,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    1f,
    -1f
  };

  private static final byte ROGUE = (byte) 0xFF;
  private static final int LINE = 64;
  private static final int GUARD = 64;
  private static final long SMALL_BUFFER = 1L << 20;

  private final SplittableRandom random;
  private final MemorySegment buffer;
  private final MemorySegment before;
  private long used;
  private int padding;
  private int offset;

  /** Room for small matrices; the same seed gives the same values. */
  Given(long seed) {
    this(seed, SMALL_BUFFER);
  }

  /** Room for {@code bytes} bytes. */
  Given(long seed, long bytes) {
    this.random = new SplittableRandom(seed);
    this.buffer = Arena.ofAuto().allocate(bytes, LINE);
    this.before = Arena.ofAuto().allocate(bytes, LINE);
  }

  /**
   * Places what follows {@code offset} bytes after a 64-byte line, with {@code padding} floats
   * between rows.
   */
  Given layout(int padding, int offset) {
    this.padding = padding;
    this.offset = offset;
    return this;
  }

  /** Gives the buffer free, for the next case. */
  void reset() {
    used = 0;
  }

  private MemorySegment take(long bytes) {
    long start = Math.ceilDiv(used + GUARD, LINE) * LINE + offset;
    long end = start + bytes + GUARD;
    if (end > buffer.byteSize()) {
      throw new IllegalArgumentException("the buffer is too small for " + bytes + " more bytes");
    }
    buffer.asSlice(used, end - used).fill(ROGUE);
    used = end;
    return buffer.asSlice(start, bytes);
  }

  /** A matrix of NaN, as an output may be. */
  Matrix unset(int rows, int columns) {
    long stride = (long) columns + padding;
    long floats = rows == 0 || columns == 0 ? 0 : (rows - 1) * stride + columns;
    return Matrix.of(take(floats * Float.BYTES), rows, columns, stride);
  }

  /** Uniform values between -1 and 1. */
  Matrix random(int rows, int columns) {
    return random(rows, columns, 1f);
  }

  /** Uniform values between {@code -bound} and {@code bound}. */
  Matrix random(int rows, int columns, float bound) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    return filled(rows, columns, values);
  }

  /** Integers from {@code -bound} to {@code bound}. */
  Matrix integers(int rows, int columns, int bound) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(-bound, bound + 1);
    }
    return filled(rows, columns, values);
  }

  /** Uniform values between -4 and 4, every third one of {@link #SPECIALS} instead. */
  Matrix special(int rows, int columns) {
    Matrix matrix = random(rows, columns, 4f);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        if (random.nextInt(3) == 0) {
          matrix.set(i, j, SPECIALS[random.nextInt(SPECIALS.length)]);
        }
      }
    }
    return matrix;
  }

  /** A matrix with these values, row by row. */
  Matrix filled(int rows, int columns, float... values) {
    Matrix matrix = unset(rows, columns);
    matrix.copyFrom(values);
    return matrix;
  }

  /** Random bytes. */
  Pixels pixels(int rows, int columns) {
    MemorySegment segment = take((long) rows * columns);
    for (long i = 0; i < segment.byteSize(); i++) {
      segment.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(256));
    }
    return Pixels.of(segment, rows, columns);
  }

  /** These labels. */
  Labels labels(int... classes) {
    Labels labels = Labels.of(take((long) classes.length * Integer.BYTES), classes.length);
    for (int i = 0; i < classes.length; i++) {
      labels.set(i, classes[i]);
    }
    return labels;
  }

  /** Labels from 0 to {@code classes - 1}. */
  Labels randomLabels(int size, int classes) {
    return labels(random.ints(size, 0, classes).toArray());
  }

  /** An integer from 0 to {@code bound - 1}. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** Remembers the whole buffer, just before the operation under test. */
  void watch() {
    MemorySegment.copy(buffer, 0, before, 0, used);
  }

  /** Since {@link #watch}, nothing but elements of {@code outputs} has changed. */
  void assertOnlyWritten(Matrix... outputs) {
    for (Matrix output : outputs) {
      long start = output.segment().address() - buffer.address();
      long rowBytes = (long) output.columns() * Float.BYTES;
      for (int i = 0; rowBytes > 0 && i < output.rows(); i++) {
        long row = start + output.rowOffset(i);
        MemorySegment.copy(buffer, row, before, row, rowBytes);
      }
    }
    long at = buffer.asSlice(0, used).mismatch(before.asSlice(0, used));
    assertEquals(-1, at, "first byte written outside the outputs");
  }

  /** The elements have exactly these bits, row by row, any NaN being as good as another. */
  static void assertBits(float[] expected, Matrix actual) {
    float[] values = actual.toArray();
    int at = Arrays.mismatch(expected, values); // compares as floatToIntBits does
    if (at >= 0) {
      fail(
          "element (%d, %d) of %s: expected %s, got %s"
              .formatted(
                  at / actual.columns(),
                  at % actual.columns(),
                  actual.shape(),
                  Float.toHexString(expected[at]),
                  Float.toHexString(values[at])));
    }
  }
}
