package dev.lanewise.optim;

import dev.lanewise.math.Parameter;
import java.util.List;
import java.util.Optional;

/**
 * How a parameter moves along its gradient, value by value. Implementations are immutable and
 * compare by value.
 *
 * <p>Those of the engine are listed in {@link #all}; an embedder's own implements {@link Custom}.
 */
public sealed interface Optimizer
    permits Sgd, Momentum, Nesterov, RmsProp, Adam, AdamW, Optimizer.Custom {

  /** The optimizers that have a name for options and files, in the order of their help. */
  static List<Optimizer> all() {
    return List.of(
        new Sgd(),
        new Momentum(0.9),
        new Nesterov(0.9),
        new RmsProp(0.99, 1e-8),
        new Adam(0.9, 0.999, 1e-8),
        new AdamW(0.9, 0.999, 1e-8, 0.01));
  }

  /**
   * Its name in options and files, such as {@code sgd}. A formula of an embedder has its parameters
   * in it, since searches know their trials by it.
   */
  String name();

  /** Its numbers; those of the engine's are settings. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /** The value of a parameter, if it has one of this name. */
  default Optional<Double> parameter(String name) {
    return Parameter.find(parameters(), name);
  }

  /**
   * The same with another value of a parameter, or this if it has none of this name.
   *
   * @throws IllegalArgumentException if the value is out of range
   */
  default Optimizer with(String parameter, double value) {
    return this;
  }

  /** What it keeps of each parameter from step to step, such as a velocity; at first all zero. */
  default List<String> slots() {
    return List.of();
  }

  /** How many constants {@link #setFactors} sets. */
  int factors();

  /**
   * Sets the constants of one step, computed in double and rounded once. They are a pure function
   * of the arguments, so that a run continues from any step.
   *
   * @param factors gets {@link #factors()} values from index 0 on. Modified.
   * @param learningRate of the step
   * @param reg L2 strength; 0 for a bias
   * @param decays whether a decay of weights applies: to weights yes, to a bias no
   * @param step number of the step in the run, from 1
   */
  void setFactors(float[] factors, double learningRate, double reg, boolean decays, long step);

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
   * once, each with values of its own. Zero values with a zero gradient and zero slots must stay
   * finite, since kernels pad with them.
   */
  non-sealed interface Custom extends Optimizer {}
}
