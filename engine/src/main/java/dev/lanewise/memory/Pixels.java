package dev.lanewise.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * Unsigned bytes as in an image file: one sample per row, rows without gaps. Off-heap; a float copy
 * of a whole data set never exists, since kernels widen the rows of a batch as they read them.
 */
public final class Pixels implements Samples {

  private final MemorySegment segment;
  private final int rows;
  private final int columns;

  private Pixels(MemorySegment segment, int rows, int columns) {
    this.segment = segment;
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * Views native memory as samples of bytes.
   *
   * @param segment exactly {@code rows * columns} bytes of native memory
   * @throws IllegalArgumentException if the segment is on the heap or of another size
   */
  public static Pixels of(MemorySegment segment, int rows, int columns) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException("pixels need native memory, not a heap segment");
    }
    if (rows < 0 || columns < 0 || segment.byteSize() != (long) rows * columns) {
      throw new IllegalArgumentException(
          "%d bytes are not %d samples of %d pixels".formatted(segment.byteSize(), rows, columns));
    }
    return new Pixels(segment, rows, columns);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  /** The bytes, row after row. */
  public MemorySegment segment() {
    return segment;
  }

  /** Byte offset of the first pixel of a row in {@link #segment()}; not checked. */
  public long rowOffset(int row) {
    return (long) row * columns;
  }

  /** Pixel {@code column} of sample {@code row}, 0 to 255. */
  public int get(int row, int column) {
    Objects.checkIndex(row, rows);
    Objects.checkIndex(column, columns);
    return Byte.toUnsignedInt(segment.get(ValueLayout.JAVA_BYTE, rowOffset(row) + column));
  }

  @Override
  public Pixels slice(int from, int to) {
    Objects.checkFromToIndex(from, to, rows);
    return new Pixels(
        segment.asSlice(rowOffset(from), (long) (to - from) * columns), to - from, columns);
  }

  @Override
  public String toString() {
    return "Pixels(" + rows + ", " + columns + ")";
  }
}
