package dev.lanewise.train;

import dev.lanewise.data.Sampling;
import dev.lanewise.optim.EpochDecay;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.Schedule;
import dev.lanewise.optim.Sgd;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How a net is trained. Immutable, so safe for use by several threads. Start from {@link #DEFAULT}
 * and change what differs: {@code DEFAULT.withEpochs(20).withSeed(1)}.
 *
 * <p>A new field needs a line in {@code Fields}, one in {@code values} and its two methods.
 */
public final class TrainingConfig {

  /** All fields with their defaults; not modified once a configuration has it. */
  private static final class Fields implements Cloneable {
    private double learningRate = 1e-3;
    private Schedule schedule = new EpochDecay(1);
    private int scheduleEpochs;
    private int batchSize = 100;
    private int epochs = 10;
    private Sampling sampling = Sampling.SHUFFLE;
    private int earlyStopping;
    private double minDelta;
    private Monitor monitor = Monitor.ACCURACY;
    private long seed;
    private int warmupSteps;
    private Optimizer optimizer = new Sgd();

    private List<Object> values() {
      return List.of(
          learningRate,
          schedule,
          scheduleEpochs,
          batchSize,
          epochs,
          sampling,
          earlyStopping,
          minDelta,
          monitor,
          seed,
          warmupSteps,
          optimizer);
    }

    private Fields copy() {
      try {
        return (Fields) super.clone();
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException("it is Cloneable", e);
      }
    }
  }

  /** The cs231n Solver's defaults with a learning rate of 1e-3, and seed 0. */
  public static final TrainingConfig DEFAULT = new TrainingConfig(new Fields());

  private final Fields fields;

  private TrainingConfig(Fields fields) {
    this.fields = fields;
  }

  private TrainingConfig with(Consumer<Fields> change) {
    Fields changed = fields.copy();
    change.accept(changed);
    return new TrainingConfig(changed);
  }

  /** The base learning rate, above 0, from which {@link #schedule} makes that of each step. */
  public double learningRate() {
    return fields.learningRate;
  }

  /**
   * This configuration with another learning rate.
   *
   * @throws IllegalArgumentException unless it is above 0 and finite
   */
  public TrainingConfig withLearningRate(double rate) {
    return with(it -> it.learningRate = positive("learning rate", rate));
  }

  /** What makes the rate of each step of {@link #learningRate}, before {@link #warmupSteps}. */
  public Schedule schedule() {
    return fields.schedule;
  }

  /** This configuration with another schedule. */
  public TrainingConfig withSchedule(Schedule other) {
    return with(it -> it.schedule = other);
  }

  /** Epochs of the schedule; 0 for those of the run. */
  public int scheduleEpochs() {
    return fields.scheduleEpochs;
  }

  /**
   * This configuration with another horizon of its schedule: a run with fewer epochs is then the
   * beginning of one with more.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  public TrainingConfig withScheduleEpochs(int count) {
    return with(it -> it.scheduleEpochs = atLeast("schedule epochs", 0, count));
  }

  /**
   * The learning rate of a step: that of the schedule, and in the first {@link #warmupSteps} W
   * steps t of the run {@code rate · (t + 1) / W}, in double, from left to right.
   *
   * @param epoch epochs before it, from 0
   * @param step steps of its epoch before it, from 0
   * @param stepsPerEpoch steps of every epoch
   * @param scores see {@link Schedule.Position#scores}
   */
  public double learningRate(int epoch, int step, int stepsPerEpoch, List<Double> scores) {
    int horizon = scheduleEpochs() == 0 ? epochs() : scheduleEpochs();
    Schedule.Position position =
        new Schedule.Position(epoch, step, stepsPerEpoch, horizon, warmupSteps(), scores);
    double rate = schedule().rate(learningRate(), position);
    long t = position.globalStep();
    return t < warmupSteps() ? rate * (t + 1) / warmupSteps() : rate;
  }

  /** Whether the learning rate may differ between steps of one epoch. */
  boolean rateChangesWithinEpoch() {
    return warmupSteps() > 0 || schedule().changesWithinEpoch();
  }

  /** How parameters move along their gradients. */
  public Optimizer optimizer() {
    return fields.optimizer;
  }

  /** This configuration with another optimizer. */
  public TrainingConfig withOptimizer(Optimizer other) {
    return with(it -> it.optimizer = other);
  }

  /** Samples of a step, B, at least 1. */
  public int batchSize() {
    return fields.batchSize;
  }

  /**
   * This configuration with another batch size.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public TrainingConfig withBatchSize(int size) {
    return with(it -> it.batchSize = atLeast("batch size", 1, size));
  }

  /** Passes over the training set, at least 1. */
  public int epochs() {
    return fields.epochs;
  }

  /**
   * This configuration with another number of epochs.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public TrainingConfig withEpochs(int count) {
    return with(it -> it.epochs = atLeast("epochs", 1, count));
  }

  /** How batches are drawn. */
  public Sampling sampling() {
    return fields.sampling;
  }

  /** This configuration with another way to draw batches. */
  public TrainingConfig withSampling(Sampling other) {
    return with(it -> it.sampling = other);
  }

  /**
   * Epochs without a gain of what is monitored by more than {@link #minDelta} after which training
   * stops; 0 for never.
   */
  public int earlyStopping() {
    return fields.earlyStopping;
  }

  /**
   * This configuration with another patience; 0 for none.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  public TrainingConfig withEarlyStopping(int patience) {
    return with(it -> it.earlyStopping = atLeast("early stopping", 0, patience));
  }

  /** By how much the monitored value must gain to count for early stopping, at least 0. */
  public double minDelta() {
    return fields.minDelta;
  }

  /**
   * This configuration with another least gain.
   *
   * @throws IllegalArgumentException unless it is at least 0 and finite
   */
  public TrainingConfig withMinDelta(double gain) {
    if (!(gain >= 0) || Double.isInfinite(gain)) {
      throw new IllegalArgumentException("min delta must be at least 0 and finite, got " + gain);
    }
    return with(it -> it.minDelta = gain);
  }

  /**
   * The epoch after which a run stops, since {@link #earlyStopping} epochs in a row were not better
   * than the last gain by more than {@link #minDelta}; empty if it goes on.
   *
   * @param scores what is monitored at the end of each epoch, more being better
   */
  OptionalInt stopEpoch(List<Double> scores) {
    double gained = Double.NEGATIVE_INFINITY;
    int without = 0;
    for (int i = 0; i < scores.size() && earlyStopping() > 0; i++) {
      double score = scores.get(i);
      boolean first = gained == Double.NEGATIVE_INFINITY;
      boolean gains = first || Double.isNaN(score) || score - minDelta() > gained;
      gained = gains ? score : gained;
      without = gains ? 0 : without + 1;
      if (without >= earlyStopping()) {
        return OptionalInt.of(i + 1);
      }
    }
    return OptionalInt.empty();
  }

  /** By what the best epoch is known. */
  public Monitor monitor() {
    return fields.monitor;
  }

  /** This configuration with another value that is monitored. */
  public TrainingConfig withMonitor(Monitor other) {
    return with(it -> it.monitor = other);
  }

  /** The seed of everything random. */
  public long seed() {
    return fields.seed;
  }

  /** This configuration with another seed. */
  public TrainingConfig withSeed(long other) {
    return with(it -> it.seed = other);
  }

  /**
   * Steps of the run over which the learning rate rises evenly to that of the schedule; 0 for none.
   */
  public int warmupSteps() {
    return fields.warmupSteps;
  }

  /**
   * This configuration with another number of warm-up steps.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  public TrainingConfig withWarmupSteps(int steps) {
    return with(it -> it.warmupSteps = atLeast("warmup steps", 0, steps));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrainingConfig config && fields.values().equals(config.fields.values());
  }

  @Override
  public int hashCode() {
    return fields.values().hashCode();
  }

  /** All values, for people. */
  @Override
  public String toString() {
    return "TrainingConfig" + fields.values();
  }

  private static double positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be above 0 and finite, got " + value);
    }
    return value;
  }

  private static int atLeast(String name, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", got " + value);
    }
    return value;
  }
}
