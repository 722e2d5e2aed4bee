package dev.lanewise.bench;

import dev.lanewise.activation.Relu;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
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
 * with the gradients of weights, bias and input. Checked against the scalar kernels.
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

  private Layer pass;
  private long flops;

  /**
   * The operands of a layer, and what its passes write: inputs and outputs (N, D) and (N, H), their
   * gradients, weights (D, H) and bias (1, H) and theirs.
   */
  private record Layer(
      Kernels kernels,
      Matrix x,
      Matrix w,
      Matrix b,
      Matrix out,
      Matrix dout,
      Matrix dz,
      Matrix dw,
      Matrix db,
      Matrix dx) {

    private static final Relu RELU = new Relu();

    /** A layer whose operands are random and the same for the same sizes. */
    static Layer of(Kernels kernels, Workspace workspace, int n, int d, int h) {
      return new Layer(
          kernels,
          RandomMatrices.uniform(workspace, n, d),
          RandomMatrices.uniform(workspace, d, h),
          RandomMatrices.uniform(workspace, 1, h),
          workspace.matrix(n, h),
          RandomMatrices.uniform(workspace, n, h),
          workspace.matrix(n, h),
          workspace.matrix(d, h),
          workspace.matrix(1, h),
          workspace.matrix(n, d));
    }

    Matrix forward() {
      kernels.matmul(out, x, w, false);
      kernels.addBias(out, b, RELU);
      return out;
    }

    Matrix backward() {
      kernels.activateBackward(dz, dout, out, out, RELU);
      kernels.matmulTransA(dw, x, dz, false);
      kernels.columnSums(db, dz);
      kernels.matmulTransB(dx, dz, w, false);
      return dx;
    }
  }

  /** Fills the layer and checks one pass through it. */
  @Setup
  public void setUp(EngineState engine) {
    String[] sizes = layer.split("x", -1);
    int n = Integer.parseInt(sizes[0]);
    int d = Integer.parseInt(sizes[1]);
    int h = Integer.parseInt(sizes[2]);
    flops = 2L * n * d * h;
    pass = Layer.of(engine.kernels(), engine.workspace(), n, d, h);
    Layer expected = Layer.of(engine.scalar(), engine.workspace(), n, d, h);
    Equality.require(expected.forward(), pass.forward(), "forward");
    Equality.require(expected.backward(), pass.backward(), "dx");
    Equality.require(expected.dw(), pass.dw(), "dW");
    Equality.require(expected.db(), pass.db(), "db");
  }

  /** {@code out = relu(x · w + b)}. */
  @Benchmark
  public Matrix forward(Speed speed) {
    speed.add(flops);
    return pass.forward();
  }

  /** dw, db and dx of the last forward. */
  @Benchmark
  public Matrix backward(Speed speed) {
    speed.add(2 * flops);
    return pass.backward();
  }
}
