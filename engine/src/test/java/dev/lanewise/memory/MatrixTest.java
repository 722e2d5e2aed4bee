package dev.lanewise.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A strided view: what it shows, what its slices share, and what it refuses. */
class MatrixTest {

  private final MemorySegment memory = Arena.ofAuto().allocate(400, 64);

  private Matrix numbered(int rows, int columns, long stride) {
    Matrix matrix = Matrix.of(memory, rows, columns, stride);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, 10 * i + j);
      }
    }
    return matrix;
  }

  @Test
  void elementsLieRowMajorAtTheStride() {
    Matrix matrix = numbered(3, 4, 6);
    assertEquals(3, matrix.rows());
    assertEquals(4, matrix.columns());
    assertEquals(6, matrix.stride());
    assertEquals(48, matrix.rowOffset(2));
    assertEquals(64, matrix.segment().byteSize(), "up to the last element");
    assertEquals(23f, matrix.segment().getAtIndex(Matrix.FLOAT, 2 * 6 + 3));
    assertEquals(23f, matrix.get(2, 3));
    assertEquals("(3, 4)", matrix.shape());
  }

  @Test
  void rowOffsetsPastTheRangeOfInt() {
    Matrix matrix = Matrix.of(memory, 1, 5, 1L << 40);
    assertEquals(3L << 42, matrix.rowOffset(3));
  }

  @Test
  void refusesWhatIsNotAMatrix() {
    assertRefused(() -> Matrix.of(memory, -1, 2, 2));
    assertRefused(() -> Matrix.of(memory, 2, -1, 2));
    assertRefused(() -> Matrix.of(memory, 2, 3, 2));
    assertRefused(() -> Matrix.of(memory, 11, 10, 10));
    assertRefused(() -> Matrix.of(memory.asSlice(0, 39), 1, 10, 10));
    assertRefused(() -> Matrix.of(MemorySegment.ofArray(new float[10]), 1, 10, 10));
    assertThrows(
        ArithmeticException.class, () -> Matrix.of(memory, Integer.MAX_VALUE, 1, Long.MAX_VALUE));
    assertEquals(40, Matrix.of(memory, 2, 5, 95).get(1, 4) + 40, "the last float of the memory");
  }

  private static void assertRefused(Runnable call) {
    assertThrows(IllegalArgumentException.class, call::run);
  }

  @Test
  void indicesAreChecked() {
    Matrix matrix = numbered(3, 4, 6);
    for (int[] index : new int[][] {{-1, 0}, {3, 0}, {0, -1}, {0, 4}}) {
      assertThrows(IndexOutOfBoundsException.class, () -> matrix.get(index[0], index[1]));
      assertThrows(IndexOutOfBoundsException.class, () -> matrix.set(index[0], index[1], 1f));
    }
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.slice(2, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.slice(-1, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.slice(2, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.columnSlice(0, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.columnSlice(3, 2));
  }

  @Test
  void slicesShareTheMemory() {
    Matrix matrix = numbered(4, 5, 7);
    Matrix rows = matrix.slice(1, 3);
    assertArrayEquals(new float[] {10, 11, 12, 13, 14, 20, 21, 22, 23, 24}, rows.toArray());
    Matrix columns = matrix.columnSlice(2, 4);
    assertArrayEquals(new float[] {2, 3, 12, 13, 22, 23, 32, 33}, columns.toArray());
    Matrix both = rows.columnSlice(4, 5);
    assertArrayEquals(new float[] {14, 24}, both.toArray());
    both.fill(-1);
    assertEquals(-1f, matrix.get(1, 4));
    assertEquals(-1f, matrix.get(2, 4));
    assertArrayEquals(matrix.toArray(), matrix.slice(0, 4).columnSlice(0, 5).toArray());
  }

  @Test
  void copiesLeaveThePaddingAlone() {
    Matrix.of(memory, 1, 100, 100).fill(-7f);
    Matrix matrix = Matrix.of(memory, 3, 2, 5);
    matrix.copyFrom(new float[] {1, 2, 3, 4, 5, 6});
    float[] all = Matrix.of(memory, 1, 13, 13).toArray();
    assertArrayEquals(new float[] {1, 2, -7, -7, -7, 3, 4, -7, -7, -7, 5, 6, -7}, all);
    Matrix other = Matrix.of(Arena.ofAuto().allocate(100), 3, 2, 4);
    other.copyFrom(matrix);
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, other.toArray());
    assertRefused(() -> matrix.copyFrom(new float[5]));
    assertRefused(() -> matrix.copyFrom(new float[7]));
    assertRefused(() -> matrix.copyFrom(numbered(2, 3, 3)));
  }

  @Test
  void emptyMatrices() {
    for (Matrix empty :
        new Matrix[] {
          numbered(3, 4, 6).columnSlice(2, 2),
          numbered(3, 4, 6).columnSlice(4, 4),
          numbered(3, 4, 6).slice(3, 3),
          numbered(3, 4, 6).slice(1, 1),
          Matrix.of(memory, 5, 0, 9),
          Matrix.of(memory, 0, 5, 9),
          Matrix.of(memory.asSlice(0, 0), 0, 0, 0)
        }) {
      assertEquals(0, empty.toArray().length);
      empty.fill(1f);
      empty.copyFrom(new float[0]);
      empty.copyFrom(empty);
      assertFalse(empty.overlaps(numbered(3, 4, 6)));
      assertFalse(numbered(3, 4, 6).overlaps(empty));
      assertFalse(empty.overlaps(empty));
      assertEquals(empty.rows(), empty.slice(0, empty.rows()).rows());
      assertEquals(empty.columns(), empty.columnSlice(0, empty.columns()).columns());
    }
  }

  /** Against a count of shared elements: exact for equal strides, never missing one otherwise. */
  @Test
  void overlaps() {
    SplittableRandom random = new SplittableRandom(1);
    int sharing = 0;
    int cases = 20_000;
    for (int n = 0; n < cases; n++) {
      int stride = 1 + random.nextInt(8);
      Matrix one = somewhere(random, stride);
      Matrix other = somewhere(random, random.nextBoolean() ? stride : 1 + random.nextInt(8));
      boolean shares = shareAnElement(one, other);
      sharing += shares ? 1 : 0;
      if (shares || one.stride() == other.stride()) {
        assertEquals(shares, one.overlaps(other), () -> describe(one) + describe(other));
        assertEquals(shares, other.overlaps(one), () -> describe(other) + describe(one));
      }
    }
    assertTrue(sharing > cases / 10 && sharing < cases * 9 / 10, "both answers are tested");
  }

  private Matrix somewhere(SplittableRandom random, int stride) {
    int rows = 1 + random.nextInt(4);
    int columns = 1 + random.nextInt(stride);
    return Matrix.of(memory.asSlice(4L * random.nextInt(40)), rows, columns, stride);
  }

  private boolean shareAnElement(Matrix one, Matrix other) {
    boolean[] taken = new boolean[100];
    for (int i = 0; i < one.rows() * one.columns(); i++) {
      taken[place(one, i)] = true;
    }
    for (int i = 0; i < other.rows() * other.columns(); i++) {
      if (taken[place(other, i)]) {
        return true;
      }
    }
    return false;
  }

  private int place(Matrix matrix, int i) {
    long start = matrix.segment().address() - memory.address();
    long row = matrix.rowOffset(i / matrix.columns());
    return Math.toIntExact((start + row) / 4 + i % matrix.columns());
  }

  private String describe(Matrix matrix) {
    return "%s from %d, stride %d; "
        .formatted(matrix, (matrix.segment().address() - memory.address()) / 4, matrix.stride());
  }

  @Test
  void overlapByPartOfAnElement() {
    Matrix one = Matrix.of(memory, 2, 2, 8);
    Matrix shifted = Matrix.of(memory.asSlice(6), 1, 1, 8);
    assertTrue(one.overlaps(shifted));
  }
}
