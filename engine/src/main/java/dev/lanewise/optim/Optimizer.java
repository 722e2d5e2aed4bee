package dev.lanewise.optim;

import java.util.List;

/**
 * How a parameter moves along its gradient, value by value. Implementations are immutable and
 * compare by value.
 *
 * <p>An embedder's own implements {@link Custom}.
 */
public sealed interface Optimizer permits Sgd, Optimizer.Custom {

  /** The optimizers that have a name for options and files, in the order of their help. */
  static List<Optimizer> all() {
    return List.of(new Sgd());
  }

  /**
   * Its name in options and files, such as {@code sgd}. A formula of an embedder has its parameters
   * in it, since searches know their trials by it.
   */
  String name();

  /** What it keeps of each parameter from step to step, such as a velocity; at first all zero. */
  default List<String> slots() {
    return List.of();
  }

  /**
   * The constants of one step, computed in double and rounded once.
   *
   * @param learningRate of the step
   * @param reg L2 strength; 0 for a bias
   * @param step number of the step, from 1
   */
  float[] factors(double learningRate, double reg, long step);

  /**
   * Moves some values. This loop is the formula.
   *
   * @param w values. Modified.
   * @param gradient of the loss without L2
   * @param slots in the order of {@link #slots()}. Modified.
   * @param from first index, the same in all arrays
   * @param to the index behind the last
   * @param factors of the step
   */
  void update(float[] w, float[] gradient, float[][] slots, int from, int to, float[] factors);

  /**
   * An embedder's own optimizer, preferably a record. The engine calls it from several threads at
   * once, each with values of its own.
   */
  non-sealed interface Custom extends Optimizer {}
}
