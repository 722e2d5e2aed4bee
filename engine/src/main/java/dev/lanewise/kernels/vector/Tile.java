package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.vector.TileShape.Layout;
import dev.lanewise.kernels.vector.TileShape.Output;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;

/**
 * A register tile, or micro-kernel: a few rows by a few vectors of C that stay in registers while A
 * and B stream past. One subclass for each {@link TileShape}, written by {@link TileWriter} when it
 * is first asked for.
 */
abstract class Tile {

  /**
   * Most steps of k in one call: long enough that moving the tile of C costs 2 % and less. A panel
   * of B is then larger than the first-level cache and streams from the second.
   */
  static final int KC = 512;

  /** Distance between packed rows of A in floats: an odd number of cache lines, over all sets. */
  static final int STRIDE = KC + 16;

  /**
   * Most rows of a tile, MR. Measured alone, GFLOPS of a peak of 262 (Zen 5, 512 bits): 12x2, 11x2,
   * 10x2 and on down to 6x2 260, 5x4 260, 7x3 249; 14x2 115, it spills. With 16 registers, of 132:
   * 6x2 130, 5x2 124, 3x3 119, 4x2 104, 4x3 60.
   */
  static final int MR = Lanes.REGISTERS >= 32 ? 12 : 6;

  /** MR where A is transposed. With 16 registers 5x2 125, 4x2 116, 3x3 112, but 6x2 57. */
  static final int MR_TRANSPOSED = Lanes.REGISTERS >= 32 ? 12 : 5;

  // An A that lies where it is has a pointer to each row, and x86 has 16 general registers.
  private static final int MR_IN_PLACE = 8;

  /** Floats of the largest tile. */
  static final int MOST_FLOATS = 32 * Lanes.COUNT;

  /**
   * Whether the method of a tile has a loop over tiles. With 16 registers C2 then spills in the
   * loop over k, to half the speed, as soon as loops are strip-mined, which G1 asks for.
   */
  static final boolean LOOPS = Lanes.REGISTERS >= 32;

  private static final int MOST_GENERATIONS = 5;

  private static final Tile[] TILES = new Tile[TileShape.COUNT];
  private static int generation = 1;
  private static volatile long youngest = System.nanoTime();

  /**
   * Most rows of a tile of {@code vectors} vectors that reads A as {@code layout} tells.
   *
   * @param fresh whether its chains of fma start at +0
   */
  static int mostRows(Layout layout, int vectors, boolean fresh) {
    int rows = layout.transposed ? MR_TRANSPOSED : MR;
    if (!layout.packed) {
      if (vectors > 1 && !layout.transposed) {
        rows = Math.min(MR_IN_PLACE, rows);
      }
      while (!InliningBudget.fits(rows, vectors, fresh)) {
        rows--;
      }
    }
    return rows;
  }

  /**
   * Vectors of a tile of {@code rows} rows. What C2 holds in registers without spilling: the tile,
   * the vectors of B, a value of A for each row; with 12 rows by 2 it still finds room.
   */
  static int vectors(int rows) {
    int fitting = (Lanes.REGISTERS - rows) / (rows + 1);
    return Math.clamp(fitting, 2, TileShape.MOST_VECTORS);
  }

  /** The tile of a shape. */
  static Tile of(int rows, int vectors, Layout layout, Output output, boolean fresh) {
    int index = TileShape.index(rows, vectors, layout, output, fresh);
    Tile tile = TILES[index];
    return tile != null ? tile : make(index, new TileShape(rows, vectors, layout, output, fresh));
  }

  private static synchronized Tile make(int index, TileShape shape) {
    if (TILES[index] == null) {
      TILES[index] = define(shape);
      youngest = System.nanoTime();
    }
    return TILES[index];
  }

  /** When the youngest tile was made, by the system's nanosecond clock. */
  static long youngest() {
    return youngest;
  }

  /**
   * Forgets all tiles, so that those in use are written, and compiled, once more; a few times at
   * most in the life of a JVM. For the case that {@link BoxWatch} sees.
   */
  static synchronized void renew() {
    if (generation < MOST_GENERATIONS) {
      generation++;
      Arrays.fill(TILES, null);
      youngest = System.nanoTime();
    }
  }

  /** Rows and vectors of the full tiles, in words. */
  static String summary() {
    return "%dx%d vectors of %d floats, %dx%d with A transposed"
        .formatted(MR, vectors(MR), Lanes.COUNT, MR_TRANSPOSED, vectors(MR_TRANSPOSED));
  }

  private static Tile define(TileShape shape) {
    String name = Tile.class.getName() + "_" + shape + (generation > 1 ? "_" + generation : "");
    try {
      Class<?> type = MethodHandles.lookup().defineClass(TileWriter.classFile(shape, name));
      return (Tile) type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("tile " + shape + " does not load", e);
    }
  }

  /**
   * Some tiles, one after the other. Each element is a chain of fma over k steps, k ascending.
   *
   * @param count number of tiles; the strips tell how far from one to the next
   * @param a the rows of A, from their first step of k on
   * @param b the columns of B; their memory is read as whole vectors
   * @param c the tile: its buffer, read unless the tile is a fresh one, and its place in C. One of
   *     the two is modified.
   */
  final void multiply(int k, int count, Strip a, Strip b, Strip c) {
    if (LOOPS || count == 1) {
      run(k, count, a, b, c);
      return;
    }
    for (int tile = 0; tile < count; tile++) {
      run(k, 1, a, b, c);
      a.goOn(1);
      b.goOn(1);
      c.goOn(1);
    }
    a.goOn(-count);
    b.goOn(-count);
    c.goOn(-count);
  }

  /** As {@link #multiply}, with a count of 1 unless {@link #LOOPS}. */
  abstract void run(int k, int count, Strip a, Strip b, Strip c);
}
