package dev.lanewise.kernels;

import dev.lanewise.parallel.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** The backends that kernel tests run on: scalar and every vector width of this machine. */
final class KernelBackends {

  private static final int[] THREADS = {1, 2, 3, 7};
  private static final int[] WIDTHS = {0, 128, 256, 512};
  private static final List<Named<Kernels>> ALL = create();

  private KernelBackends() {}

  private static List<Named<Kernels>> create() {
    List<Named<Kernels>> backends = new ArrayList<>();
    for (int threads : THREADS) {
      Parallel parallel = new Parallel(threads);
      for (int bits : WIDTHS) {
        if (bits <= Backends.widestVectorBits()) {
          backends.add(Named.of(name(bits, threads), backend(bits, parallel)));
        }
      }
    }
    return List.copyOf(backends);
  }

  private static String name(int bits, int threads) {
    return (bits == 0 ? "scalar" : "vector " + bits) + ", threads " + threads;
  }

  private static Kernels backend(int bits, Parallel parallel) {
    return bits == 0 ? Backends.scalar(parallel) : Backends.vector(parallel, bits);
  }

  /** Every width at every number of threads. */
  static Stream<Named<Kernels>> all() {
    return ALL.stream();
  }

  /** Every width once, with one thread: for claims that threads have no part in. */
  static Stream<Named<Kernels>> widths() {
    return ALL.stream().filter(backend -> backend.getName().endsWith("threads 1"));
  }

  /** The scalar reference. */
  static Kernels scalar() {
    return ALL.getFirst().getPayload();
  }
}
