package dev.lanewise.train;

import dev.lanewise.model.NetSpec;

/**
 * Everything that decides the bits of a training besides the data: the net and how it is trained.
 * {@link Settings} lists its values. Immutable.
 *
 * @param net the net's form, and how its weights are drawn
 * @param config how it is trained
 */
public record TrainingPlan(NetSpec net, TrainingConfig config) {

  /** The defaults of all settings, for data of this size. */
  public static TrainingPlan standard(int inputs, int classes) {
    TrainingPlan plan =
        new TrainingPlan(NetSpec.twoLayer(inputs, 1, classes), TrainingConfig.DEFAULT);
    for (Setting<?> setting : Settings.AS_SET) {
      plan = withStandard(setting, plan);
    }
    return plan;
  }

  private static <T> TrainingPlan withStandard(Setting<T> setting, TrainingPlan plan) {
    return setting.with(plan, setting.standard());
  }

  /** This plan with another net. */
  public TrainingPlan with(NetSpec other) {
    return new TrainingPlan(other, config);
  }

  /** This plan with another configuration. */
  public TrainingPlan with(TrainingConfig other) {
    return new TrainingPlan(net, other);
  }

  /**
   * This plan with the initialization by the name of what it is for the net's depth, and the
   * horizon of its schedule in epochs, or 0 where it has none. A schedule that takes no warm-up has
   * none, and a net without hidden layers no dropout.
   */
  public TrainingPlan settled() {
    int horizon = config.scheduleEpochs() == 0 ? config.epochs() : config.scheduleEpochs();
    boolean has = config.schedule().hasHorizon();
    int warmup = config.schedule().takesWarmup() ? config.warmupSteps() : 0;
    double dropout = net.hidden().isEmpty() ? 0 : net.dropout(); // there is nothing to drop
    return new TrainingPlan(
        net.settled().withDropout(dropout),
        config.withScheduleEpochs(has ? horizon : 0).withWarmupSteps(warmup));
  }

  /**
   * The number of inputs and classes and every setting, as {@code key=value}, in the order of
   * {@link Settings#ALL}. Two plans have one fingerprint exactly if they are equal, provided that
   * formulas of an embedder have their parameters in their names. Files store it, so its form must
   * not change without their format.
   */
  public String fingerprint() {
    StringBuilder text = new StringBuilder();
    text.append("inputs=").append(net.inputs()).append(" classes=").append(net.classes());
    for (Setting<?> setting : Settings.ALL) {
      text.append(' ').append(setting.key()).append('=').append(setting.text(this));
    }
    return text.toString();
  }
}
