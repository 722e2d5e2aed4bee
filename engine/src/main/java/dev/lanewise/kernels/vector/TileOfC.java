package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import dev.lanewise.kernels.vector.TileShape.Output;
import dev.lanewise.memory.Matrix;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The tile of C that is being computed: its place in the matrix, and its place among the sums of
 * the thread. Sums hold what has been added up over the blocks of k so far, tile after tile without
 * gaps, and are copied to C at last. Whole tiles of a product with one block of k go straight to C.
 */
final class TileOfC {

  private static final int L = Lanes.COUNT;

  private final Strip strip = new Strip();
  private Matrix c = Strip.NONE;
  private Panels columns = new Panels();
  private boolean accumulate;
  private boolean kept;
  private boolean begins;
  private boolean ends;
  private int i0;
  private int j;
  private int width;

  /**
   * Goes on to another matrix.
   *
   * @param accumulate whether the product is added to what C holds
   * @param kept whether sums of a whole part of C are kept: for that, and for several blocks of k
   */
  void set(Matrix c, boolean accumulate, boolean kept) {
    this.c = c;
    this.accumulate = accumulate;
    this.kept = kept;
    strip.segment = c.segment();
    strip.stride = c.stride() << 2;
  }

  /** Goes on to a part of C, so many rows from {@code i} on, with panels from column {@code j}. */
  void part(int i, int rows, int j, Panels columns) {
    this.i0 = i;
    this.j = j;
    this.columns = columns;
    int floats = Math.max(Tile.MOST_FLOATS, kept ? rows * columns.padded() : 0);
    if (strip.array.length < floats) {
      strip.array = new float[floats];
    }
  }

  /** Goes on to a block of k: the first one, the last one, both or neither. */
  void steps(boolean first, boolean last) {
    begins = first;
    ends = last;
  }

  /** Whether the tile's chains of fma start at +0. */
  boolean isFresh() {
    return begins && !accumulate;
  }

  /** Whether the tile's chains start at what C holds. */
  boolean isReadFirst() {
    return begins && accumulate;
  }

  /** Whether C gets the tile. */
  boolean isLast() {
    return ends;
  }

  /** Where tiles of a panel are written. */
  Output output(int panel) {
    boolean whole = columns.valid(panel) == columns.width(panel);
    return isFresh() && ends && whole ? Output.MATRIX : Output.BUFFER;
  }

  /** Goes on to the tile of a panel whose first row is {@code i}. */
  Strip at(int i, int height, int panel) {
    width = columns.width(panel);
    strip.offset = c.rowOffset(i) + ((long) (j + columns.first(panel)) << 2);
    strip.index = kept ? (i - i0) * columns.padded() + height * columns.start(panel) : 0;
    return strip;
  }

  /** The next tiles lie one below the other, so many rows apart, or else side by side. */
  void goOn(boolean down, int height) {
    strip.nextOffset = down ? height * strip.stride : (long) width << 2;
    strip.nextIndex = kept ? height * (down ? columns.padded() : width) : 0;
  }

  /** Reads the tile from C. */
  void read(int height, int panel) {
    MemorySegment memory = Lanes.known(c.segment());
    int valid = columns.valid(panel);
    int whole = Lanes.wholeRows(c, strip.offset, height, width / L);
    long at = strip.offset;
    int to = strip.index;
    for (int r = 0; r < whole; r++) {
      for (int v = 0; v < width; v += L) {
        FloatVector.fromMemorySegment(FLOAT, memory, at + ((long) v << 2), ORDER)
            .intoArray(strip.array, to + v);
      }
      at += strip.stride;
      to += width;
    }
    for (int r = whole; r < height; r++) {
      for (int v = 0; v < valid; v++) {
        strip.array[to + v] = Elementwise.get(c, at + ((long) v << 2));
      }
      at += strip.stride;
      to += width;
    }
  }

  /** Writes the tile to C. Modified: c. */
  void write(int height, int panel) {
    MemorySegment memory = Lanes.known(c.segment());
    int valid = columns.valid(panel);
    int vectors = Lanes.bound(valid);
    long at = strip.offset;
    int from = strip.index;
    for (int r = 0; r < height; r++) {
      for (int v = 0; v < vectors; v += L) {
        FloatVector.fromArray(FLOAT, strip.array, from + v)
            .intoMemorySegment(memory, at + ((long) v << 2), ORDER);
      }
      at += strip.stride;
      from += width;
    }
    if (vectors < valid) {
      writeTails(height, vectors, valid);
    }
  }

  /** Writes columns {@code from} to {@code to} of the tile, less than a vector. */
  private void writeTails(int height, int from, int to) {
    MemorySegment memory = Lanes.known(c.segment());
    VectorMask<Float> mask = Lanes.FIRST.get(to - from);
    long at = strip.offset + ((long) from << 2);
    int index = strip.index + from;
    int masked = Lanes.MASKED_STORES ? Lanes.wholeRows(c, at, height, 1) : 0;
    for (int r = 0; r < masked; r++) {
      FloatVector.fromArray(FLOAT, strip.array, index).intoMemorySegment(memory, at, ORDER, mask);
      at += strip.stride;
      index += width;
    }
    for (int r = masked; r < height; r++) {
      for (int v = 0; v < to - from; v++) {
        Elementwise.set(c, at + ((long) v << 2), strip.array[index + v]);
      }
      at += strip.stride;
      index += width;
    }
  }
}
