package dev.lanewise.bench;

import dev.lanewise.kernels.Kernels;
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

/**
 * The matrix product on the fixed set of {@link Shapes}. Every product is checked against the
 * scalar reference, for equality, before it is timed; at 4096 that takes a minute.
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

  /** Name of the product, as in {@link Shapes}. */
  @Param({
    "square-64",
    "square-128",
    "square-256",
    "square-512",
    "square-1024",
    "square-2048",
    "square-4096",
    "forward1-100x50",
    "scores-100x50",
    "dW2-100x50",
    "dH-100x50",
    "dW1-100x50",
    "dX-100x50",
    "forward1-100x100",
    "scores-100x100",
    "dW2-100x100",
    "dH-100x100",
    "dW1-100x100",
    "dX-100x100",
    "forward1-200x500",
    "scores-200x500",
    "dW2-200x500",
    "dH-200x500",
    "dW1-200x500",
    "dX-200x500",
    "forward1-512x1024",
    "scores-512x1024",
    "dW2-512x1024",
    "dH-512x1024",
    "dW1-512x1024",
    "dX-512x1024",
    "odd-97",
    "odd-251",
    "odd-509",
    "odd-1021"
  })
  public String shape = "";

  private ProductShape product;
  private Operands operands;
  private Kernels kernels;

  /** Fills the operands and checks one product. */
  @Setup
  public void setUp(EngineState engine) {
    product = Shapes.named(shape);
    kernels = engine.kernels();
    operands = new Operands(product, engine.workspace());
    product.multiply(engine.scalar(), operands);
    Matrix expected = engine.workspace().matrix(product.m(), product.n()); // (m, n)
    expected.copyFrom(operands.c());
    operands.c().fill(Float.NaN);
    product.multiply(kernels, operands);
    Equality.require(expected, operands.c(), shape);
  }

  /** {@code C = op(A) · op(B)}. */
  @Benchmark
  public void multiply(Speed speed) {
    product.multiply(kernels, operands);
    speed.add(product.flops());
  }
}
