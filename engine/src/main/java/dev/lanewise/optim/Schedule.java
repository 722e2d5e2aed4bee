package dev.lanewise.optim;

/**
 * The learning rate of each step: a pure function of the base rate and the step's position, so that
 * a run which continues from a checkpoint needs no state of it. Implementations are immutable and
 * safe for use by several threads.
 */
public sealed interface Schedule permits EpochDecay, Schedule.Warmup, Schedule.Custom {

  /**
   * The place of a step in a run.
   *
   * @param epoch epochs before it, from 0
   * @param step steps of its epoch before it, from 0 to {@code stepsPerEpoch - 1}
   * @param stepsPerEpoch steps of every epoch, at least 1
   */
  record Position(int epoch, int step, int stepsPerEpoch) {

    /** Steps of the whole run before it, from 0. */
    public long globalStep() {
      return (long) epoch * stepsPerEpoch + step;
    }
  }

  /**
   * Raises the rate evenly: {@code then.rate · (t + 1) / steps} in double, from left to right, for
   * the first steps t of the run; afterwards {@code then.rate}.
   *
   * @param steps W, at least 1
   * @param then the schedule whose rate it reaches, at the same position
   */
  record Warmup(int steps, Schedule then) implements Schedule {

    @Override
    public double rate(double base, Position position) {
      double rate = then.rate(base, position);
      long t = position.globalStep();
      return t < steps ? rate * (t + 1) / steps : rate;
    }

    @Override
    public boolean changesWithinEpoch() {
      return true;
    }
  }

  /** A schedule of an embedder's own. */
  non-sealed interface Custom extends Schedule {

    /** Tells it from other schedules, with its parameters; searches know their trials by it. */
    String name();
  }

  /**
   * The rate of a step.
   *
   * @param base the configured learning rate, above 0
   * @param position the step
   */
  double rate(double base, Position position);

  /** Whether the rate may differ between steps of one epoch; then it is asked for at each step. */
  default boolean changesWithinEpoch() {
    return false;
  }
}
