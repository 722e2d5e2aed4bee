package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import dev.lanewise.kernels.vector.MicroKernelShape.Output;
import dev.lanewise.memory.Matrix;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The accumulators of C: the address of the current tile in the matrix and in the thread's buffer
 * of sums. The buffer holds the sums over the blocks of k so far, tile after tile without gaps;
 * after the last block they are copied to C. With a single block of k, whole tiles are written
 * directly to C.
 */
final class AccumulatorC {

  private static final int L = Lanes.COUNT;

  private final Operand operand = new Operand();
  private Matrix c = Operand.NONE;
  private Partition columns = new Partition();
  private boolean accumulate;
  private boolean kept;
  private boolean begins;
  private boolean ends;
  private int i0;
  private int j;
  private int width;

  /**
   * Sets the matrix.
   *
   * @param accumulate whether the product is added to C
   * @param kept whether sums of a whole part of C are kept, as {@code accumulate} and several
   *     blocks of k require
   */
  void set(Matrix c, boolean accumulate, boolean kept) {
    this.c = c;
    this.accumulate = accumulate;
    this.kept = kept;
    operand.segment = c.segment();
    operand.stride = c.stride() << 2;
  }

  /**
   * Sets the part of C: {@code rows} rows from row {@code i}, and the panels {@code columns} from
   * column {@code j}.
   */
  void part(int i, int rows, int j, Partition columns) {
    this.i0 = i;
    this.j = j;
    this.columns = columns;
    int floats = Math.max(MicroKernel.MOST_FLOATS, kept ? rows * columns.padded() : 0);
    if (operand.array.length < floats) {
      operand.array = new float[floats];
    }
  }

  /** Sets whether the block of k is the first one and whether it is the last one. */
  void steps(boolean first, boolean last) {
    begins = first;
    ends = last;
  }

  /** Whether the tile's chains of fma start at +0. */
  boolean isFresh() {
    return begins && !accumulate;
  }

  /** Whether the tile's chains start at the values of C. */
  boolean isReadFirst() {
    return begins && accumulate;
  }

  /** Whether the tile is written to C after this block of k. */
  boolean isLast() {
    return ends;
  }

  /** Where tiles of a panel are written. */
  Output output(int panel) {
    boolean whole = columns.valid(panel) == columns.width(panel);
    return isFresh() && ends && whole ? Output.MATRIX : Output.BUFFER;
  }

  /** Returns the operand of the tile in {@code panel} whose first row is {@code i}. */
  Operand at(int i, int height, int panel) {
    width = columns.width(panel);
    operand.offset = c.rowOffset(i) + ((long) (j + columns.first(panel)) << 2);
    operand.index = kept ? (i - i0) * columns.padded() + height * columns.start(panel) : 0;
    return operand;
  }

  /**
   * Sets the distance to the next tile: {@code height} rows below if {@code down}, else the next
   * panel.
   */
  void setNext(boolean down, int height) {
    operand.nextOffset = down ? height * operand.stride : (long) width << 2;
    operand.nextIndex = kept ? height * (down ? columns.padded() : width) : 0;
  }

  /** Reads the tile from C. */
  void read(int height, int panel) {
    MemorySegment memory = Lanes.known(c.segment());
    int valid = columns.valid(panel);
    int whole = Lanes.wholeRows(c, operand.offset, height, width / L);
    long at = operand.offset;
    int to = operand.index;
    for (int r = 0; r < whole; r++) {
      for (int v = 0; v < width; v += L) {
        FloatVector.fromMemorySegment(FLOAT, memory, at + ((long) v << 2), ORDER)
            .intoArray(operand.array, to + v);
      }
      at += operand.stride;
      to += width;
    }
    for (int r = whole; r < height; r++) {
      for (int v = 0; v < valid; v++) {
        operand.array[to + v] = Elementwise.get(c, at + ((long) v << 2));
      }
      at += operand.stride;
      to += width;
    }
  }

  /** Writes the tile to C. Modified: c. */
  void write(int height, int panel) {
    MemorySegment memory = Lanes.known(c.segment());
    int valid = columns.valid(panel);
    int vectors = Lanes.bound(valid);
    long at = operand.offset;
    int from = operand.index;
    for (int r = 0; r < height; r++) {
      for (int v = 0; v < vectors; v += L) {
        FloatVector.fromArray(FLOAT, operand.array, from + v)
            .intoMemorySegment(memory, at + ((long) v << 2), ORDER);
      }
      at += operand.stride;
      from += width;
    }
    if (vectors < valid) {
      writeTails(height, vectors, valid);
    }
  }

  /** Writes columns {@code from} to {@code to} of the tile, fewer than a vector has. */
  private void writeTails(int height, int from, int to) {
    MemorySegment memory = Lanes.known(c.segment());
    VectorMask<Float> mask = Lanes.FIRST.get(to - from);
    long at = operand.offset + ((long) from << 2);
    int index = operand.index + from;
    int masked = Lanes.MASKED_STORES ? Lanes.wholeRows(c, at, height, 1) : 0;
    for (int r = 0; r < masked; r++) {
      FloatVector.fromArray(FLOAT, operand.array, index).intoMemorySegment(memory, at, ORDER, mask);
      at += operand.stride;
      index += width;
    }
    for (int r = masked; r < height; r++) {
      for (int v = 0; v < to - from; v++) {
        Elementwise.set(c, at + ((long) v << 2), operand.array[index + v]);
      }
      at += operand.stride;
      index += width;
    }
  }
}
