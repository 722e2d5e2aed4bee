package dev.lanewise.bench;

import dev.lanewise.kernels.Backends;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What every benchmark runs on: threads, kernels and memory, and the FMA peak, which is measured
 * just before each iteration.
 */
@State(Scope.Benchmark)
public class EngineState {

  private static final double PEAK_SECONDS = 0.05;

  /** Threads, the caller included. */
  @Param({"1", "2"})
  public int threads;

  private Workspace workspace;
  private Parallel parallel;
  private Kernels kernels;
  private Kernels scalar;
  private PeakLoop peakLoop;
  private double peakGflops;

  /** Starts threads. */
  @Setup
  public void setUp() {
    workspace = new Workspace();
    parallel = new Parallel(threads);
    kernels = Backends.auto(parallel);
    scalar = Backends.scalar(parallel);
    peakLoop = new PeakLoop();
  }

  /** Measures what the machine can do at this moment. */
  @Setup(Level.Iteration)
  public void measurePeak() {
    peakGflops = peakLoop.gflops(threads, PEAK_SECONDS);
  }

  /** The kernels that are measured. */
  Kernels kernels() {
    return kernels;
  }

  /** The reference. */
  Kernels scalar() {
    return scalar;
  }

  /** Memory until the end of the trial. */
  Workspace workspace() {
    return workspace;
  }

  /** FMA peak of {@link #threads} threads, in GFLOPS. */
  double peakGflops() {
    return peakGflops;
  }

  /** Frees memory and threads. */
  @TearDown
  public void tearDown() {
    parallel.close();
    workspace.close();
  }
}
