package dev.lanewise.search;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.LossFunction;
import java.util.List;

/** What trials differ in, in the order of a grid: the last varies fastest. */
public enum HyperParameter {
  /** Widths of the hidden layers, a {@code List<Integer>}. */
  HIDDEN("hidden", 0),
  /** Step of the first epoch, a {@code Double}. */
  LEARNING_RATE("learning rate", 1),
  /** Factor on the learning rate after every epoch, a {@code Double}. */
  LR_DECAY("learning rate decay", 2),
  /** Passes over the training set, an {@code Integer}. */
  EPOCHS("epochs", 3),
  /** L2 strength, a {@code Double}. */
  REG("reg", 4),
  /** Samples of a step, an {@code Integer}. */
  BATCH_SIZE("batch size", 5),
  /** Of the hidden layers, an {@link Activation}. */
  ACTIVATION("activation", 6),
  /** What is minimized, a {@link LossFunction}. */
  LOSS("loss", 7),
  /** Deviation of the initial weights, a {@code Double}. */
  WEIGHT_SCALE("weight scale", 8),
  /** Of everything random, a {@code Long}. */
  SEED("seed", 9);

  private final String text;
  private final int drawn; // its place in a trial's stream of random numbers

  HyperParameter(String text, int drawn) {
    this.text = text;
    this.drawn = drawn;
  }

  /** Which number of a random trial's stream draws it; part of the bits of a random search. */
  int drawn() {
    return drawn;
  }

  /** Its value in a trial. */
  public Object of(Trial trial) {
    return switch (this) {
      case HIDDEN -> trial.net().hidden();
      case LEARNING_RATE -> trial.config().learningRate();
      case LR_DECAY -> trial.config().lrDecay();
      case EPOCHS -> trial.config().epochs();
      case REG -> trial.net().reg();
      case BATCH_SIZE -> trial.config().batchSize();
      case ACTIVATION -> trial.net().activation();
      case LOSS -> trial.net().loss();
      case WEIGHT_SCALE -> trial.net().weightScale();
      case SEED -> trial.config().seed();
    };
  }

  /**
   * The trial with another value.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  @SuppressWarnings("unchecked")
  Trial set(Trial trial, Object value) {
    return switch (this) {
      case HIDDEN -> trial.with(trial.net().withHidden((List<Integer>) value));
      case LEARNING_RATE -> trial.with(trial.config().withLearningRate((Double) value));
      case LR_DECAY -> trial.with(trial.config().withLrDecay((Double) value));
      case EPOCHS -> trial.with(trial.config().withEpochs((Integer) value));
      case REG -> trial.with(trial.net().withReg((Double) value));
      case BATCH_SIZE -> trial.with(trial.config().withBatchSize((Integer) value));
      case ACTIVATION -> trial.with(trial.net().withActivation((Activation) value));
      case LOSS -> trial.with(trial.net().withLoss((LossFunction) value));
      case WEIGHT_SCALE -> trial.with(trial.net().withWeightScale((Double) value));
      case SEED -> trial.with(trial.config().withSeed((Long) value));
    };
  }

  /** Whether there are smaller values than this one. */
  boolean mayShrink(double value) {
    return switch (this) {
      case HIDDEN, EPOCHS, BATCH_SIZE -> value > 1;
      default -> value > 0;
    };
  }

  /** Whether there are larger values than this one that make sense. */
  boolean mayGrow(double value) {
    return this != LR_DECAY || value != 1;
  }

  @Override
  public String toString() {
    return text;
  }
}
