package dev.lanewise.model;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.LossFunction;
import java.util.List;

/**
 * What a fully connected net looks like, without its parameters.
 *
 * @param inputs D, values of a sample
 * @param hidden widths of the hidden layers; empty for a linear classifier
 * @param classes C
 * @param activation of the hidden layers
 * @param loss what is minimized
 * @param weightScale standard deviation of the initial weights
 * @param reg L2 strength; the loss gets {@code 0.5 · reg · ΣW²}
 */
public record NetSpec(
    int inputs,
    List<Integer> hidden,
    int classes,
    Activation activation,
    LossFunction loss,
    double weightScale,
    double reg) {

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public NetSpec {
    hidden = List.copyOf(hidden);
    positive("inputs", inputs);
    positive("classes", classes);
    hidden.forEach(width -> positive("hidden", width));
    notNegative("weightScale", weightScale);
    notNegative("reg", reg);
  }

  /** A net with one hidden layer, ReLU, softmax loss, weight scale 1e-3 and reg 0. */
  public static NetSpec twoLayer(int inputs, int hidden, int classes) {
    return new NetSpec(
        inputs, List.of(hidden), classes, Activation.RELU, LossFunction.SOFTMAX, 1e-3, 0);
  }

  /** This net with other hidden layers. */
  public NetSpec withHidden(List<Integer> widths) {
    return new NetSpec(inputs, widths, classes, activation, loss, weightScale, reg);
  }

  /** This net with another activation. */
  public NetSpec withActivation(Activation other) {
    return new NetSpec(inputs, hidden, classes, other, loss, weightScale, reg);
  }

  /** This net with another loss. */
  public NetSpec withLoss(LossFunction other) {
    return new NetSpec(inputs, hidden, classes, activation, other, weightScale, reg);
  }

  /** This net with another weight scale. */
  public NetSpec withWeightScale(double scale) {
    return new NetSpec(inputs, hidden, classes, activation, loss, scale, reg);
  }

  /** This net with another L2 strength. */
  public NetSpec withReg(double strength) {
    return new NetSpec(inputs, hidden, classes, activation, loss, weightScale, strength);
  }

  /** Number of affine layers. */
  public int layers() {
    return hidden.size() + 1;
  }

  /** Inputs of the affine layer {@code layer}, from 0. */
  public int layerInputs(int layer) {
    return layer == 0 ? inputs : hidden.get(layer - 1);
  }

  /** Outputs of the affine layer {@code layer}, from 0. */
  public int layerOutputs(int layer) {
    return layer == hidden.size() ? classes : hidden.get(layer);
  }

  /** Number of weights and biases. */
  public long parameters() {
    long count = 0;
    for (int layer = 0; layer < layers(); layer++) {
      count += (layerInputs(layer) + 1L) * layerOutputs(layer);
    }
    return count;
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, got " + value);
    }
  }

  private static void notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be 0 or more and finite, got " + value);
    }
  }
}
