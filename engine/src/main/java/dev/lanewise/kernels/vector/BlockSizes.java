package dev.lanewise.kernels.vector;

/**
 * Sizes of the blocks of a product. All sizes give the same bits; {@link #OF_CACHES} are the fast
 * ones.
 *
 * @param kc steps of k in one call of a tile, at most {@link MicroKernel#KC}
 * @param mc rows of A packed at a time, at most {@link MicroKernel#KC}
 * @param nc columns of B packed at a time
 * @param group panels of B that are multiplied by one block of A, one after the other
 * @param sums floats of C that are kept between two blocks of k, at least {@code nc} with padding
 */
record BlockSizes(int kc, int mc, int nc, int group, int sums) {

  private static final int KC = MicroKernel.KC;

  /** A fills a quarter of the second-level cache, the group half of it. */
  private static final int MC = Math.clamp(Caches.L2 / 4 / (KC * 4), 5 * MicroKernel.MR, KC);

  private static final int GROUP = Math.clamp(Caches.L2 / 2 / (KC * 8L * Lanes.COUNT), 1, 16);

  /** B fills a 16th of the third-level cache, sums a quarter and 8 MB at most. */
  private static final int NC = Math.clamp(Caches.L3 / 16 / (KC * 4), 256, 2048);

  private static final int SUMS = Math.clamp(Caches.L3 / 4 / Float.BYTES, 1 << 19, 1 << 21);

  /** Sizes for the caches of this machine. */
  static final BlockSizes OF_CACHES = new BlockSizes(KC, MC, NC, GROUP, SUMS);
}
