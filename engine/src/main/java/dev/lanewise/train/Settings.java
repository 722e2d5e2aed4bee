package dev.lanewise.train;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Relu;
import dev.lanewise.data.Sampling;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.model.Init;
import dev.lanewise.model.NetSpec;
import dev.lanewise.optim.EpochDecay;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.Schedule;
import dev.lanewise.optim.Sgd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table of all settings of a training. A new one is a constant here, behind the others, a field
 * of {@link TrainingConfig} or {@link NetSpec}, and the place where it acts: options of the command
 * line, lists and ranges, random draws, results files, checkpoints, model files, JSON documents and
 * the page of a search take their settings from this table.
 */
public final class Settings {

  /** Activations of hidden layers by their names; the identity is not one. */
  public static final SettingType<Activation> ACTIVATIONS =
      SettingType.oneOf(Activation.all(), Activation::name);

  /** Losses by their names. */
  public static final SettingType<Loss> LOSSES = SettingType.oneOf(Loss.all(), Loss::name);

  private static final List<Setting<?>> TABLE = new ArrayList<>();

  /** How the initial weights are drawn. */
  public static final Setting<Init> INIT =
      Setting.of(
              "init",
              "init",
              SettingType.oneOf(List.of(Init.values())),
              Init.AUTO,
              plan -> plan.net().init(),
              (plan, value) -> plan.with(plan.net().withInit(value)))
          .help(
              "",
              "How weights are drawn: normally, with deviation --weight-scale (gaussian) or sqrt(2"
                  + " / inputs of the layer) (he); evenly up to sqrt(6 / (inputs + outputs))"
                  + " (xavier) or, biases too, 1 / sqrt(inputs) (torch). auto is gaussian up to one"
                  + " hidden layer; beyond, he with the first weights divided by the size of the"
                  + " training inputs.");

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

  /** Widths of the hidden layers. */
  public static final Setting<List<Integer>> HIDDEN =
      add(
          Setting.of(
                  "hidden",
                  "hidden",
                  SettingType.WIDTHS,
                  List.of(100),
                  plan -> plan.net().hidden(),
                  (plan, value) -> plan.with(plan.net().withHidden(value)))
              .help(
                  "WIDTHS",
                  "Widths of the hidden layers: 100, 512-256 for two; none for a linear"
                      + " classifier.")
              .helpOfSearch(
                  "Hidden layers of each net: 50,100 for two nets of one, 512-256 for one of two,"
                      + " none for a linear classifier.")
              .searched(0, List.of(List.of(100), List.of(200)))
              .sensible(1, Double.POSITIVE_INFINITY));

  /** Base learning rate. */
  public static final Setting<Double> LEARNING_RATE =
      add(
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
              .logarithmic());

  /** Factor on the learning rate after every epoch. */
  public static final Setting<Double> LR_DECAY =
      add(
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
              .sensible(0, 1));

  /** Passes over the training set. */
  public static final Setting<Integer> EPOCHS =
      add(
          Setting.of(
                  "epochs",
                  "epochs",
                  SettingType.WHOLE,
                  10,
                  plan -> plan.config().epochs(),
                  (plan, value) -> plan.with(plan.config().withEpochs(value)))
              .help("N", "Passes over the training set.")
              .searched(3)
              .sensible(1, Double.POSITIVE_INFINITY));

  /** L2 strength. */
  public static final Setting<Double> REG =
      add(
          Setting.of(
                  "reg",
                  "reg",
                  SettingType.REAL,
                  0.0,
                  plan -> plan.net().reg(),
                  (plan, value) -> plan.with(plan.net().withReg(value)))
              .help("R", "L2 strength: the loss gets 0.5 R times the sum of squared weights.")
              .searched(4, List.of(0.0, 0.1))
              .logarithmic());

  /** Samples of a step. */
  public static final Setting<Integer> BATCH_SIZE =
      add(
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
              .sensible(1, Double.POSITIVE_INFINITY));

  /** How weights move along their gradient. */
  public static final Setting<Optimizer> OPTIMIZER =
      add(
          Setting.of(
                  "optimizer",
                  "optimizer",
                  SettingType.oneOf(Optimizer.all(), Optimizer::name),
                  new Sgd(),
                  plan -> plan.config().optimizer(),
                  (plan, value) -> plan.with(plan.config().withOptimizer(value)))
              .help("", "How weights move along their gradient.")
              .searched(10));

  /** Activation of the hidden layers. */
  public static final Setting<Activation> ACTIVATION =
      add(
          Setting.of(
                  "activation",
                  "activation",
                  ACTIVATIONS,
                  new Relu(),
                  plan -> plan.net().activation(),
                  (plan, value) -> plan.with(plan.net().withActivation(value)))
              .help("", "Activation of the hidden layers.")
              .searched(6));

