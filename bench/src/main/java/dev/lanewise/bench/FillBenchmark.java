package dev.lanewise.bench;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast {@link Matrix#fill} writes a (100, 3072) matrix. Also the pattern for others: a manifest
 * cannot add a module, so every benchmark hands its forks the options below.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--sun-misc-unsafe-memory-access=allow"})
public class FillBenchmark {

  private final Workspace workspace = new Workspace();
  private final Matrix matrix = workspace.matrix(100, 3072);

  /** One fill. */
  @Benchmark
  public Matrix fill() {
    matrix.fill(1f);
    return matrix;
  }

  /** Frees the matrix. */
  @TearDown
  public void close() {
    workspace.close();
  }
}
