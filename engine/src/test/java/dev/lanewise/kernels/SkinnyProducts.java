package dev.lanewise.kernels;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;

/**
 * Weight gradients of two shapes in turn, as a net with two narrow layers has them. Each needs half
 * a megabyte of its own; together they would soon exceed a few megabytes.
 */
final class SkinnyProducts {

  private static final int CALLS = 200;
  private static final int COLUMNS = 10;
  private static final int[] ROWS = {12_000, 10_000};

  private SkinnyProducts() {}

  /** Prints "done", unless memory runs out. */
  public static void main(String[] arguments) {
    try (Parallel parallel = new Parallel(1);
        Workspace workspace = new Workspace()) {
      Kernels kernels = Backends.auto(parallel);
      for (int call = 0; call < CALLS; call++) {
        int rows = ROWS[call % ROWS.length];
        try (Workspace ofCall = new Workspace()) {
          Matrix a = ofCall.matrix(2, rows);
          Matrix c = ofCall.matrix(rows, COLUMNS);
          kernels.matmulTransA(c, a, workspace.matrix(2, COLUMNS), false);
        }
      }
    }
    System.out.println("done");
  }
}
