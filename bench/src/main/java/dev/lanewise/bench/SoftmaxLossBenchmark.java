package dev.lanewise.bench;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** Softmax cross-entropy with its gradient; the loss and the gradient are checked for equality. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--sun-misc-unsafe-memory-access=allow"})
public class SoftmaxLossBenchmark {

  /** N x C. */
  @Param({"100x10", "512x10", "512x1000"})
  public String scores = "";

  private Kernels kernels;
  private Matrix x; // (N, C)
  private Matrix dx; // (N, C)
  private Labels labels; // (N,)

  /** Fills the scores and checks one loss. */
  @Setup
  public void setUp(EngineState engine) {
    String[] sizes = scores.split("x", -1);
    int n = Integer.parseInt(sizes[0]);
    int classes = Integer.parseInt(sizes[1]);
    kernels = engine.kernels();
    x = RandomMatrices.uniform(engine.workspace(), n, classes);
    dx = engine.workspace().matrix(n, classes);
    labels = RandomMatrices.labels(engine.workspace(), n, classes);
    Matrix expected = engine.workspace().matrix(n, classes); // (N, C)
    double loss = engine.scalar().loss(expected, x, labels, new SoftmaxCrossEntropy());
    Equality.require(loss, kernels.loss(dx, x, labels, new SoftmaxCrossEntropy()), "loss");
    Equality.require(expected, dx, "dx");
  }

  /** The mean loss and dx. */
  @Benchmark
  public double softmaxLoss() {
    return kernels.loss(dx, x, labels, new SoftmaxCrossEntropy());
  }
}
