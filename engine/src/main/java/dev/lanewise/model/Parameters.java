package dev.lanewise.model;

import dev.lanewise.kernels.NetArray;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.random.CounterRandom;
import dev.lanewise.random.CounterRandom.Purpose;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights and biases of one net.
 *
 * @param spec the form of the net
 * @param values W1, b1, W2, b2, …: weights (inputs, outputs) and bias (1, outputs) of each layer
 */
public record Parameters(NetSpec spec, List<Matrix> values) {

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if a matrix has not the shape that {@code spec} asks for
   */
  public Parameters {
    values = List.copyOf(values);
    if (values.size() != 2 * spec.layers()) {
      throw new IllegalArgumentException(
          "%d matrices for a net of %d layers".formatted(values.size(), spec.layers()));
    }
    for (int i = 0; i < values.size(); i++) {
      Matrix value = values.get(i);
      int rows = isBias(i) ? 1 : spec.layerInputs(i / 2);
      if (value.rows() != rows || value.columns() != spec.layerOutputs(i / 2)) {
        throw new IllegalArgumentException(
            "%s is %s, not (%d, %d)"
                .formatted(name(i), value.shape(), rows, spec.layerOutputs(i / 2)));
      }
    }
  }

  /** Zero parameters in memory of {@code workspace}. */
  public static Parameters zeros(NetSpec spec, Workspace workspace) {
    List<Matrix> values = new ArrayList<>();
    for (int layer = 0; layer < spec.layers(); layer++) {
      int outputs = spec.layerOutputs(layer);
      values.add(workspace.matrix(spec.layerInputs(layer), outputs));
      values.add(workspace.matrix(1, outputs));
    }
    return new Parameters(spec, values);
  }

  /** Bytes that {@link #zeros} allocates, padding included; may exceed a long. */
  public static double bytes(NetSpec spec) {
    double bytes = 0;
    for (int layer = 0; layer < spec.layers(); layer++) {
      int outputs = spec.layerOutputs(layer);
      bytes += Workspace.bytesOfMatrix(spec.layerInputs(layer), outputs);
      bytes += Workspace.bytesOfMatrix(1, outputs);
    }
    return bytes;
  }

  /** The name of matrix {@code i}: W1, b1, W2, …. */
  public static String name(int i) {
    return (isBias(i) ? "b" : "W") + (i / 2 + 1);
  }

  private static boolean isBias(int i) {
    return i % 2 == 1;
  }

  /** Weights of the layer {@code layer}, from 0: (inputs, outputs). */
  public Matrix weights(int layer) {
    return values.get(2 * layer);
  }

  /** Bias of the layer {@code layer}, from 0: (1, outputs). */
  public Matrix bias(int layer) {
    return values.get(2 * layer + 1);
  }

  /** The affine layers, views of these matrices. */
  List<NetArray.Layer> affineLayers() {
    List<NetArray.Layer> layers = new ArrayList<>();
    for (int layer = 0; layer < spec.layers(); layer++) {
      layers.add(new NetArray.Layer(weights(layer), bias(layer)));
    }
    return layers;
  }

  /** Copies the values of {@code other}, a net of the same form. Modified: these values. */
  public void copyFrom(Parameters other) {
    for (int i = 0; i < values.size(); i++) {
      values.get(i).copyFrom(other.values.get(i));
    }
  }

  /**
   * Draws the weights, then the bias of each layer as {@link NetSpec#init} says: row by row, each a
   * pure function of the seed, its layer and its position. Modified: these values.
   *
   * @param inputSize root mean square of the normalized training inputs; counts where {@link
   *     NetSpec#fitsInputs}
   */
  public void initialize(long seed, double inputSize) {
    NetSpec settled = spec.settled();
    for (int layer = 0; layer < settled.layers(); layer++) {
      double divisor = layer == 0 && settled.fitsInputs() ? inputSize : 1;
      draw(settled, layer, seed, divisor);
    }
  }

  private void draw(NetSpec spec, int layer, long seed, double divisor) {
    Matrix weights = weights(layer);
    Matrix bias = bias(layer);
    CounterRandom random = new CounterRandom(seed, Purpose.WEIGHTS, layer, 0);
    long i = 0;
    for (int row = 0; row < weights.rows(); row++) {
      for (int column = 0; column < weights.columns(); column++) {
        weights.set(row, column, (float) (spec.init().weight(random, i++, spec, layer) / divisor));
      }
    }
    for (int column = 0; column < bias.columns(); column++) {
      bias.set(0, column, (float) spec.init().bias(random, i++, spec, layer));
    }
  }
}
