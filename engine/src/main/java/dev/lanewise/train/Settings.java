package dev.lanewise.train;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Relu;
import dev.lanewise.data.Sampling;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.model.Init;
import dev.lanewise.model.NetSpec;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.Sgd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
                  + " / inputs of the layer) (he). auto is gaussian up to one hidden layer; beyond,"
                  + " he with the first weights divided by the size of the training inputs.");

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
                  plan -> plan.config().lrDecay(),
                  (plan, value) -> plan.with(plan.config().withLrDecay(value)))
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

  /** Probability to drop a unit; always 0 so far, a column without an option. */
  public static final Setting<Double> DROPOUT =
      add(
          Setting.of(
              "dropout",
              "dropout",
              SettingType.REAL,
              0.0,
              plan -> 0.0,
              (plan, value) -> {
                if (value != 0) {
                  throw new IllegalArgumentException("dropout must be 0 as yet, got " + value);
                }
                return plan;
              }));

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
              .help("N", "Stop after N epochs without a better validation accuracy; 0 for never."));

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
              .help("W", "Raise the learning rate evenly over the first W steps of the run.")
              .shortName("warmup")
              .searched(11));

  // New settings go here.

  /** All settings, in the order of documents and help. */
  public static final List<Setting<?>> ALL = List.copyOf(TABLE);

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

  /** From hidden to seed as they are drawn; all later ones before them, the latest first. */
  private static int placeInGrid(Setting<?> setting) {
    int draw = setting.draw().orElseThrow();
    return draw <= SEED.draw().orElseThrow() ? draw : -draw;
  }

  private static <T> Setting<T> add(Setting<T> setting) {
    TABLE.add(setting);
    return setting;
  }
}
