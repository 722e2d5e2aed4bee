package dev.lanewise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/** The rectangles of a grid cover each element once, are of whole tiles, and worth a thread. */
public final class ThreadGridCases implements Runnable {

  private static final int[] THREADS = {1, 2, 3, 7, 16, 64, 1000};
  private static final int[] DEPTHS = {0, 1, 10, 100, 3072, Integer.MAX_VALUE};
  private static final int[] SIZES = {
    1,
    2,
    3,
    4,
    5,
    7,
    10,
    11,
    12,
    13,
    16,
    17,
    31,
    32,
    33,
    47,
    48,
    49,
    50,
    95,
    97,
    100,
    127,
    128,
    257,
    500,
    512,
    1000,
    1024,
    3072,
    4097,
    60_000,
    Integer.MAX_VALUE - 1,
    Integer.MAX_VALUE
  };

  private static final int NR = MicroKernel.vectors(MicroKernel.MR) * Lanes.COUNT;

  /** For the test that loads this class. */
  public ThreadGridCases() {}

  @Override
  public void run() {
    for (int threads : THREADS) {
      for (int m : SIZES) {
        for (int n : SIZES) {
          for (int k : DEPTHS) {
            check(ThreadGrid.of(m, n, k, threads), threads);
          }
        }
      }
    }
    smallProductsStayOnTheCaller();
    largeProductsAreShared();
  }

  private static void check(ThreadGrid grid, int threads) {
    String what = grid + " of " + threads + " threads";
    assertTrue(grid.pieces() >= 1 && grid.pieces() <= threads, what);
    TreeMap<Integer, Integer> rows = new TreeMap<>();
    TreeMap<Integer, Integer> columns = new TreeMap<>();
    Set<Long> corners = new HashSet<>();
    long area = 0;
    for (int piece = 0; piece < grid.pieces(); piece++) {
      int height = grid.rowTo(piece) - grid.rowFrom(piece);
      int width = grid.columnTo(piece) - grid.columnFrom(piece);
      assertTrue(height > 0 && width > 0, () -> "a piece without elements: " + what);
      rows.put(grid.rowFrom(piece), grid.rowTo(piece));
      columns.put(grid.columnFrom(piece), grid.columnTo(piece));
      corners.add((long) grid.rowFrom(piece) << 32 | grid.columnFrom(piece));
      area += (long) height * width;
    }
    // Rows and columns are divided without gap, and no two pieces begin at the same element.
    contiguous(rows, grid.m(), what);
    contiguous(columns, grid.n(), what);
    assertEquals(grid.pieces(), corners.size(), what);
    assertEquals((long) grid.m() * grid.n(), area, what);
    aligned(rows, grid.m(), grid.m() / grid.down() < 4 * MicroKernel.MR ? MicroKernel.MR : 1, what);
    aligned(columns, grid.n(), grid.n() / grid.across() < 4 * NR ? Lanes.COUNT : NR, what);
  }

  private static void contiguous(TreeMap<Integer, Integer> parts, int size, String what) {
    int end = 0;
    for (var part : parts.entrySet()) {
      assertEquals(end, part.getKey(), what);
      end = part.getValue();
    }
    assertEquals(size, end, what);
  }

  /** Parts begin at multiples of {@code unit}, and differ by one unit at most. */
  private static void aligned(TreeMap<Integer, Integer> parts, int size, int unit, String what) {
    long shortest = size;
    long longest = 0;
    for (var part : parts.entrySet()) {
      assertEquals(0, part.getKey() % unit, what);
      long units = Math.ceilDiv(part.getValue() - part.getKey(), unit);
      shortest = Math.min(shortest, units);
      longest = Math.max(longest, units);
    }
    assertTrue(longest - shortest <= 1, "pieces of unequal size: " + what);
  }

  private static void smallProductsStayOnTheCaller() {
    for (int threads : THREADS) {
      assertEquals(1, ThreadGrid.of(10, 10, 20, threads).pieces());
      assertEquals(1, ThreadGrid.of(1, 1, 100, threads).pieces());
    }
  }

  /** A piece for each thread, along the side that is long. */
  private static void largeProductsAreShared() {
    for (int threads : new int[] {1, 2, 16, 64}) {
      assertEquals(threads, ThreadGrid.of(4096, 4096, 4096, threads).pieces());
    }
    ThreadGrid flat = ThreadGrid.of(1, 60_000, 3072, 7);
    assertEquals(1, flat.down());
    assertEquals(7, flat.across());
    ThreadGrid upright = ThreadGrid.of(60_000, 1, 3072, 7);
    assertEquals(7, upright.down());
    assertEquals(1, upright.across());
  }
}
