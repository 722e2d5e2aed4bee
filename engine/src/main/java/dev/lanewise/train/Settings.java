package dev.lanewise.train;

import static dev.lanewise.train.NetSettings.ACTIVATION;
import static dev.lanewise.train.NetSettings.CLASS_WEIGHTS;
import static dev.lanewise.train.NetSettings.CLIP_NORM;
import static dev.lanewise.train.NetSettings.DROPOUT;
import static dev.lanewise.train.NetSettings.HIDDEN;
import static dev.lanewise.train.NetSettings.INIT;
import static dev.lanewise.train.NetSettings.LABEL_SMOOTHING;
import static dev.lanewise.train.NetSettings.LOSS;
import static dev.lanewise.train.NetSettings.REG;
import static dev.lanewise.train.NetSettings.WEIGHT_SCALE;
import static dev.lanewise.train.OptimizerSettings.BETA1;
import static dev.lanewise.train.OptimizerSettings.BETA2;
import static dev.lanewise.train.OptimizerSettings.EPSILON;
import static dev.lanewise.train.OptimizerSettings.MOMENTUM;
import static dev.lanewise.train.OptimizerSettings.OPTIMIZER;
import static dev.lanewise.train.OptimizerSettings.RHO;
import static dev.lanewise.train.OptimizerSettings.WEIGHT_DECAY;
import static dev.lanewise.train.ScheduleSettings.LEARNING_RATE;
import static dev.lanewise.train.ScheduleSettings.LR_DECAY;
import static dev.lanewise.train.ScheduleSettings.PLATEAU_PATIENCE;
import static dev.lanewise.train.ScheduleSettings.RATE_FACTOR;
import static dev.lanewise.train.ScheduleSettings.SCHEDULE;
import static dev.lanewise.train.ScheduleSettings.SCHEDULE_EPOCHS;
import static dev.lanewise.train.ScheduleSettings.STEP_EPOCHS;
import static dev.lanewise.train.ScheduleSettings.WARMUP_STEPS;
import static dev.lanewise.train.TrainingSettings.BATCH_SIZE;
import static dev.lanewise.train.TrainingSettings.EARLY_STOPPING;
import static dev.lanewise.train.TrainingSettings.EPOCHS;
import static dev.lanewise.train.TrainingSettings.MIN_DELTA;
import static dev.lanewise.train.TrainingSettings.MONITOR;
import static dev.lanewise.train.TrainingSettings.SAMPLING;
import static dev.lanewise.train.TrainingSettings.SEED;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table of all settings of a training. A new one is a constant in one of {@link NetSettings},
 * {@link OptimizerSettings}, {@link ScheduleSettings} and {@link TrainingSettings}, a line at the
 * end of {@link #LATER}, a field of {@link TrainingConfig} or {@link dev.lanewise.model.NetSpec},
 * and the place where it acts: options of the command line, lists and ranges, random draws, results
 * files, checkpoints, model files, JSON documents and the page of a search take their settings from
 * here.
 */
public final class Settings {

  /** The settings whose columns stand before the result in a results file. */
  public static final List<Setting<?>> BEFORE_RESULT =
      List.of(
          HIDDEN,
          LEARNING_RATE,
          LR_DECAY,
          EPOCHS,
          REG,
          BATCH_SIZE,
          OPTIMIZER,
          ACTIVATION,
          LOSS,
          WEIGHT_SCALE,
          DROPOUT,
          SEED);

  /** The settings whose columns stand directly behind the result. */
  public static final List<Setting<?>> BEHIND_RESULT = List.of(INIT, SAMPLING, EARLY_STOPPING);

  /** The settings whose columns come last. */
  public static final List<Setting<?>> LATER =
      List.of(
          WARMUP_STEPS,
          MOMENTUM,
          RHO,
          BETA1,
          BETA2,
          EPSILON,
          WEIGHT_DECAY,
          SCHEDULE,
          STEP_EPOCHS,
          RATE_FACTOR,
          PLATEAU_PATIENCE,
          SCHEDULE_EPOCHS,
          MONITOR,
          MIN_DELTA,
          LABEL_SMOOTHING,
          CLASS_WEIGHTS,
          CLIP_NORM);

  /** All settings, in the order of documents and help. */
  public static final List<Setting<?>> ALL =
      Stream.of(BEFORE_RESULT, BEHIND_RESULT, LATER).<Setting<?>>flatMap(List::stream).toList();

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
}
