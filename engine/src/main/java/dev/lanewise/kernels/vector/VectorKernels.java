package dev.lanewise.kernels.vector;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Dropout;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.NetArray;
import dev.lanewise.kernels.RowLoops;
import dev.lanewise.kernels.TrainingStep;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.Sgd;
import dev.lanewise.parallel.Parallel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The Vector API backend: splits each operation of {@link Kernels} over threads and hands the
 * pieces to the loops of this package.
 */
public final class VectorKernels implements Kernels {

  private static final int ELEMENTS_WORTH_A_THREAD = 1 << 15;

  private final Parallel parallel;
  private final ThreadLocal<GemmWorkspace> multiplier = ThreadLocal.withInitial(GemmWorkspace::new);
  private final ThreadLocal<double[]> columnSums = ThreadLocal.withInitial(() -> new double[0]);

  /** Kernels that split their work over {@code parallel}. */
  public VectorKernels(Parallel parallel) {
    this.parallel = parallel;
  }

  @Override
  public int vectorBits() {
    return Lanes.FLOAT.vectorBitSize();
  }

  @Override
  public double peakGflops(double seconds) {
    return Math.max(peakGflops(seconds / 2, PeakLoop.FEW), peakGflops(seconds / 2, PeakLoop.MANY));
  }

  private double peakGflops(double seconds, int chains) {
    LongAdder flops = new LongAdder();
    long start = System.nanoTime();
    long deadline = start + (long) (seconds * 1e9);
    parallel.forEach(
        parallel.threads(), 1, (from, to) -> flops.add(PeakLoop.flopsUntil(deadline, chains)));
    return (double) flops.sum() / (System.nanoTime() - start);
  }

  @Override
  public String tiles() {
    return MicroKernel.summary();
  }

  @Override
  public void matmul(Matrix c, Matrix a, Matrix b, boolean accumulate) {
    multiply(new GemmProblem(c, a, false, b, false, accumulate));
  }

  @Override
  public void matmulTransA(Matrix c, Matrix a, Matrix b, boolean accumulate) {
    multiply(new GemmProblem(c, a, true, b, false, accumulate));
  }

  @Override
  public void matmulTransB(Matrix c, Matrix a, Matrix b, boolean accumulate) {
    multiply(new GemmProblem(c, a, false, b, true, accumulate));
  }

  /** Threads take rectangles of C, never parts of k. */
  private void multiply(GemmProblem product) {
    int m = product.c().rows();
    int n = product.c().columns();
    if (m == 0 || n == 0) {
      return;
    }
    ThreadGrid grid = ThreadGrid.of(m, n, product.k(), parallel.threads());
    if (grid.pieces() == 1) {
      multiplier.get().multiply(product, grid, 0);
      return;
    }
    parallel.forEach(
        grid.pieces(),
        1,
        (from, to) -> {
          for (int piece = from; piece < to; piece++) {
            multiplier.get().multiply(product, grid, piece);
          }
        });
  }

  @Override
  public void gather(Matrix out, Batch x) {
    overRows(out, (from, to) -> Gather.rows(out, x, from, to));
  }

  @Override
  public void addBias(Matrix out, Matrix bias, Activation activation) {
    ActivationLoops loops = new ActivationLoops(activation);
    overRows(out, (from, to) -> loops.forward(out, out, bias, from, to));
  }

  @Override
  public void activate(Matrix out, Matrix x, Activation activation) {
    ActivationLoops loops = new ActivationLoops(activation);
    overRows(out, (from, to) -> loops.forward(out, x, from, to));
  }

  @Override
  public void activateBackward(
      Matrix dx, Matrix dout, Matrix z, Matrix out, Activation activation) {
    ActivationLoops loops = new ActivationLoops(activation);
    overRows(dx, (from, to) -> loops.backward(dx, dout, z, out, from, to));
  }

  @Override
  public void dropoutFactors(Matrix factors, Dropout dropout, long step) {
    RowLoops.dropoutFactors(factors, dropout, step);
  }

  @Override
  public void multiplyKept(Matrix out, Matrix x, Matrix factors) {
    RowLoops.multiplyKept(out, x, factors);
  }

  @Override
  public void columnSums(Matrix sums, Matrix x) {
    ColumnReductions.columnSums(sums, x);
  }

  @Override
  public void softmax(Matrix p, Matrix x) {
    RowLoops.softmax(p, x);
  }

  @Override
  public double loss(Matrix dx, Matrix x, Labels labels, Loss loss, ClassWeights weights) {
    LossStrip strip = LossStrip.of(loss, weights, x.columns());
    float[] partial = new float[SoftmaxCrossEntropy.SUM_LANES];
    return RowLoops.loss(
        dx,
        x,
        labels,
        weights,
        Lanes.padded(x.columns()),
        (gradient, scores, at, classes, label, normalizer) ->
            strip.row(gradient, scores, at, classes, label, normalizer, partial));
  }

  @Override
  public void argmax(int[] classes, Matrix x) {
    RowLoops.argmax(classes, x);
  }

  @Override
  public double sumOfSquares(Matrix w) {
    int columns = w.columns();
    double[] sums = columnSums.get();
    if (sums.length < columns) {
      sums = new double[columns];
      columnSums.set(sums);
    }
    double[] squares = sums;
    int grain = grain(Lanes.DOUBLES, w.rows(), columns);
    parallel.forEach(
        columns, grain, (from, to) -> ColumnReductions.columnSquares(squares, w, from, to));
    double sum = 0;
    for (int j = 0; j < columns; j++) {
      sum += squares[j];
    }
    return sum;
  }

  @Override
  public void addL2Gradient(Matrix dw, Matrix w, float reg) {
    overRows(dw, (from, to) -> Elementwise.addScaled(dw, reg, w, from, to));
  }

  @Override
  public void scale(Matrix x, float factor) {
    overRows(x, (from, to) -> Elementwise.scale(x, factor, from, to));
  }

  @Override
  public void update(
      Matrix w, Matrix gradient, List<Matrix> slots, Optimizer optimizer, float[] factors) {
    switch (optimizer) {
      case Sgd _ -> overRows(w, (from, to) -> Elementwise.sgd(w, gradient, factors, from, to));
      default -> // the fused step has vectors of the others
          overRows(
              w, (from, to) -> RowLoops.update(w, gradient, slots, optimizer, factors, from, to));
    }
  }

  @Override
  public boolean fuses(List<List<Integer>> widths, int largestBatch) {
    return StepSizes.fits(widths, largestBatch, parallel.threads());
  }

  @Override
  public Optional<TrainingStep> fusedStep(NetArray nets, int largestBatch, Workspace workspace) {
    return fuses(nets.widths(), largestBatch)
        ? Optional.of(new FusedNets(nets, largestBatch, parallel, workspace))
        : Optional.empty();
  }

  private void overRows(Matrix out, Parallel.Piece work) {
    int rows = out.columns() == 0 ? 0 : out.rows();
    parallel.forEach(rows, grain(1, out.columns(), rows), work);
  }

  /** The unit of splitting: {@code unit} lines, or all of them where a thread would not pay. */
  private static int grain(int unit, int lineLength, int lines) {
    return (long) lineLength * lines < ELEMENTS_WORTH_A_THREAD ? Math.max(1, lines) : unit;
  }
}
