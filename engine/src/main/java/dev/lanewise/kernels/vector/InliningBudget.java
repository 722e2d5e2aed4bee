package dev.lanewise.kernels.vector;

/**
 * Whether C2 inlines all of a tile that reads A from native memory. Once a method has become 18,000
 * nodes of its graph ({@code NodeCountInliningCutoff}), C2 goes on inlining what the JDK asks it
 * to, such as all of the Vector API, but not {@code Unsafe.getIntUnaligned} below the reading of a
 * single float: that stays a call, around which all vectors are spilled. So a tile's last value of
 * A has to come before. Nodes as JDK 25 counts them ({@code -XX:+LogCompilation}), with a reserve,
 * since profiles change them.
 */
final class InliningBudget {

  private static final int MOST = 17_400;

  private static final int METHOD = 350;
  private static final int LOAD_B = 506;
  private static final int LOAD_C = 250;
  private static final int GET = 653;
  private static final int BROADCAST = 130;
  private static final int FMA = 458;

  private InliningBudget() {}

  /**
   * Whether a tile of this size keeps within it.
   *
   * @param fresh whether the chains of fma start at +0, so that nothing of C is read
   */
  static boolean fits(int rows, int vectors, boolean fresh) {
    int before = METHOD + LOAD_B * vectors + (fresh ? 0 : LOAD_C * rows * vectors);
    return before + (rows - 1) * (GET + BROADCAST + FMA * vectors) + GET <= MOST;
  }
}
