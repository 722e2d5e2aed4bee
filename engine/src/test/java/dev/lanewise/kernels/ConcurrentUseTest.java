package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One Kernels instance may be called from several threads at once. */
class ConcurrentUseTest {

  private static final int CALLERS = 4;
  private static final int ROUNDS = 4;

  @EveryBackend
  void sameBitsAsAlone(Kernels kernels) throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<?>> results = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        int seed = caller;
        results.add(callers.submit(() -> work(kernels, seed)));
      }
      for (Future<?> result : results) {
        result.get();
      }
    }
  }

  /**
   * Products large enough for the backend's own threads, of another shape and form for each caller
   * at a time; one of them has ten columns.
   */
  private static void work(Kernels kernels, int seed) {
    int m = 61 + seed;
    int n = seed == 3 ? 10 : 97 - seed;
    int k = 128 + 7 * seed;
    Given given = new Given(seed, 4 << 20);
    List<Runnable> rounds = new ArrayList<>();
    for (Product product : Product.values()) {
      Product.Operand aShape = product.a(m, k);
      Product.Operand bShape = product.b(k, n);
      Matrix a = given.random(aShape.rows(), aShape.columns());
      Matrix b = given.random(bShape.rows(), bShape.columns());
      for (boolean accumulate : new boolean[] {false, true}) {
        Matrix c = given.random(m, n);
        float[] start = c.toArray();
        float[] from = accumulate ? start.clone() : new float[m * n];
        float[] expected = Product.chain(from, product.left(a), product.right(b), m, n, k);
        rounds.add(() -> {
          c.copyFrom(start);
          product.run(kernels, c, a, b, accumulate);
          Given.assertBits(expected, c);
        });
      }
    }
    Matrix w = given.random(m, k);
    double squares = KernelBackends.scalar().sumOfSquares(w);
    rounds.add(() -> assertEquals(squares, kernels.sumOfSquares(w)));
    for (int round = 0; round < ROUNDS * rounds.size(); round++) {
      rounds.get((seed + round) % rounds.size()).run();
    }
  }
}
