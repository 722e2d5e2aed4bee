package dev.lanewise.model;

import dev.lanewise.random.CounterRandom;

/** How the weights of a layer are drawn; biases start at 0. docs/numerics has the formulas. */
public enum Init {
  /**
   * {@link #GAUSSIAN} up to one hidden layer. Beyond that {@link #HE}, with the first layer's
   * weights divided by the root mean square of the normalized training inputs: He's formula keeps
   * the size of activations from layer to layer, and pixels are not of size 1.
   */
  AUTO,
  /** Normally distributed with deviation {@link NetSpec#weightScale} in every layer. */
  GAUSSIAN,
  /** Normally distributed with deviation sqrt(2 / inputs of the layer) (He et al. 2015). */
  HE;

  /** Weight {@code i}, row by row, of the affine layer {@code layer}, from 0. */
  double weight(CounterRandom random, long i, NetSpec net, int layer) {
    return switch (this) {
      case GAUSSIAN -> random.gaussian(i) * net.weightScale();
      case AUTO, HE -> random.gaussian(i) * Math.sqrt(2.0 / net.layerInputs(layer));
    };
  }
}
