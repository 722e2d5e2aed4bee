package dev.lanewise.optim;

import dev.lanewise.math.Parameter;
import java.util.List;
import java.util.Optional;

/**
 * The learning rate of each step: a pure function of the base rate and the step's position, so that
 * a run which continues from a checkpoint needs no state of it. Implementations are immutable, safe
 * for use by several threads, and compare by value.
 *
 * <p>Those of the engine are listed in {@link #all}; an embedder's own implements {@link Custom}.
 */
public sealed interface Schedule
    permits EpochDecay, StepDecay, Cosine, OneCycle, Plateau, Schedule.Custom {

  /** The schedules that have a name for options and files, in the order of their help. */
  static List<Schedule> all() {
    return List.of(
        new EpochDecay(1),
        new StepDecay(10, 0.1),
        new Cosine(),
        new OneCycle(),
        new Plateau(0.1, 10));
  }

  /**
   * The place of a step in a run.
   *
   * @param epoch epochs before it, from 0
   * @param step steps of its epoch before it, from 0 to {@code stepsPerEpoch - 1}
   * @param stepsPerEpoch steps of every epoch, at least 1
   * @param horizon epochs of the whole schedule, of which the run may train fewer or more
   * @param warmupSteps first steps of the run, over which the rate rises
   * @param scores what is monitored at the end of each epoch before it, larger being better
   */
  record Position(
      int epoch, int step, int stepsPerEpoch, int horizon, int warmupSteps, List<Double> scores) {

    /** Steps of the whole run before it, from 0. */
    public long globalStep() {
      return (long) epoch * stepsPerEpoch + step;
    }

    /** Steps of the whole schedule. */
    public long totalSteps() {
      return (long) horizon * stepsPerEpoch;
    }
  }

  /**
   * Its name in options and files, such as {@code cosine}. A formula of an embedder has its
   * parameters in it, since searches know their trials by it.
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
  default Schedule with(String parameter, double value) {
    return this;
  }

  /**
   * The rate of a step, without the factor of the warm-up.
   *
   * @param base the configured learning rate, above 0
   * @param position the step
   */
  double rate(double base, Position position);

  /** Whether the rate may differ between steps of one epoch; then it is asked for at each step. */
  default boolean changesWithinEpoch() {
    return false;
  }

  /** Whether it may begin with a warm-up; a schedule that rises by itself has none. */
  default boolean takesWarmup() {
    return true;
  }

  /** Whether it reads {@link Position#horizon}. */
  default boolean hasHorizon() {
    return false;
  }

  /** Whether it reads {@link Position#scores}, so that it needs a validation part. */
  default boolean readsScores() {
    return false;
  }

  /** A schedule of an embedder's own. */
  non-sealed interface Custom extends Schedule {}
}
