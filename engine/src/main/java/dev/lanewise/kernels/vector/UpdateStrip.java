package dev.lanewise.kernels.vector;

import dev.lanewise.optim.Adam;
import dev.lanewise.optim.AdamW;
import dev.lanewise.optim.Momentum;
import dev.lanewise.optim.Nesterov;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.RmsProp;
import dev.lanewise.optim.Sgd;

/**
 * One optimizer on a strip: some rows of whole vectors of parameters, whose gradient is in the
 * first-level cache. Callers choose the strip outside their loops; a strip takes arrays and
 * offsets, since a vector that crosses a virtual call becomes an object. An optimizer gets a line
 * in {@link #of}: a class of its own, or the scalar strip.
 */
interface UpdateStrip {

  /** The strip of an optimizer; equal for optimizers that differ in their numbers only. */
  static UpdateStrip of(Optimizer optimizer) {
    return switch (optimizer) {
      case Sgd _ -> SgdStrip.SGD;
      case Momentum _ -> MomentumStrip.MOMENTUM;
      case Nesterov _ -> NesterovStrip.NESTEROV;
      case RmsProp _ -> RmsPropStrip.RMS_PROP;
      case Adam _, AdamW _ -> AdamStrip.ADAM;
      case Optimizer.Custom custom -> new ScalarUpdateStrip(custom);
    };
  }

  /**
   * Moves parameters; see {@link Optimizer#update}.
   *
   * @param r its operands. Modified: values and slots.
   * @param columns whole vectors
   */
  void update(UpdateRows r, int rows, int columns);
}
