package dev.lanewise.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.memory.Normalization.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pixels, labels, and the rows and normalization a batch is made of. */
class SamplesTest {

  private final Workspace workspace = new Workspace();

  @AfterEach
  void close() {
    workspace.close();
  }

  private Pixels pixels(int rows, int columns) {
    Pixels pixels = workspace.pixels(rows, columns);
    for (int i = 0; i < rows * columns; i++) {
      pixels.segment().set(ValueLayout.JAVA_BYTE, i, (byte) (250 + i));
    }
    return pixels;
  }

  @Test
  void pixelsAreUnsignedRowsWithoutGaps() {
    Pixels pixels = pixels(3, 2);
    assertEquals(250, pixels.get(0, 0));
    assertEquals(255, pixels.get(2, 1));
    assertEquals(4, pixels.rowOffset(2));
    Pixels slice = pixels.slice(1, 3);
    assertEquals(2, slice.rows());
    assertEquals(2, slice.columns());
    assertEquals(252, slice.get(0, 0));
    slice.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) 9);
    assertEquals(9, pixels.get(1, 0), "a slice shares the memory");
    assertEquals(0, pixels.slice(3, 3).rows());
  }

  @Test
  void pixelsCheck() {
    Pixels pixels = pixels(3, 2);
    for (int[] index : new int[][] {{-1, 0}, {3, 0}, {0, -1}, {0, 2}}) {
      assertThrows(IndexOutOfBoundsException.class, () -> pixels.get(index[0], index[1]));
    }
    assertThrows(IndexOutOfBoundsException.class, () -> pixels.slice(1, 4));
    MemorySegment six = Arena.ofAuto().allocate(6);
    assertThrows(IllegalArgumentException.class, () -> Pixels.of(six, 2, 2));
    assertThrows(IllegalArgumentException.class, () -> Pixels.of(six, 2, 4));
    assertThrows(IllegalArgumentException.class, () -> Pixels.of(six, -2, -3));
    MemorySegment heap = MemorySegment.ofArray(new byte[6]);
    assertThrows(IllegalArgumentException.class, () -> Pixels.of(heap, 2, 3));
  }

  @Test
  void labels() {
    Labels labels = workspace.labels(new int[] {3, 1, 4, 1});
    assertEquals(4, labels.size());
    assertEquals(4, labels.get(2));
    Labels slice = labels.slice(1, 3);
    assertArrayEquals(new int[] {1, 4}, slice.toArray());
    slice.set(0, 8);
    assertArrayEquals(new int[] {3, 8, 4, 1}, labels.toArray());
    assertArrayEquals(new int[] {0, 0}, workspace.labels(2).toArray());
    assertEquals(0, labels.slice(4, 4).size());
  }

  @Test
  void labelsCheck() {
    Labels labels = workspace.labels(3);
    assertThrows(IndexOutOfBoundsException.class, () -> labels.get(3));
    assertThrows(IndexOutOfBoundsException.class, () -> labels.set(-1, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> labels.slice(2, 4));
    MemorySegment eleven = Arena.ofAuto().allocate(11);
    assertThrows(IllegalArgumentException.class, () -> Labels.of(eleven, 3));
    assertThrows(IllegalArgumentException.class, () -> Labels.of(eleven, -1));
    assertEquals(2, Labels.of(eleven, 2).toArray().length);
    MemorySegment heap = MemorySegment.ofArray(new int[3]);
    assertThrows(IllegalArgumentException.class, () -> Labels.of(heap, 3));
  }

  private static int[] sourceRows(Batch rows) {
    int[] sourceRows = new int[rows.count()];
    for (int i = 0; i < sourceRows.length; i++) {
      sourceRows[i] = rows.sourceRow(i);
    }
    return sourceRows;
  }

  @Test
  void rows() {
    Pixels pixels = pixels(5, 2);
    Normalization none = Normalization.none(workspace, 2);
    Batch all = Batch.all(pixels, none);
    assertArrayEquals(new int[] {0, 1, 2, 3, 4}, sourceRows(all));
    assertEquals(2, all.columns());
    assertArrayEquals(new int[] {2, 3}, sourceRows(Batch.range(pixels, none, 2, 4)));
    int[] index = {9, 4, 0, 0, -3};
    assertArrayEquals(new int[] {4, 0, 0}, sourceRows(Batch.indexed(pixels, none, index, 1, 4)));
    assertEquals(0, Batch.indexed(pixels, none, new int[0], 0, 0).count());
    assertEquals(0, Batch.range(pixels, none, 5, 5).count());
  }

  @Test
  void rowsCheck() {
    Pixels pixels = pixels(5, 2);
    Normalization none = Normalization.none(workspace, 2);
    assertThrows(IndexOutOfBoundsException.class, () -> Batch.range(pixels, none, 2, 6));
    int[] index = {0, 5, -1, 4};
    assertThrows(IndexOutOfBoundsException.class, () -> Batch.indexed(pixels, none, index, 0, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> Batch.indexed(pixels, none, index, 2, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> Batch.indexed(pixels, none, index, 3, 5));
    Normalization three = Normalization.none(workspace, 3);
    assertThrows(IllegalArgumentException.class, () -> Batch.all(pixels, three));
  }

  @Test
  void normalizations() {
    Normalization none = Normalization.none(workspace, 3);
    assertEquals(Kind.NONE, none.kind());
    assertEquals(3, none.inputs());
    assertArrayEquals(new float[3], none.mean().toArray());
    assertArrayEquals(new float[] {1, 1, 1}, none.inverse().toArray());
    Normalization unit = Normalization.unit(workspace, 1);
    assertEquals(Kind.UNIT, unit.kind());
    assertEquals(1f / 255f, unit.inverse().get(0, 0));
    Matrix row = workspace.matrix(1, 3);
    Matrix longer = workspace.matrix(1, 4);
    Matrix tall = workspace.matrix(2, 3);
    for (Matrix[] wrong : new Matrix[][] {{row, longer}, {tall, row}, {row, tall}}) {
      assertThrows(
          IllegalArgumentException.class, () -> new Normalization(Kind.CENTER, wrong[0], wrong[1]));
    }
  }
}
