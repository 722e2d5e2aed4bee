package dev.lanewise.kernels;

import dev.lanewise.activation.Dropout;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.random.PhiloxBlocks;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Loops over the rows of matrices that call a formula for each, shared by the backends. */
public final class RowLoops {

  private RowLoops() {}

  /** One row of {@link Loss#row}, or what gives the same bits. */
  @FunctionalInterface
  public interface LossRow {
    /** See {@link Loss#row}. */
    double row(float[] gradient, float[] scores, int at, int classes, int label, float normalizer);
  }

  /**
   * {@link Kernels#loss} by a function of one row.
   *
   * @param weights of the classes; the function multiplies by them
   * @param padded length of the function's arrays; behind the scores they hold negative infinity
   */
  public static double loss(
      Matrix dx, Matrix x, Labels labels, ClassWeights weights, int padded, LossRow function) {
    int classes = x.columns();
    float[] scores = new float[padded];
    float[] gradient = new float[padded];
    Arrays.fill(scores, Float.NEGATIVE_INFINITY);
    double normalizer = normalizer(labels, weights);
    double sum = 0;
    for (int i = 0; i < x.rows(); i++) {
      MemorySegment.copy(x.segment(), Matrix.FLOAT, x.rowOffset(i), scores, 0, classes);
      sum += function.row(gradient, scores, 0, classes, labels.get(i), (float) normalizer);
      MemorySegment.copy(gradient, 0, dx.segment(), Matrix.FLOAT, dx.rowOffset(i), classes);
    }
    return sum / normalizer;
  }

  /**
   * By what the sum of the rows' losses is divided: their number, or the sum of their weights, rows
   * ascending; +Infinity instead of 0, which makes loss and gradient 0.
   */
  public static double normalizer(Labels labels, ClassWeights weights) {
    if (weights.areNone()) {
      return labels.size();
    }
    double sum = 0;
    for (int i = 0; i < labels.size(); i++) {
      sum += weights.weight(labels.get(i));
    }
    return sum == 0 ? Double.POSITIVE_INFINITY : sum;
  }

  /** {@link Kernels#softmax}. */
  public static void softmax(Matrix p, Matrix x) {
    int classes = x.columns();
    float[] scores = new float[classes];
    float[] probabilities = new float[classes];
    int rows = classes == 0 ? 0 : x.rows();
    for (int i = 0; i < rows; i++) {
      MemorySegment.copy(x.segment(), Matrix.FLOAT, x.rowOffset(i), scores, 0, classes);
      SoftmaxCrossEntropy.probabilities(probabilities, scores, 0, classes);
      MemorySegment.copy(probabilities, 0, p.segment(), Matrix.FLOAT, p.rowOffset(i), classes);
    }
  }

  /** {@link Kernels#update} of rows {@code from} to {@code to}. */
  public static void update(
      Matrix w,
      Matrix gradient,
      List<Matrix> slots,
      Optimizer optimizer,
      float[] factors,
      int from,
      int to) {
    List<Matrix> matrices = new ArrayList<>(List.of(w, gradient));
    matrices.addAll(slots);
    float[][] rows = new float[matrices.size()][w.columns()];
    float[][] ofSlots = Arrays.copyOfRange(rows, 2, rows.length);
    int end = w.columns() == 0 ? from : to;
    for (int i = from; i < end; i++) {
      for (int m = 0; m < rows.length; m++) {
        Matrix matrix = matrices.get(m);
        MemorySegment.copy(
            matrix.segment(), Matrix.FLOAT, matrix.rowOffset(i), rows[m], 0, w.columns());
      }
      optimizer.update(rows[0], rows[1], ofSlots, 0, w.columns(), factors);
      for (int m = 0; m < rows.length; m++) {
        Matrix matrix = matrices.get(m);
        if (m != 1) { // the gradient stays
          MemorySegment.copy(
              rows[m], 0, matrix.segment(), Matrix.FLOAT, matrix.rowOffset(i), w.columns());
        }
      }
    }
  }

  /** {@link Kernels#dropoutFactors}. */
  public static void dropoutFactors(Matrix factors, Dropout dropout, long step) {
    int units = factors.columns();
    float[] values = new float[Math.multiplyExact(factors.rows(), units)];
    dropout.factors(values, units, step, 0, factors.rows(), new PhiloxBlocks());
    for (int i = 0; i < factors.rows(); i++) {
      MemorySegment.copy(
          values, i * units, factors.segment(), Matrix.FLOAT, factors.rowOffset(i), units);
    }
  }

  /** {@link Kernels#multiplyKept}. */
  public static void multiplyKept(Matrix out, Matrix x, Matrix factors) {
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        float factor = get(factors, i, j);
        out.set(i, j, factor == 0f ? 0f : get(x, i, j) * factor);
      }
    }
  }

  /** {@link Kernels#argmax}. */
  public static void argmax(int[] classes, Matrix x) {
    for (int i = 0; i < x.rows(); i++) {
      int best = 0;
      for (int j = 0; j < x.columns(); j++) {
        if (Float.isNaN(get(x, i, j))) {
          throw new ArithmeticException("the score of class " + j + " in row " + i + " is NaN");
        }
        if (get(x, i, j) > get(x, i, best)) {
          best = j;
        }
      }
      classes[i] = best;
    }
  }

  private static float get(Matrix x, int i, int j) {
    return x.segment().get(Matrix.FLOAT, x.rowOffset(i) + ((long) j << 2));
  }
}
