package dev.lanewise.kernels;

import dev.lanewise.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One Kernels instance may be called from several threads at once. */
class ConcurrentUseTest {

  private static final int CALLERS = 4;
  private static final int ROUNDS = 20;

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

  /** Large enough products for the backend's own threads, of another shape for each caller. */
  private static void work(Kernels kernels, int seed) {
    int m = 61 + seed;
    int n = 97 - seed;
    int k = 128 + 7 * seed;
    Given given = new Given(seed);
    Matrix a = given.random(m, k);
    Matrix b = given.random(k, n);
    Matrix c = given.unset(m, n);
    float[] expected = Product.chain(new float[m * n], a.toArray(), b.toArray(), m, n, k);
    double squares = KernelBackends.scalar().sumOfSquares(a);
    for (int round = 0; round < ROUNDS; round++) {
      kernels.matmul(c, a, b, false);
      Given.assertBits(expected, c);
      if (kernels.sumOfSquares(a) != squares) {
        throw new AssertionError("another sum of squares");
      }
    }
  }
}
