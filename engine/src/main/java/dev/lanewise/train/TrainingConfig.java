package dev.lanewise.train;

import dev.lanewise.data.Sampling;
import dev.lanewise.optim.EpochDecay;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.Schedule;
import dev.lanewise.optim.Sgd;
import java.util.List;
import java.util.Optional;
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
    private double lrDecay = 1;
    private int batchSize = 100;
    private int epochs = 10;
    private Sampling sampling = Sampling.SHUFFLE;
    private int earlyStopping;
    private long seed;
    private int warmupSteps;
    private Optimizer optimizer = new Sgd();
    private Optional<Schedule.Custom> schedule = Optional.empty();

    private List<Object> values() {
      return List.of(
          learningRate,
          lrDecay,
          batchSize,
          epochs,
          sampling,
          earlyStopping,
          seed,
          warmupSteps,
          optimizer,
          schedule);
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

  /** The factor on the learning rate after every epoch, above 0. */
  public double lrDecay() {
    return fields.lrDecay;
  }

  /**
   * This configuration with another factor on the learning rate.
   *
   * @throws IllegalArgumentException unless it is above 0 and finite
   */
  public TrainingConfig withLrDecay(double factor) {
    return with(it -> it.lrDecay = positive("learning rate decay", factor));
  }

  /**
   * The learning rate of each step, from {@link #learningRate}: that of {@link #ownSchedule}, else
   * of {@link #lrDecay}, both after {@link #warmupSteps}.
   */
  public Schedule schedule() {
    Schedule decay =
        fields.schedule.isPresent() ? fields.schedule.get() : new EpochDecay(lrDecay());
    return warmupSteps() == 0 ? decay : new Schedule.Warmup(warmupSteps(), decay);
  }

  /** This configuration with a schedule of the caller's instead of {@link #lrDecay}. */
  public TrainingConfig withOwnSchedule(Schedule.Custom schedule) {
    return with(it -> it.schedule = Optional.of(schedule));
  }

  /** The schedule of {@link #withOwnSchedule}, if there is one. */
  public Optional<Schedule.Custom> ownSchedule() {
    return fields.schedule;
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

  /** Epochs without a better validation accuracy after which training stops; 0 for never. */
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
