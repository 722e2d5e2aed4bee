package dev.lanewise.bench;

import dev.lanewise.kernels.Backends;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.SpeedCheck;
import java.util.HashMap;
import java.util.Map;

/**
 * The FMA peak of the machine: what a product could reach at best with the vectors of this JVM, so
 * {@code -XX:UseAVX=2} halves it on AVX-512.
 */
public final class PeakLoop {

  private final Map<Integer, Kernels> byThreads = new HashMap<>();

  /** GFLOPS of {@code threads} threads together, over about {@code seconds}. */
  public double gflops(int threads, double seconds) {
    return byThreads.computeIfAbsent(threads, PeakLoop::warm).peakGflops(seconds);
  }

  private static Kernels warm(int threads) {
    Kernels kernels = Backends.auto(new Parallel(threads));
    SpeedCheck.peakGflops(kernels);
    return kernels;
  }
}
