package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.lanewise.memory.Matrix;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Warm products make no garbage: a vector that is boxed costs tens of kilobytes in each call. */
class AllocationTest {

  private static final int CALLS = 1_000;
  private static final long MOST_BYTES_PER_CALL = 1024;
  private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(20);

  /**
   * Compiling goes on in the background, so a fixed number of calls would not be enough for sure.
   */
  @EveryWidth
  void warmProducts(Kernels kernels) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Given given = new Given(1);
    Matrix a = given.random(12, 20);
    Matrix b = given.random(20, 40);
    Matrix c = given.unset(12, 40);
    long start = System.nanoTime();
    long perCall;
    do {
      long before = threads.getCurrentThreadAllocatedBytes();
      run(kernels, c, a, b, CALLS);
      perCall = (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
    } while (perCall >= MOST_BYTES_PER_CALL
        && System.nanoTime() - start < LONGEST_WARM_UP.toNanos());
    assertTrue(perCall < MOST_BYTES_PER_CALL, perCall + " bytes per call");
  }

  private static void run(Kernels kernels, Matrix c, Matrix a, Matrix b, int calls) {
    for (int call = 0; call < calls; call++) {
      kernels.matmul(c, a, b, false);
    }
  }
}
