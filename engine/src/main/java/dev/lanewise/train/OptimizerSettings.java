package dev.lanewise.train;

import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.Sgd;

/**
 * The optimizer and its numbers, which count only with an optimizer that has them. {@link Settings}
 * lists them.
 */
public final class OptimizerSettings {

  /** How weights move along their gradient. */
  public static final Setting<Optimizer> OPTIMIZER =
      Setting.of(
              "optimizer",
              "optimizer",
              SettingType.oneOf(Optimizer.all(), Optimizer::name),
              new Sgd(),
              plan -> plan.config().optimizer(),
              (plan, value) -> plan.with(plan.config().withOptimizer(value)))
          .help("", "How weights move along their gradient.")
          .searched(10);

  /** How much of the velocity stays after a step. */
  public static final Setting<Double> MOMENTUM =
      ofOptimizer("momentum", "momentum", 0.9)
          .help("M", "How much of the velocity stays after a step, 0 to below 1.")
          .searched(12);

  /** How much of RMSProp's mean of squares stays after a step. */
  public static final Setting<Double> RHO =
      ofOptimizer("rho", "rho", 0.99)
          .help("R", "How much of the mean of squares stays after a step, 0 to below 1.")
          .searched(13);

  /** How much of Adam's mean of gradients stays after a step. */
  public static final Setting<Double> BETA1 =
      ofOptimizer("beta1", "beta1", 0.9)
          .help("B", "How much of the mean of gradients stays after a step, 0 to below 1.")
          .searched(14);

  /** How much of Adam's mean of squares stays after a step. */
  public static final Setting<Double> BETA2 =
      ofOptimizer("beta2", "beta2", 0.999)
          .help("B", "How much of the mean of squares stays after a step, 0 to below 1.")
          .searched(15);

  /** What an optimizer adds to a root so as not to divide by 0. */
  public static final Setting<Double> EPSILON =
      ofOptimizer("epsilon", "epsilon", 1e-8)
          .help("E", "Added to the root of the mean of squares, above 0.")
          .searched(16)
          .logarithmic();

  /** By how much of the learning rate AdamW shrinks weights at each step. */
  public static final Setting<Double> WEIGHT_DECAY =
      ofOptimizer("weightDecay", "weight-decay", 0.01)
          .help("D", "Multiply weights, not biases, by 1 - rate times D before each step.")
          .shortName("decay")
          .searched(17)
          .logarithmic();

  private OptimizerSettings() {}

  /** A number that some optimizers have. */
  private static Setting<Double> ofOptimizer(String key, String name, double standard) {
    return Setting.of(
            key,
            name,
            SettingType.REAL,
            standard,
            plan -> plan.config().optimizer().parameter(key).orElse(standard),
            (plan, value) ->
                plan.with(plan.config().withOptimizer(plan.config().optimizer().with(key, value))))
        .countsWith(OPTIMIZER, optimizer -> optimizer.parameter(key).isPresent());
  }
}
