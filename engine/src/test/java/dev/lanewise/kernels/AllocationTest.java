package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.lanewise.memory.Matrix;
import java.lang.management.ManagementFactory;

/** Warm products make no garbage: a vector that is boxed costs tens of kilobytes in each call. */
class AllocationTest {

  private static final int WARM_UP = 20_000;
  private static final int MEASURED = 1_000;
  private static final long MOST_BYTES_PER_CALL = 1024;

  @EveryWidth
  void warmProducts(Kernels kernels) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Given given = new Given(1);
    Matrix a = given.random(12, 20);
    Matrix b = given.random(20, 40);
    Matrix c = given.unset(12, 40);
    run(kernels, c, a, b, WARM_UP);
    long before = threads.getCurrentThreadAllocatedBytes();
    run(kernels, c, a, b, MEASURED);
    long perCall = (threads.getCurrentThreadAllocatedBytes() - before) / MEASURED;
    assertTrue(perCall < MOST_BYTES_PER_CALL, () -> perCall + " bytes per call");
  }

  private static void run(Kernels kernels, Matrix c, Matrix a, Matrix b, int calls) {
    for (int call = 0; call < calls; call++) {
      kernels.matmul(c, a, b, false);
    }
  }
}
