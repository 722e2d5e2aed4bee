package dev.lanewise.nn;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * The layers of a net in double precision and plain loops, and centred differences: the truth that
 * the engine is held to. Uses nothing of the engine. Matrices are row-major arrays.
 */
public final class ReferenceLayers {

  private ReferenceLayers() {}

  /** An activation function of one value, and its derivative. */
  public enum Function {
    IDENTITY,
    RELU,
    LEAKY_RELU,
    SIGMOID,
    TANH,
    GELU;

    /** The function by the engine's name of it. */
    public static Function named(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    double apply(double x) {
      return switch (this) {
        case IDENTITY -> x;
        case RELU -> Math.max(x, 0);
        case LEAKY_RELU -> x > 0 ? x : 0.01 * x;
        case SIGMOID -> 1 / (1 + Math.exp(-x));
        case TANH -> Math.tanh(x);
        case GELU -> x * normal(x);
      };
    }

    double slope(double x) {
      double y = apply(x);
      return switch (this) {
        case IDENTITY -> 1;
        case RELU -> x > 0 ? 1 : 0;
        case LEAKY_RELU -> x > 0 ? 1 : 0.01;
        case SIGMOID -> y * (1 - y);
        case TANH -> 1 - y * y;
        case GELU -> normal(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
      };
    }

    /** The normal distribution function, by its power series. */
    private static double normal(double x) {
      double term = x;
      double sum = x;
      for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
        term *= x * x / (2 * n + 1);
        sum += term;
      }
      return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** The function of every value. */
    public double[] apply(double[] x) {
      double[] out = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        out[i] = apply(x[i]);
      }
      return out;
    }

    /** The gradient of x. */
    public double[] backward(double[] dout, double[] x) {
      double[] dx = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        dx[i] = slope(x[i]) == 0 ? 0 : dout[i] * slope(x[i]);
      }
      return dx;
    }
  }

  /** A mean loss of scores, and its gradient. */
  public enum Loss {
    SOFTMAX,
    SVM;

    /** The loss by the engine's name of it. */
    public static Loss named(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** The mean loss; {@code dx}, (N, C), is set to its gradient. */
    public double lossAndGradient(double[] dx, double[] x, int[] labels) {
      int classes = x.length / labels.length;
      double loss = 0;
      for (int i = 0; i < labels.length; i++) {
        int row = i * classes;
        int y = row + labels[i];
        loss += this == SOFTMAX ? softmax(dx, x, row, classes, y) : svm(dx, x, row, classes, y);
        for (int j = row; j < row + classes; j++) {
          dx[j] /= labels.length;
        }
      }
      return loss / labels.length;
    }

    private static double softmax(double[] dx, double[] x, int row, int classes, int y) {
      double max = Double.NEGATIVE_INFINITY;
      for (int j = row; j < row + classes; j++) {
        max = Math.max(max, x[j]);
      }
      double z = 0;
      for (int j = row; j < row + classes; j++) {
        z += Math.exp(x[j] - max);
      }
      for (int j = row; j < row + classes; j++) {
        dx[j] = Math.exp(x[j] - max) / z - (j == y ? 1 : 0);
      }
      return Math.log(z) + max - x[y];
    }

    private static double svm(double[] dx, double[] x, int row, int classes, int y) {
      double loss = 0;
      dx[y] = 0;
      for (int j = row; j < row + classes; j++) {
        double margin = x[j] - x[y] + 1;
        if (j != y) {
          dx[j] = margin > 0 ? 1 : 0;
          dx[y] -= dx[j];
          loss += margin > 0 ? margin : 0;
        }
      }
      return loss;
    }
  }

  /** {@code a · b}: (m, k) times (k, n). */
  public static double[] product(double[] a, double[] b, int k) {
    int m = a.length / k;
    int n = b.length / k;
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < k; p++) {
        for (int j = 0; j < n; j++) {
          c[i * n + j] += a[i * k + p] * b[p * n + j];
        }
      }
    }
    return c;
  }

  /** The transpose of a matrix of {@code columns} columns. */
  public static double[] transpose(double[] a, int columns) {
    int rows = a.length / columns;
    double[] t = new double[a.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        t[j * rows + i] = a[i * columns + j];
      }
    }
    return t;
  }

  /** {@code x · w + b}; x (N, D), w (D, H), b (H). */
  public static double[] affine(double[] x, double[] w, double[] b) {
    double[] out = product(x, w, w.length / b.length);
    for (int i = 0; i < out.length; i++) {
      out[i] += b[i % b.length];
    }
    return out;
  }

  /** Sums of the columns of a matrix. */
  public static double[] columnSums(double[] a, int columns) {
    double[] sums = new double[columns];
    for (int i = 0; i < a.length; i++) {
      sums[i % columns] += a[i];
    }
    return sums;
  }

  /** cs231n's {@code eval_numerical_gradient}; f reads x, which is as before afterwards. */
  public static double[] differences(double[] x, double h, ToDoubleFunction<double[]> f) {
    double[] gradient = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double old = x[i];
      x[i] = old + h;
      double above = f.applyAsDouble(x);
      x[i] = old - h;
      double below = f.applyAsDouble(x);
      x[i] = old;
      gradient[i] = (above - below) / (2 * h);
    }
    return gradient;
  }

  /** cs231n's {@code eval_numerical_gradient_array}: of {@code Σ f(x) · dout}. */
  public static double[] differences(
      double[] x, double[] dout, double h, UnaryOperator<double[]> f) {
    double[] gradient = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double old = x[i];
      x[i] = old + h;
      double[] above = f.apply(x);
      x[i] = old - h;
      double[] below = f.apply(x);
      x[i] = old;
      for (int j = 0; j < dout.length; j++) {
        gradient[i] += (above[j] - below[j]) * dout[j];
      }
      gradient[i] /= 2 * h;
    }
    return gradient;
  }

  /** {@code Σ a·b}. */
  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
