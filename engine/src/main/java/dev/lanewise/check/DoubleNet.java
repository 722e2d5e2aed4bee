package dev.lanewise.check;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Identity;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.memory.Matrix;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A net in double precision with the parameters of another, and its loss where one parameter is a
 * little larger or smaller. What is before that parameter is computed once.
 */
final class DoubleNet {

  /** By how much float32 may miss the input of an activation, relative to the largest. */
  private static final double ROUNDING = 0x1p-18;

  private static final double FLOAT_ROUNDINGS = 4 * 0x1p-24; // of each layer, in a float32 gradient
  private static final double DOUBLE_ROUNDINGS = 8 * 0x1p-53; // of a row's loss

  private static final double LEAST_INPUT = 1e-3; // so that steps of weights stay small

  private final NetSpec spec;
  private final int rows;
  private final int[] labels;
  private final List<Layer> layers = new ArrayList<>();
  private final LocalLoss rowLoss;
  private final double normalizer;

  /**
   * A difference quotient.
   *
   * @param size that of its terms: the sum of what each row adds to it, without the signs
   * @param rounding by how much it, or a float32 gradient, may be off
   */
  record Quotient(double value, double size, double rounding) {

    Quotient plus(double term) {
      double more = FLOAT_ROUNDINGS * Math.abs(term);
      return new Quotient(value + term, size + Math.abs(term), rounding + more);
    }
  }

  /** One layer, {@code out = f(z)} with {@code z = in · w + b}, as the batch goes through it. */
  private static final class Layer {

    final float[][] weights; // (inputs, outputs)
    final int outputs;
    final double[] in; // (N, inputs)
    final double[] roundedIn; // (N, inputs), what rounding of the inputs is relative to
    final double[] z; // (N, outputs)
    final LocalFunction activation;
    final double[] out; // (N, outputs)
    double[] rounded = {}; // (N, outputs), what rounding of the gradient of z is relative to

    Layer(
        Matrix weights,
        Matrix bias,
        Activation activation,
        double[] in,
        double[] roundedIn,
        int rows) {
      this.weights = new float[weights.rows()][];
      for (int i = 0; i < weights.rows(); i++) {
        this.weights[i] = weights.slice(i, i + 1).toArray();
      }
      this.outputs = weights.columns();
      this.in = in;
      this.roundedIn = roundedIn;
      this.z = new double[rows * outputs];
      for (int row = 0; row < rows; row++) {
        for (int j = 0; j < outputs; j++) {
          z[row * outputs + j] = bias.get(0, j);
        }
      }
      addProduct(z, in);
      this.activation = LocalFunction.of(activation, z);
      this.out = apply(z);
    }

    int inputs() {
      return weights.length;
    }

    /** What rounding of the outputs is relative to. */
    double[] roundedOut() {
      double[] sizes = new double[out.length];
      Arrays.setAll(sizes, i -> activation.roundedValue(i, z[i]));
      return sizes;
    }

    double[] apply(double[] z) {
      double[] out = new double[z.length];
      Arrays.setAll(out, i -> activation.at(i, z[i]));
      return out;
    }

    /** {@code z += x · w}, without the terms of inputs that are 0. */
    void addProduct(double[] z, double[] x) {
      for (int row = 0; row < z.length / outputs; row++) {
        for (int i = 0; i < inputs(); i++) {
          double value = x[row * inputs() + i];
          for (int j = 0; value != 0 && j < outputs; j++) {
            z[row * outputs + j] += value * weights[i][j];
          }
        }
      }
    }

    /** The gradient of the inputs without signs, from that of z. */
    double[] inputGradient(double[] ofZ) {
      double[] result = new double[in.length];
      for (int k = 0; k < result.length; k++) {
        int row = k / inputs();
        for (int j = 0; j < outputs; j++) {
          result[k] += ofZ[row * outputs + j] * Math.abs(weights[k % inputs()][j]);
        }
      }
      return result;
    }

    /** What rounding of the gradient of a weight, or for -1 of a bias, is relative to. */
    double rounded(int i, int j) {
      double sum = 0;
      for (int row = 0; row < z.length / outputs; row++) {
        sum += rounded[row * outputs + j] * (i < 0 ? 1 : roundedIn[row * inputs() + i]);
      }
      return sum;
    }

    /** z where the inputs have other values {@code x}. */
    double[] inputsChanged(double[] x) {
      double[] change = new double[x.length];
      Arrays.setAll(change, i -> x[i] - in[i]);
      double[] changed = z.clone();
      addProduct(changed, change);
      return changed;
    }

    /**
     * z where one parameter of output {@code j} has grown.
     *
     * @param i the input of a weight; -1 for the bias
     */
    double[] parameterChanged(int i, int j, double growth) {
      double[] changed = z.clone();
      for (int row = 0; row < z.length / outputs; row++) {
        changed[row * outputs + j] += growth * (i < 0 ? 1 : in[row * inputs() + i]);
      }
      return changed;
    }
  }