  /** What is minimized. */
  public static final Setting<Loss> LOSS =
      add(
          Setting.of(
                  "lossFunction",
                  "loss",
                  LOSSES,
                  new SoftmaxCrossEntropy(),
                  plan -> plan.net().loss(),
                  (plan, value) -> plan.with(plan.net().withLoss(value)))
              .help("", "What is minimized.")
              .searched(7));

  /** Deviation of the initial weights, which are {@link Init#GAUSSIAN} then. */
  public static final Setting<Double> WEIGHT_SCALE =
      add(
          Setting.of(
                  "weightScale",
                  "weight-scale",
                  SettingType.REAL,
                  NetSpec.WEIGHT_SCALE,
                  plan -> plan.net().weightScale(),
                  (plan, value) -> plan.with(plan.net().withWeightScale(value)))
              .help("S", "Deviation of initial weights of --init gaussian, which it means.")
              .shortName("scale")
              .searched(8)
              .logarithmic()
              .means(INIT, Init.GAUSSIAN));

  /** Probability to drop a unit. */
  public static final Setting<Double> DROPOUT =
      add(
          Setting.of(
                  "dropout",
                  "dropout",
                  SettingType.REAL,
                  0.0,
                  plan -> plan.net().dropout(),
                  (plan, value) -> plan.with(plan.net().withDropout(value)))
              .countsWithout(HIDDEN, List.of())
              .help("P", "Probability to drop an output of a hidden layer in training, below 1.")
              .searched(24));

  /** Seed of everything random. */
  public static final Setting<Long> SEED =
      add(
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
              .searched(9));

  /** The settings whose columns stand before the result in a results file. */
  public static final List<Setting<?>> BEFORE_RESULT = List.copyOf(TABLE);

  static {
    TABLE.add(INIT); // it is above, since the weight scale refers to it
  }

