package dev.lanewise.kernels;

import com.sun.management.ThreadMXBean;
import dev.lanewise.memory.Matrix;
import dev.lanewise.parallel.Parallel;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * Measures what warm products allocate: a vector that is boxed costs tens of kilobytes in each
 * call. The products here meet the tiles of training, each as an overwriting and as an accumulating
 * one.
 */
final class Garbage {

  /** What a call may allocate: small objects that describe it, no vector in a loop over k. */
  static final long MOST_BYTES_PER_CALL = 4_096;

  private static final int CALLS = 1_000;
  private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(20);

  /** Rows, columns and chain length: two heights of tiles, full, last and only columns. */
  private static final int[][] SHAPES = {{22, 40, 20}, {23, 10, 20}, {50, 10, 20}, {3, 40, 20}};

  private Garbage() {}

  /** Prints the most that a product allocates on the widest vectors of this JVM. */
  public static void main(String[] arguments) {
    try (Parallel parallel = new Parallel(1)) {
      System.out.println(bytesPerCall(Backends.auto(parallel)));
    }
  }

  /** The most bytes that a call of a warm product allocates. */
  static long bytesPerCall(Kernels kernels) {
    long most = 0;
    for (Product product : Product.values()) {
      for (int[] shape : SHAPES) {
        for (boolean accumulate : new boolean[] {false, true}) {
          most = Math.max(most, warm(kernels, product, shape, accumulate));
        }
      }
    }
    return most;
  }

  /** Compiling goes on in the background, so a fixed number of calls would not do for sure. */
  private static long warm(Kernels kernels, Product product, int[] shape, boolean accumulate) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Given given = new Given(1);
    Product.Operand aShape = product.a(shape[0], shape[2]);
    Product.Operand bShape = product.b(shape[2], shape[1]);
    Matrix a = given.random(aShape.rows(), aShape.columns());
    Matrix b = given.random(bShape.rows(), bShape.columns());
    Matrix c = given.random(shape[0], shape[1]);
    long start = System.nanoTime();
    long bytes;
    do {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int call = 0; call < CALLS; call++) {
        product.run(kernels, c, a, b, accumulate);
      }
      bytes = (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
    } while (bytes > MOST_BYTES_PER_CALL && System.nanoTime() - start < LONGEST_WARM_UP.toNanos());
    return bytes;
  }
}
