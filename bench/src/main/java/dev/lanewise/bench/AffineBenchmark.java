package dev.lanewise.bench;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.Affine;
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

/**
 * A hidden layer, affine → ReLU, with H inputs and H outputs or D inputs: forward, and backward
 * with the gradients of weights, bias and input. Checked against a layer on the scalar kernels.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--sun-misc-unsafe-memory-access=allow"})
public class AffineBenchmark {

  /** N x D x H of the layer. */
  @Param({"100x3072x50", "100x3072x100", "200x3072x500", "200x500x500", "512x1024x1024"})
  public String layer = "";

  private Affine affine;
  private Matrix x; // (N, D)
  private Matrix dout; // (N, H)
  private long flops;

  /** Fills the layer and checks one pass through it. */
  @Setup
  public void setUp(EngineState engine) {
    String[] sizes = layer.split("x", -1);
    int n = Integer.parseInt(sizes[0]);
    int d = Integer.parseInt(sizes[1]);
    int h = Integer.parseInt(sizes[2]);
    Workspace workspace = engine.workspace();
    flops = 2L * n * d * h;
    x = RandomMatrices.uniform(workspace, n, d);
    dout = RandomMatrices.uniform(workspace, n, h);
    affine = layer(engine.kernels(), workspace, n, d, h);
    Affine expected = layer(engine.scalar(), workspace, n, d, h);
    Equality.require(expected.forward(x), affine.forward(x), "forward");
    Equality.require(expected.backward(dout), affine.backward(dout), "dx");
    for (int i = 0; i < expected.params().size(); i++) {
      var param = expected.params().get(i);
      Equality.require(param.gradient(), affine.params().get(i).gradient(), "d" + param.name());
    }
  }

  private static Affine layer(Kernels kernels, Workspace workspace, int n, int d, int h) {
    Affine affine = new Affine(kernels, workspace, n, d, h, Activation.RELU, 1);
    affine.params().forEach(param -> RandomMatrices.fillUniform(param.value()));
    return affine;
  }

  /** {@code out = relu(x · w + b)}. */
  @Benchmark
  public Matrix forward(Speed speed) {
    speed.add(flops);
    return affine.forward(x);
  }

  /** dw, db and dx of the last forward. */
  @Benchmark
  public Matrix backward(Speed speed) {
    speed.add(2 * flops);
    return affine.backward(dout);
  }
}