  /** How batches are drawn. */
  public static final Setting<Sampling> SAMPLING =
      add(
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
                      + " as the cs231n Solver does."));

  /** Epochs without a better validation accuracy after which training stops. */
  public static final Setting<Integer> EARLY_STOPPING =
      add(
          Setting.of(
                  "earlyStopping",
                  "early-stopping",
                  SettingType.WHOLE,
                  0,
                  plan -> plan.config().earlyStopping(),
                  (plan, value) -> plan.with(plan.config().withEarlyStopping(value)))
              .help("N", "Stop after N epochs without a gain of what is monitored; 0 for never."));

  /** The settings whose columns stand directly behind the result; later ones are the last. */
  public static final List<Setting<?>> BEHIND_RESULT =
      List.copyOf(TABLE.subList(BEFORE_RESULT.size(), TABLE.size()));

  /** Steps over which the learning rate rises to what the schedule says. */
  public static final Setting<Integer> WARMUP_STEPS =
      add(
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
              .searched(11));

  /** How much of the velocity stays after a step. */
  public static final Setting<Double> MOMENTUM =
      add(
          ofOptimizer("momentum", "momentum", 0.9)
              .help("M", "How much of the velocity stays after a step, 0 to below 1.")
              .searched(12));

  /** How much of RMSProp's mean of squares stays after a step. */
  public static final Setting<Double> RHO =
      add(
          ofOptimizer("rho", "rho", 0.99)
              .help("R", "How much of the mean of squares stays after a step, 0 to below 1.")
              .searched(13));

  /** How much of Adam's mean of gradients stays after a step. */
  public static final Setting<Double> BETA1 =
      add(
          ofOptimizer("beta1", "beta1", 0.9)
              .help("B", "How much of the mean of gradients stays after a step, 0 to below 1.")
              .searched(14));

  /** How much of Adam's mean of squares stays after a step. */
  public static final Setting<Double> BETA2 =
      add(
          ofOptimizer("beta2", "beta2", 0.999)
              .help("B", "How much of the mean of squares stays after a step, 0 to below 1.")
              .searched(15));

  /** What an optimizer adds to a root so as not to divide by 0. */
  public static final Setting<Double> EPSILON =
      add(
          ofOptimizer("epsilon", "epsilon", 1e-8)
              .help("E", "Added to the root of the mean of squares, above 0.")
              .searched(16)
              .logarithmic());

  /** By how much of the learning rate AdamW shrinks weights at each step. */
  public static final Setting<Double> WEIGHT_DECAY =
      add(
          ofOptimizer("weightDecay", "weight-decay", 0.01)
              .help("D", "Multiply weights, not biases, by 1 - rate times D before each step.")
              .shortName("decay")
              .searched(17)
              .logarithmic());

  static {
    TABLE.add(SCHEDULE); // it is above, since the decay of the rate refers to it
  }

  /** Epochs between two changes of the rate. */
  public static final Setting<Integer> STEP_EPOCHS =
      add(
          ofSchedule("stepEpochs", "step-epochs", 10)
              .help("N", "Epochs after which the schedule step changes the rate, each time.")
              .searched(19)
              .sensible(1, Double.POSITIVE_INFINITY));

  /** Factor on the learning rate where a schedule changes it. */
  public static final Setting<Double> RATE_FACTOR =
      add(
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
              .logarithmic());

  /** Epochs without an improvement that change nothing. */
  public static final Setting<Integer> PLATEAU_PATIENCE =
      add(
          ofSchedule("plateauPatience", "plateau-patience", 10)
              .help(
                  "N",
                  "Epochs in a row without an improvement by a 10,000th of the monitored value that"
                      + " plateau lets pass; it changes the rate after one more.")
              .searched(21));

  /** Epochs of the schedule. */
  public static final Setting<Integer> SCHEDULE_EPOCHS =
      add(
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
              .searched(22));

  /** What is monitored. */
  public static final Setting<Monitor> MONITOR =
      add(
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
                      + " plateau: the validation accuracy or loss."));

  /** The least gain that counts for early stopping. */
  public static final Setting<Double> MIN_DELTA =
      add(
          Setting.of(
                  "minDelta",
                  "min-delta",
                  SettingType.REAL,
                  0.0,
                  plan -> plan.config().minDelta(),
                  (plan, value) -> plan.with(plan.config().withMinDelta(value)))
              .countsWithout(EARLY_STOPPING, 0)
              .help(
                  "D", "Gains of the monitored value up to D do not count for --early-stopping."));

  /** Which part of the softmax loss's target is spread over all classes. */
  public static final Setting<Double> LABEL_SMOOTHING =
      add(
          Setting.of(
                  "labelSmoothing",
                  "label-smoothing",
                  SettingType.REAL,
                  0.0,
                  plan -> plan.net().loss().parameter("labelSmoothing").orElse(0.0),
                  (plan, value) ->
                      plan.with(
                          plan.net().withLoss(plan.net().loss().with("labelSmoothing", value))))
              .countsWith(LOSS, loss -> loss.parameter("labelSmoothing").isPresent())
              .help(
                  "E",
                  "Spread E of the target evenly over all classes while training, 0 to below 1.")
              .shortName("smoothing")
              .searched(23)
              .sensible(0, 1));

  /** How much the samples of each class count. */
  public static final Setting<ClassWeights> CLASS_WEIGHTS =
      add(
          Setting.of(
                  "classWeights",
                  "class-weights",
                  SettingType.CLASS_WEIGHTS,
                  ClassWeights.NONE,
                  plan -> plan.net().classWeights(),
                  (plan, value) -> plan.with(plan.net().withClassWeights(value)))
              .help(
                  "balanced|LIST",
                  "How much samples of each class count in the training loss: a number for each"
                      + " class, as 1,2,0.5, or each class as much as any other (balanced)."));

  // New settings go here.

  /** All settings, in the order of documents and help. */
  public static final List<Setting<?>> ALL = List.copyOf(TABLE);

  /**
   * All settings in the order in which they are to be set: what counts only with certain values of
   * another setting, such as a number of an optimizer, comes behind that.
   */
  public static final List<Setting<?>> AS_SET =
      Stream.of(false, true)
          .<Setting<?>>flatMap(
              later -> ALL.stream().filter(setting -> isSetLater(setting) == later))
          .toList();

  /**
   * The settings that trials of a search may differ in, in the order of a grid: the last varies
   * fastest. A new one varies slower than all before it, so that the trials of a grid without it
   * keep their numbers.
   */
  public static final List<Setting<?>> OF_GRID =
      ALL.stream()
          .filter(Setting::isSearched)
          .sorted(Comparator.comparingInt(Settings::placeInGrid))
          .toList();

  private Settings() {}

  /** The setting with a {@link Setting#key}. */
  public static Optional<Setting<?>> find(String key) {
    return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
  }

  private static boolean isSetLater(Setting<?> setting) {
    return setting.condition().filter(it -> it.implied().isEmpty()).isPresent();
  }

  /** From hidden to seed as they are drawn; all later ones before them, the latest first. */
  private static int placeInGrid(Setting<?> setting) {
    int draw = setting.draw().orElseThrow();
    return draw <= SEED.draw().orElseThrow() ? draw : -draw;
  }

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

  private static <T> Setting<T> add(Setting<T> setting) {
    TABLE.add(setting);
    return setting;
  }
}