  /**
   * The net for a batch.
   *
   * @param x normalized inputs, (N, D), N at least 1
   * @param labels (N,)
   */
  DoubleNet(FullyConnectedNet net, double[] x, int[] labels) {
    this.spec = net.spec();
    this.rows = labels.length;
    this.labels = labels;
    double[] in = x;
    double[] roundedIn = DoubleStream.of(x).map(Math::abs).toArray();
    for (int i = 0; i < spec.layers(); i++) {
      Activation activation = i + 1 < spec.layers() ? spec.activation() : new Identity();
      Matrix weights = net.parameters().weights(i);
      Layer layer = new Layer(weights, net.parameters().bias(i), activation, in, roundedIn, rows);
      layers.add(layer);
      in = layer.out;
      roundedIn = layer.roundedOut();
    }
    ClassWeights weights = spec.classWeights();
    this.rowLoss = LocalLoss.of(spec.loss(), in, labels, weights);
    this.normalizer = IntStream.of(labels).mapToDouble(weights::weight).sum();
    goBack();
  }

  /** The backward pass without signs, and with slopes that do not vanish. */
  private void goBack() {
    int classes = spec.classes();
    double[] gradient = new double[rows * classes];
    double[] scores = layers.getLast().out;
    for (int k = 0; k < gradient.length; k++) {
      int row = k / classes;
      gradient[k] = mean(rowLoss.roundedGradient(row, labels[row], scores, k % classes));
    }
    for (int i = layers.size() - 1; i >= 0; i--) {
      Layer layer = layers.get(i);
      double[] ofOut = gradient;
      layer.rounded = new double[layer.z.length];
      Arrays.setAll(layer.rounded, k -> ofOut[k] * layer.activation.roundedSlope(k, layer.z[k]));
      gradient = i == 0 ? gradient : layer.inputGradient(layer.rounded);
    }
  }

  /** The rows none of whose values is next to a kink, ascending. */
  int[] rowsOffKinks() {
    boolean[] at = new boolean[rows];
    for (Layer layer : layers) {
      double distance = ROUNDING * largest(layer.z);
      for (int i = 0; i < layer.z.length; i++) {
        at[i / layer.outputs] |= layer.activation.atKink(i, layer.z[i], distance);
      }
    }
    double[] scores = layers.getLast().out;
    double distance = ROUNDING * Math.max(1, largest(scores));
    return IntStream.range(0, rows)
        .filter(row -> !at[row] && !rowLoss.atKink(row, labels[row], scores, distance))
        .toArray();
  }

  /** The mean loss, L2 included. */
  double loss() {
    double squares = 0;
    for (Layer layer : layers) {
      for (float[] row : layer.weights) {
        for (float w : row) {
          squares += (double) w * w;
        }
      }
    }
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      sum += rowLoss.row(row, labels[row], layers.getLast().out);
    }
    return mean(sum) + 0.5 * spec.reg() * squares;
  }

  /**
   * The centred difference quotient of the loss in a weight.
   *
   * @param layer from 0
   * @param change by how much an input of the activation changes at most
   * @return empty if a kink lies between the two losses
   */
  Optional<Quotient> ofWeight(int layer, int i, int j, double change) {
    double step = change / Math.max(LEAST_INPUT, largest(layers.get(layer).in));
    double penalty = spec.reg() * layers.get(layer).weights[i][j]; // its quotient, exactly
    return quotient(layer, i, j, step).map(quotient -> quotient.plus(penalty));
  }

  /** The same in a bias. */
  Optional<Quotient> ofBias(int layer, int j, double change) {
    return quotient(layer, -1, j, change);
  }

  private Optional<Quotient> quotient(int layer, int i, int j, double step) {
    double[] above = layers.get(layer).parameterChanged(i, j, step);
    double[] below = layers.get(layer).parameterChanged(i, j, -step);
    for (int next = layer; next < layers.size(); next++) {
      Layer at = layers.get(next);
      if (next > layer) {
        above = at.inputsChanged(above);
        below = at.inputsChanged(below);
      }
      for (int k = 0; k < above.length; k++) {
        if (!at.activation.sameSide(k, below[k], above[k])) {
          return Optional.empty();
        }
      }
      above = at.apply(above);
      below = at.apply(below);
    }
    double sum = 0; // of differences, since a difference of sums would lose more digits
    double sizes = 0;
    double losses = 0;
    for (int row = 0; row < rows; row++) {
      if (!rowLoss.sameSide(row, labels[row], below, above)) {
        return Optional.empty();
      }
      double loss = rowLoss.row(row, labels[row], above);
      double difference = loss - rowLoss.row(row, labels[row], below);
      losses += Math.abs(loss);
      sum += difference;
      sizes += Math.abs(difference);
    }
    double rounding =
        FLOAT_ROUNDINGS * layers.size() * layers.get(layer).rounded(i, j)
            + DOUBLE_ROUNDINGS * mean(losses) / (2 * step);
    return Optional.of(new Quotient(mean(sum) / (2 * step), mean(sizes) / (2 * step), rounding));
  }

  private double mean(double sum) {
    return normalizer == 0 ? 0 : sum / normalizer;
  }

  /** The largest of some values, without signs; NaN does not count. */
  static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.abs(value) > largest ? Math.abs(value) : largest; // not NaN
    }
    return largest;
  }
}
