package dev.lanewise.kernels;

import dev.lanewise.memory.Matrix;
import dev.lanewise.optim.Factors;
import dev.lanewise.optim.Sgd;
import java.util.List;

/** Gradient descent by an operation of the kernels. */
final class Updates {

  private static final Sgd SGD = new Sgd();

  private Updates() {}

  /** {@code w = fma(-rate, gradient, w)}, without L2. */
  static void sgd(Kernels kernels, Matrix w, Matrix gradient, float rate) {
    sgd(kernels, w, gradient, rate, 0);
  }

  /** {@code w = fma(-rate, fma(reg, w, gradient), w)}. */
  static void sgd(Kernels kernels, Matrix w, Matrix gradient, float rate, float reg) {
    kernels.update(w, gradient, List.of(), SGD, Factors.of(SGD, rate, reg, 1));
  }
}
