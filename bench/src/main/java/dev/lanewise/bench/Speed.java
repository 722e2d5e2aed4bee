package dev.lanewise.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** JMH's extra columns: GFLOPS and percent of the FMA peak measured before the iteration. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Speed {

  private long flops;
  private double peakGflops;

  /** Forgets the last iteration. */
  @Setup(Level.Iteration)
  public void reset(EngineState engine) {
    flops = 0;
    peakGflops = engine.peakGflops();
  }

  /** Adds floating-point operations that were done. */
  void add(long more) {
    flops += more;
  }

  /** Billions of operations; JMH divides by the seconds. */
  public double gflops() {
    return flops * 1e-9;
  }

  /** JMH divides by the seconds. */
  public double percentOfPeak() {
    return 100 * flops * 1e-9 / peakGflops;
  }
}
