package dev.lanewise.kernels;

import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import java.util.Arrays;

/**
 * The operations on rows of logits, shared by the backends: a row has as many values as there are
 * classes, so only its exponentials are worth vectors. Formulas stand on {@link Kernels}.
 */
public final class Losses {

  /** Partial sums of a softmax denominator. */
  public static final int SUM_LANES = 16;

  private static final ThreadLocal<float[]> PARTIAL_SUMS =
      ThreadLocal.withInitial(() -> new float[SUM_LANES]);

  private Losses() {}

  /** How a backend computes {@code e[row, j] = exp(x[row, j] - max)} for all j. */
  @FunctionalInterface
  public interface Exponentials {
    /** Fills row {@code row} of {@code e}. */
    void row(Matrix e, Matrix x, int row, float max);
  }

  /** {@link Kernels#softmax}. */
  public static void softmax(Matrix p, Matrix x, Exponentials exponentials) {
    int rows = x.columns() == 0 ? 0 : x.rows();
    for (int i = 0; i < rows; i++) {
      exponentials.row(p, x, i, rowMaximum(x, i));
      float z = rowSum(p, i);
      for (int j = 0; j < p.columns(); j++) {
        set(p, i, j, get(p, i, j) / z);
      }
    }
  }

  /** {@link Kernels#softmaxLoss}. */
  public static double softmaxLoss(Matrix dx, Matrix x, Labels labels, Exponentials exponentials) {
    float n = x.rows();
    double loss = 0;
    for (int i = 0; i < x.rows(); i++) {
      int y = labels.get(i);
      float max = rowMaximum(x, i);
      exponentials.row(dx, x, i, max);
      float z = rowSum(dx, i);
      for (int j = 0; j < dx.columns(); j++) {
        set(dx, i, j, (get(dx, i, j) / z - (j == y ? 1f : 0f)) / n);
      }
      loss += StrictMath.log((double) z) + ((double) max - (double) get(x, i, y));
    }
    return loss / x.rows();
  }

  private static float rowMaximum(Matrix x, int i) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < x.columns(); j++) {
      max = Math.max(max, get(x, i, j));
    }
    return max;
  }

  private static float rowSum(Matrix x, int i) {
    float[] partial = PARTIAL_SUMS.get();
    Arrays.fill(partial, 0f);
    for (int j = 0; j < x.columns(); j++) {
      partial[j % SUM_LANES] += get(x, i, j);
    }
    return fold(partial);
  }

  /** The sum of {@link #SUM_LANES} partial sums: s[t] += s[t+8], s[t+4], s[t+2], s[t+1]. */
  public static float fold(float[] partial) {
    for (int half = SUM_LANES / 2; half > 0; half /= 2) {
      for (int t = 0; t < half; t++) {
        partial[t] += partial[t + half];
      }
    }
    return partial[0];
  }

  /** {@link Kernels#svmLoss}. */
  public static double svmLoss(Matrix dx, Matrix x, Labels labels) {
    float n = x.rows();
    double loss = 0;
    for (int i = 0; i < x.rows(); i++) {
      int y = labels.get(i);
      float score = get(x, i, y);
      int active = 0;
      for (int j = 0; j < x.columns(); j++) {
        float margin = (get(x, i, j) - score) + 1f;
        boolean counts = j != y && !(margin <= 0f); // a NaN margin counts
        set(dx, i, j, counts ? 1f / n : 0f);
        if (counts) {
          active++;
          loss += margin;
        }
      }
      set(dx, i, y, -(float) active / n);
    }
    return loss / x.rows();
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

  private static void set(Matrix x, int i, int j, float value) {
    x.segment().set(Matrix.FLOAT, x.rowOffset(i) + ((long) j << 2), value);
  }
}
