package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.vector.MicroKernelShape.Layout;
import dev.lanewise.kernels.vector.MicroKernelShape.Output;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;

/**
 * A micro-kernel: computes a tile of C, a few rows by a few vectors, in registers while it reads A
 * and B. {@link MicroKernelGenerator} writes one subclass for each {@link MicroKernelShape} when it
 * is first used.
 */
abstract class MicroKernel {

  /**
   * Most steps of k in one call: long enough that moving the tile of C costs at most 2 % of the
   * time. A panel of B is then larger than the first-level cache and is read from the second.
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

  // An A that is not packed needs a pointer to each row, and x86 has 16 general registers.
  private static final int MR_IN_PLACE = 8;

  /** Floats of the largest tile. */
  static final int MOST_FLOATS = 32 * Lanes.COUNT;

  /**
   * Whether the method of a micro-kernel has a loop over tiles. With 16 registers C2 then spills in
   * the loop over k, to half the speed, as soon as loops are strip-mined, which G1 asks for.
   */
  static final boolean LOOPS = Lanes.REGISTERS >= 32;

  private static final int MOST_GENERATIONS = 5;

  private static final MicroKernel[] KERNELS = new MicroKernel[MicroKernelShape.COUNT];
  private static int generation = 1;
  private static volatile long newest = System.nanoTime();

  /**
   * Most rows of a tile that is {@code vectors} vectors wide and reads A in {@code layout}.
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
   * Width in vectors of a tile of {@code rows} rows. C2 must hold the tile, the vectors of B and a
   * value of A for each row without spilling; 12 rows by 2 vectors still fit.
   */
  static int vectors(int rows) {
    int fitting = (Lanes.REGISTERS - rows) / (rows + 1);
    return Math.clamp(fitting, 2, MicroKernelShape.MOST_VECTORS);
  }

  /** Returns the micro-kernel of a shape; defines its class at the first call. */
  static MicroKernel of(int rows, int vectors, Layout layout, Output output, boolean fresh) {
    int index = MicroKernelShape.index(rows, vectors, layout, output, fresh);
    MicroKernel kernel = KERNELS[index];
    return kernel != null
        ? kernel
        : make(index, new MicroKernelShape(rows, vectors, layout, output, fresh));
  }

  private static synchronized MicroKernel make(int index, MicroKernelShape shape) {
    if (KERNELS[index] == null) {
      KERNELS[index] = define(shape);
      newest = System.nanoTime();
    }
    return KERNELS[index];
  }

  /** When the newest micro-kernel was defined, by {@link System#nanoTime}. */
  static long newest() {
    return newest;
  }

  /**
   * Discards all micro-kernels, so that those in use are defined and compiled once more. Called
   * when {@link BoxingDetector} has detected boxed vectors; has an effect a few times at most in
   * the life of a JVM.
   */
  static synchronized void discardAll() {
    if (generation < MOST_GENERATIONS) {
      generation++;
      Arrays.fill(KERNELS, null);
      newest = System.nanoTime();
    }
  }

  /** Rows and vectors of the full tiles, as text for users. */
  static String summary() {
    return "%dx%d vectors of %d floats, %dx%d with A transposed"
        .formatted(MR, vectors(MR), Lanes.COUNT, MR_TRANSPOSED, vectors(MR_TRANSPOSED));
  }

  private static MicroKernel define(MicroKernelShape shape) {
    String name =
        MicroKernel.class.getName() + "_" + shape + (generation > 1 ? "_" + generation : "");
    try {
      Class<?> type =
          MethodHandles.lookup().defineClass(MicroKernelGenerator.classFile(shape, name));
      return (MicroKernel) type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("micro-kernel " + shape + " does not load", e);
    }
  }

  /**
   * Computes {@code count} tiles, one after the other. Each element is a chain of fma over k steps,
   * k ascending.
   *
   * @param count number of tiles; the operands hold the distance from one tile to the next
   * @param a the rows of A, beginning with their first step of k
   * @param b the columns of B; their memory is read as whole vectors
   * @param c the tile: its buffer, which is read unless the kernel starts at +0, and its address in
   *     C. One of the two is modified.
   */
  final void multiply(int k, int count, Operand a, Operand b, Operand c) {
    if (LOOPS || count == 1) {
      run(k, count, a, b, c);
      return;
    }
    for (int tile = 0; tile < count; tile++) {
      run(k, 1, a, b, c);
      a.advance(1);
      b.advance(1);
      c.advance(1);
    }
    a.advance(-count);
    b.advance(-count);
    c.advance(-count);
  }

  /** As {@link #multiply}, with a count of 1 unless {@link #LOOPS}. */
  abstract void run(int k, int count, Operand a, Operand b, Operand c);
}
