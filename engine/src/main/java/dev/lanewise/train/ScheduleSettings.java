package dev.lanewise.train;

import dev.lanewise.optim.EpochDecay;
import dev.lanewise.optim.Schedule;
import java.util.List;

/** The learning rate and how it changes from step to step. {@link Settings} lists them. */
public final class ScheduleSettings {

  /** Base learning rate. */
  public static final Setting<Double> LEARNING_RATE =
      Setting.of(
              "learningRate",
              "learning-rate",
              SettingType.REAL,
              1e-3,
              plan -> plan.config().learningRate(),
              (plan, value) -> plan.with(plan.config().withLearningRate(value)))
          .help("R", "Size of a step.")
          .shortName("rate")
          .searched(1, List.of(5e-4, 1e-3, 2e-3))
          .logarithmic();

  /** How the learning rate changes from step to step. */
  public static final Setting<Schedule> SCHEDULE =
      Setting.of(
              "schedule",
              "schedule",
              SettingType.oneOf(Schedule.all(), Schedule::name),
              new EpochDecay(1),
              plan -> plan.config().schedule(),
              (plan, value) -> plan.with(plan.config().withSchedule(value)))
          .help(
              "",
              "How the learning rate changes: times --lr-decay each epoch (constant), times"
                  + " --rate-factor every --step-epochs (step), to 0 on half a cosine (cosine), up"
                  + " to --learning-rate and down again (one-cycle), times --rate-factor where"
                  + " nothing improves (plateau).")
          .searched(18);

  /** Factor on the learning rate after every epoch. */
  public static final Setting<Double> LR_DECAY =
      Setting.of(
              "lrDecay",
              "lr-decay",
              SettingType.REAL,
              1.0,
              plan -> plan.config().schedule().parameter("lrDecay").orElse(1.0),
              (plan, value) -> withSchedule(plan, "lrDecay", value))
          .countsWith(SCHEDULE, schedule -> schedule.parameter("lrDecay").isPresent())
          .help("F", "Multiplies the learning rate after every epoch.")
          .shortName("decay")
          .searched(2)
          .sensible(0, 1);

  /** Steps over which the learning rate rises to what the schedule says. */
  public static final Setting<Integer> WARMUP_STEPS =
      Setting.of(
              "warmupSteps",
              "warmup-steps",
              SettingType.WHOLE,
              0,
              plan -> plan.config().warmupSteps(),
              (plan, value) -> plan.with(plan.config().withWarmupSteps(value)))
          .countsWith(SCHEDULE, Schedule::takesWarmup)
          .help("W", "Raise the learning rate evenly over the first W steps of the run.")
          .shortName("warmup")
          .searched(11);

  /** Epochs between two changes of the rate. */
  public static final Setting<Integer> STEP_EPOCHS =
      ofSchedule("stepEpochs", "step-epochs", 10)
          .help("N", "Epochs after which the schedule step changes the rate, each time.")
          .searched(19)
          .sensible(1, Double.POSITIVE_INFINITY);

  /** Factor on the learning rate where a schedule changes it. */
  public static final Setting<Double> RATE_FACTOR =
      Setting.of(
              "rateFactor",
              "rate-factor",
              SettingType.REAL,
              0.1,
              plan -> plan.config().schedule().parameter("rateFactor").orElse(0.1),
              (plan, value) -> withSchedule(plan, "rateFactor", value))
          .countsWith(SCHEDULE, schedule -> schedule.parameter("rateFactor").isPresent())
          .help("F", "Factor on the rate where step or plateau changes it.")
          .searched(20)
          .logarithmic();

  /** Epochs without an improvement that change nothing. */
  public static final Setting<Integer> PLATEAU_PATIENCE =
      ofSchedule("plateauPatience", "plateau-patience", 10)
          .help(
              "N",
              "Epochs in a row without an improvement by a 10,000th of the monitored value that"
                  + " plateau lets pass; it changes the rate after one more.")
          .searched(21);

  /** Epochs of the schedule. */
  public static final Setting<Integer> SCHEDULE_EPOCHS =
      Setting.of(
              "scheduleEpochs",
              "schedule-epochs",
              SettingType.WHOLE,
              0,
              plan -> plan.config().scheduleEpochs(),
              (plan, value) -> plan.with(plan.config().withScheduleEpochs(value)))
          .countsWith(SCHEDULE, Schedule::hasHorizon)
          .help(
              "N",
              "Epochs of the whole schedule, so that a run of fewer --epochs is the beginning"
                  + " of a longer one; 0 for --epochs.")
          .searched(22);

  private ScheduleSettings() {}

  private static TrainingPlan withSchedule(TrainingPlan plan, String parameter, double value) {
    return plan.with(plan.config().withSchedule(plan.config().schedule().with(parameter, value)));
  }

  /** A whole number that some schedules have. */
  private static Setting<Integer> ofSchedule(String key, String name, int standard) {
    return Setting.of(
            key,
            name,
            SettingType.WHOLE,
            standard,
            plan -> plan.config().schedule().parameter(key).map(Double::intValue).orElse(standard),
            (plan, value) -> withSchedule(plan, key, value))
        .countsWith(SCHEDULE, schedule -> schedule.parameter(key).isPresent());
  }
}
