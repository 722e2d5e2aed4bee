package dev.lanewise.train;

import dev.lanewise.data.Sampling;
import java.util.List;

/**
 * The settings of a run: how long it trains, on which batches, and which epoch it keeps. {@link
 * Settings} lists them.
 */
public final class TrainingSettings {

  /** Passes over the training set. */
  public static final Setting<Integer> EPOCHS =
      Setting.of(
              "epochs",
              "epochs",
              SettingType.WHOLE,
              10,
              plan -> plan.config().epochs(),
              (plan, value) -> plan.with(plan.config().withEpochs(value)))
          .help("N", "Passes over the training set.")
          .searched(3)
          .sensible(1, Double.POSITIVE_INFINITY);

  /** Samples of a step. */
  public static final Setting<Integer> BATCH_SIZE =
      Setting.of(
              "batchSize",
              "batch-size",
              SettingType.WHOLE,
              100,
              plan -> plan.config().batchSize(),
              (plan, value) -> plan.with(plan.config().withBatchSize(value)))
          .help("N", "Samples of a step, at most the training set.")
          .shortName("batch")
          .searched(5)
          .sensible(1, Double.POSITIVE_INFINITY);

  /** Seed of everything random. */
  public static final Setting<Long> SEED =
      Setting.of(
              "seed",
              "seed",
              SettingType.SEED,
              0L,
              plan -> plan.config().seed(),
              (plan, value) -> plan.with(plan.config().withSeed(value)))
          .help("N", "One seed gives one model, bit for bit, on any machine.")
          .helpOfSearch(
              "Seeds; a trial's model is that of train with the same one. The first also draws"
                  + " the trials of a random search and deals the folds.")
          .searched(9);

  /** How batches are drawn. */
  public static final Setting<Sampling> SAMPLING =
      Setting.of(
              "sampling",
              "sampling",
              SettingType.oneOf(List.of(Sampling.values())),
              Sampling.SHUFFLE,
              plan -> plan.config().sampling(),
              (plan, value) -> plan.with(plan.config().withSampling(value)))
          .help(
              "",
              "Every sample once an epoch in a new order, or each batch drawn with replacement"
                  + " as the cs231n Solver does.");

  /** Epochs without a better validation accuracy after which training stops. */
  public static final Setting<Integer> EARLY_STOPPING =
      Setting.of(
              "earlyStopping",
              "early-stopping",
              SettingType.WHOLE,
              0,
              plan -> plan.config().earlyStopping(),
              (plan, value) -> plan.with(plan.config().withEarlyStopping(value)))
          .help("N", "Stop after N epochs without a gain of what is monitored; 0 for never.");

  /** What is monitored. */
  public static final Setting<Monitor> MONITOR =
      Setting.of(
              "monitor",
              "monitor",
              SettingType.oneOf(List.of(Monitor.values())),
              Monitor.ACCURACY,
              plan -> plan.config().monitor(),
              (plan, value) -> plan.with(plan.config().withMonitor(value)))
          .help(
              "",
              "What tells the best epoch, which is kept, and counts for --early-stopping and"
                  + " plateau: the validation accuracy or loss.");

  /** The least gain that counts for early stopping. */
  public static final Setting<Double> MIN_DELTA =
      Setting.of(
              "minDelta",
              "min-delta",
              SettingType.REAL,
              0.0,
              plan -> plan.config().minDelta(),
              (plan, value) -> plan.with(plan.config().withMinDelta(value)))
          .countsWithout(EARLY_STOPPING, 0)
          .help("D", "Gains of the monitored value up to D do not count for --early-stopping.");

  private TrainingSettings() {}
}
