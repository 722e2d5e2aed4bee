package dev.lanewise.kernels.vector;

import dev.lanewise.memory.Matrix;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The tile of C that is being computed: its place in the matrix, and the buffer through which it
 * moves. The next tile is read in advance, so that its cache misses pass during the arithmetic.
 */
final class TileOfC {

  private static final int L = Lanes.COUNT;

  private final Strip strip = new Strip();
  private float[] ahead = new float[Tile.MOST_FLOATS];
  private Matrix c = Strip.NONE;
  private Panels rows = new Panels();
  private Panels columns = rows;
  private int i;
  private int j;
  private int first;
  private int next;

  TileOfC() {
    strip.array = new float[Tile.MOST_FLOATS];
  }

  /** Goes on to another matrix. */
  void set(Matrix c) {
    this.c = c;
    strip.segment = c.segment();
    strip.stride = c.stride() << 2;
  }

  /** Goes on to the tiles of some panels, from {@code first} to {@code next}, of a block. */
  void start(int i, int j, Panels rows, Panels columns, int first, int next) {
    this.i = i;
    this.j = j;
    this.rows = rows;
    this.columns = columns;
    this.first = first;
    this.next = next;
  }

  /** Goes on to the tile whose first element is (row, column). */
  Strip at(int row, int column) {
    strip.offset = offset(row, column);
    return strip;
  }

  private long offset(int row, int column) {
    return c.rowOffset(row) + ((long) column << 2);
  }

  /** Makes the tile that was read ahead the one to compute. */
  void advance() {
    float[] read = ahead;
    ahead = strip.array;
    strip.array = read;
  }

  /** Reads the tile that comes after tile (t, panel), if there is one. */
  void readAheadAfter(int t, int panel) {
    if (panel + 1 < next) {
      readAhead(t, panel + 1);
    } else if (t + 1 < rows.count()) {
      readAhead(t + 1, first);
    }
  }

  /** Reads tile (t, panel). */
  void readAhead(int t, int panel) {
    int height = rows.width(t);
    int width = columns.width(panel);
    int valid = columns.valid(panel);
    long at = offset(i + rows.start(t), j + columns.start(panel));
    int whole = Lanes.wholeRows(c, at, height, width / L);
    int to = 0;
    for (int r = 0; r < whole; r++) {
      for (int v = 0; v < width; v += L) {
        Lanes.load(c, at + ((long) v << 2)).intoArray(ahead, to + v);
      }
      at += strip.stride;
      to += width;
    }
    for (int r = whole; r < height; r++) {
      for (int v = 0; v < valid; v++) {
        ahead[to + v] = Elementwise.get(c, at + ((long) v << 2));
      }
      at += strip.stride;
      to += width;
    }
  }

  /** Writes the columns of the buffer that belong to C. Modified: c. */
  void write(int rows, int width, int valid) {
    int vectors = Lanes.bound(valid);
    VectorMask<Float> rest = Lanes.FLOAT.indexInRange(0, valid - vectors);
    int masked = Lanes.MASKED_STORES ? Lanes.wholeRows(c, strip.offset, rows, width / L) : 0;
    long at = strip.offset;
    for (int r = 0, from = 0; r < rows; r++, from += width) {
      for (int j = 0; j < vectors; j += L) {
        Lanes.store(vector(from + j), c.segment(), at + ((long) j << 2));
      }
      long tail = at + ((long) vectors << 2);
      if (r < masked) {
        vector(from + vectors).intoMemorySegment(Lanes.known(c.segment()), tail, Lanes.ORDER, rest);
      } else {
        for (int j = vectors; j < valid; j++) {
          Elementwise.set(c, at + ((long) j << 2), strip.array[from + j]);
        }
      }
      at += strip.stride;
    }
  }

  private FloatVector vector(int index) {
    return FloatVector.fromArray(Lanes.FLOAT, strip.array, index);
  }
}
