package dev.lanewise.model;

import dev.lanewise.random.CounterRandom;

/**
 * How the weights of a layer are drawn. Biases start at 0, but with {@link #TORCH}. docs/numerics
 * has the formulas.
 */
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
  HE,
  /**
   * Uniformly distributed from -a to a, a = sqrt(6 / (inputs + outputs of the layer)) (Glorot and
   * Bengio 2010).
   */
  XAVIER,
  /**
   * As PyTorch draws linear layers: weights and biases uniformly distributed from -a to a, a = 1 /
   * sqrt(inputs of the layer).
   */
  TORCH;

  /** Weight {@code i}, row by row, of the affine layer {@code layer}, from 0. */
  double weight(CounterRandom random, long i, NetSpec net, int layer) {
    return switch (this) {
      case GAUSSIAN -> random.gaussian(i) * net.weightScale();
      case AUTO, HE -> random.gaussian(i) * Math.sqrt(2.0 / net.layerInputs(layer));
      case XAVIER -> {
        double fans = (double) net.layerInputs(layer) + net.layerOutputs(layer);
        yield symmetric(random, i) * Math.sqrt(6 / fans);
      }
      case TORCH -> symmetric(random, i) / Math.sqrt(net.layerInputs(layer));
    };
  }

  /** The bias that comes behind {@code i} values of the affine layer {@code layer}, from 0. */
  double bias(CounterRandom random, long i, NetSpec net, int layer) {
    return this == TORCH ? symmetric(random, i) / Math.sqrt(net.layerInputs(layer)) : 0;
  }

  /** A number from -1 to below 1, uniformly distributed. */
  private static double symmetric(CounterRandom random, long i) {
    return 2 * random.uniform(i) - 1;
  }
}
