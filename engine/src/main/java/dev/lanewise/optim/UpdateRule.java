package dev.lanewise.optim;

import dev.lanewise.nn.Param;

/** How a parameter moves along its gradient. */
public interface UpdateRule {

  /**
   * One step.
   *
   * @param param its value is modified; its gradient includes L2
   * @param learningRate rounded to float32 inside
   */
  void update(Param param, double learningRate);
}
