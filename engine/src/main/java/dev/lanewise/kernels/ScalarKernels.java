package dev.lanewise.kernels;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Dropout;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.parallel.Parallel;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/**
 * The reference: each operation of {@link Kernels} as plain loops that a reader can compare with
 * its formula. Also what the engine runs where the Vector API is missing.
 */
final class ScalarKernels implements Kernels {

  private static final int GRAIN = 8;

  private final Parallel parallel;

  /** Kernels that split products over {@code parallel}. */
  ScalarKernels(Parallel parallel) {
    this.parallel = parallel;
  }

  @Override
  public int vectorBits() {
    return 0;
  }

  @Override
  public double peakGflops(double seconds) {
    return 0;
  }

  @Override
  public String tiles() {
    return "none";
  }

  @Override
  public void matmul(Matrix c, Matrix a, Matrix b, boolean accumulate) {
    product(c, a.columns(), a, a.stride(), 1, b, b.stride(), 1, accumulate);
  }

  @Override
  public void matmulTransA(Matrix c, Matrix a, Matrix b, boolean accumulate) {
    product(c, a.rows(), a, 1, a.stride(), b, b.stride(), 1, accumulate);
  }

  @Override
  public void matmulTransB(Matrix c, Matrix a, Matrix b, boolean accumulate) {
    product(c, a.columns(), a, a.stride(), 1, b, 1, b.stride(), accumulate);
  }

  /** A transpose swaps an operand's two strides; the columns of C are the inner loop. */
  private void product(
      Matrix c,
      int k,
      Matrix a,
      long aRow,
      long aColumn,
      Matrix b,
      long bRow,
      long bColumn,
      boolean accumulate) {
    parallel.forEach(
        c.columns() == 0 ? 0 : c.rows(),
        GRAIN,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            if (!accumulate) {
              c.slice(i, i + 1).fill(0f);
            }
            for (int p = 0; p < k; p++) {
              float aip = get(a, i * aRow + p * aColumn);
              for (int j = 0; j < c.columns(); j++) {
                long cij = i * c.stride() + j;
                set(c, cij, Math.fma(aip, get(b, p * bRow + j * bColumn), get(c, cij)));
              }
            }
          }
        });
  }

  @Override
  public void gather(Matrix out, Batch x) {
    Normalization normalization = x.normalization();
    for (int i = 0; i < out.rows(); i++) {
      int row = x.sourceRow(i);
      for (int j = 0; j < out.columns(); j++) {
        float raw =
            switch (x.source()) {
              case Pixels pixels ->
                  Byte.toUnsignedInt(
                      pixels.segment().get(ValueLayout.JAVA_BYTE, pixels.rowOffset(row) + j));
              case Matrix floats -> get(floats, row, j);
            };
        set(
            out,
            i,
            j,
            (raw - get(normalization.mean(), 0, j)) * get(normalization.inverse(), 0, j));
      }
    }
  }

  @Override
  public void addBias(Matrix out, Matrix bias, Activation activation) {
    for (int i = 0; i < out.rows(); i++) {
      for (int j = 0; j < out.columns(); j++) {
        set(out, i, j, activation.forward(get(out, i, j) + get(bias, 0, j)));
      }
    }
  }

  @Override
  public void activate(Matrix out, Matrix x, Activation activation) {
    for (int i = 0; i < out.rows(); i++) {
      for (int j = 0; j < out.columns(); j++) {
        set(out, i, j, activation.forward(get(x, i, j)));
      }
    }
  }

  @Override
  public void activateBackward(
      Matrix dx, Matrix dout, Matrix z, Matrix out, Activation activation) {
    for (int i = 0; i < dx.rows(); i++) {
      for (int j = 0; j < dx.columns(); j++) {
        set(dx, i, j, activation.backward(get(dout, i, j), get(z, i, j), get(out, i, j)));
      }
    }
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
    for (int j = 0; j < sums.columns(); j++) {
      float sum = 0f;
      for (int i = 0; i < x.rows(); i++) {
        sum += get(x, i, j);
      }
      set(sums, 0, j, sum);
    }
  }

  @Override
  public void softmax(Matrix p, Matrix x) {
    RowLoops.softmax(p, x);
  }

  @Override
  public double loss(Matrix dx, Matrix x, Labels labels, Loss loss, ClassWeights weights) {
    return RowLoops.loss(
        dx,
        x,
        labels,
        weights,
        x.columns(),
        (gradient, scores, at, classes, label, normalizer) ->
            loss.row(gradient, scores, at, classes, label, weights, normalizer));
  }

  @Override
  public void argmax(int[] classes, Matrix x) {
    RowLoops.argmax(classes, x);
  }

  @Override
  public double sumOfSquares(Matrix w) {
    double[] columns = new double[w.columns()];
    int end;
    for (int block = 0; block < w.rows(); block = end) {
      end = block + Math.min(L2_BLOCK_ROWS, w.rows() - block);
      for (int j = 0; j < w.columns(); j++) {
        double chain = 0;
        for (int i = block; i < end; i++) {
          double value = get(w, i, j);
          chain += value * value; // the square of a float is exact in double
        }
        columns[j] += chain;
      }
    }
    double sum = 0;
    for (double column : columns) {
      sum += column;
    }
    return sum;
  }

  @Override
  public void addL2Gradient(Matrix dw, Matrix w, float reg) {
    for (int i = 0; i < dw.rows(); i++) {
      for (int j = 0; j < dw.columns(); j++) {
        set(dw, i, j, Math.fma(reg, get(w, i, j), get(dw, i, j)));
      }
    }
  }

  @Override
  public void scale(Matrix x, float factor) {
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        set(x, i, j, factor * get(x, i, j));
      }
    }
  }

  @Override
  public void update(
      Matrix w, Matrix gradient, List<Matrix> slots, Optimizer optimizer, float[] factors) {
    RowLoops.update(w, gradient, slots, optimizer, factors, 0, w.rows());
  }

  @Override
  public boolean fuses(List<List<Integer>> widths, int largestBatch) {
    return false;
  }

  @Override
  public Optional<TrainingStep> fusedStep(NetArray nets, int largestBatch, Workspace workspace) {
    return Optional.empty();
  }

  private static float get(Matrix x, int i, int j) {
    return get(x, i * x.stride() + j);
  }

  private static void set(Matrix x, int i, int j, float value) {
    set(x, i * x.stride() + j, value);
  }

  private static float get(Matrix x, long index) {
    return x.segment().get(Matrix.FLOAT, index << 2);
  }

  private static void set(Matrix x, long index, float value) {
    x.segment().set(Matrix.FLOAT, index << 2, value);
  }
}
