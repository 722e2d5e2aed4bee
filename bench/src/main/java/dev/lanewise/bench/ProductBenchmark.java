package dev.lanewise.bench;

import dev.lanewise.kernels.Backends;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.random.CounterRandom;
import dev.lanewise.random.CounterRandom.Purpose;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The matrix product on squares and on the forward product of a training step, m x k times k x n.
 * The counter {@code flops} divided by the seconds is the speed; every product is checked against
 * the scalar reference, for equality, before it is timed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--sun-misc-unsafe-memory-access=allow"})
public class ProductBenchmark {

  /** Rows, columns and summed length of the product. */
  @Param({"100x100x3072", "512x512x512", "1024x1024x1024"})
  public String shape = "";

  /** Threads, the caller included. */
  @Param({"1", "2"})
  public int threads;

  private Workspace workspace;
  private Parallel parallel;
  private Kernels kernels;
  private Matrix a; // (m, k)
  private Matrix b; // (k, n)
  private Matrix c; // (m, n)

  /** Counts floating-point operations, so that JMH reports them per second. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Flops {
    /** Two for each multiplication and addition. */
    public long flops;
  }

  /** Fills the operands and checks one product. */
  @Setup
  public void setUp() {
    String[] sizes = shape.split("x", -1);
    int m = Integer.parseInt(sizes[0]);
    int n = Integer.parseInt(sizes[1]);
    int k = Integer.parseInt(sizes[2]);
    workspace = new Workspace();
    parallel = new Parallel(threads);
    kernels = Backends.auto(parallel);
    a = random(m, k, 1);
    b = random(k, n, 2);
    c = workspace.matrix(m, n);
    Matrix expected = workspace.matrix(m, n);
    Backends.scalar(parallel).matmul(expected, a, b, false);
    kernels.matmul(c, a, b, false);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        if (c.get(i, j) != expected.get(i, j)) {
          throw new IllegalStateException("wrong product at (" + i + ", " + j + ")");
        }
      }
    }
  }

  private Matrix random(int rows, int columns, long seed) {
    CounterRandom random = new CounterRandom(seed, Purpose.WEIGHTS);
    Matrix matrix = workspace.matrix(rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, (float) (random.bits((long) i * columns + j) * 0x1p-63));
      }
    }
    return matrix;
  }

  /** Frees memory and threads. */
  @TearDown
  public void tearDown() {
    parallel.close();
    workspace.close();
  }

  /** {@code C = A · B}. */
  @Benchmark
  public void matmul(Flops counter) {
    kernels.matmul(c, a, b, false);
    counter.flops += 2L * c.rows() * c.columns() * a.columns();
  }
}
