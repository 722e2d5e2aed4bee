package dev.lanewise.optim;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.nn.Param;

/** Stochastic gradient descent, {@code w -= learningRate · dw}; see {@link Kernels#sgd}. */
public final class Sgd implements UpdateRule {

  private final Kernels kernels;

  /** The rule on the given kernels. */
  public Sgd(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public void update(Param param, double learningRate) {
    kernels.sgd(param.value(), param.gradient(), (float) learningRate);
  }
}
