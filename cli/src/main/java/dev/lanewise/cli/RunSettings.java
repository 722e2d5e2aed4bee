package dev.lanewise.cli;

import dev.lanewise.train.Setting;
import dev.lanewise.train.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that can change a bit of a trained model: the engine's {@link Settings}, then what is
 * said of the data. JSON documents, results files, model files, the page of a grid and its command
 * take their settings from here.
 */
final class RunSettings {

  static final RunSetting DATA_SHA256 = RunSetting.of("dataSha256", "", run -> run.data().sha256());

  static final RunSetting TRAIN_SIZE =
      RunSetting.of("trainSize", "--train-size", run -> run.data().train())
          .askedFor(run -> run.data().asked().train());

  static final RunSetting VALIDATION_SIZE =
      RunSetting.of("validationSize", "--validation-size", run -> run.data().validation())
          .askedFor(run -> run.data().asked().validation());

  static final RunSetting NORMALIZE =
      RunSetting.of(
          "normalize",
          "--normalize",
          run -> run.shared().normalize().name().toLowerCase(Locale.ROOT));

  static final RunSetting FOLDS = RunSetting.of("folds", "", Recipe::folds);

  static final RunSetting DATA =
      RunSetting.of("data", "--data", run -> run.data().name())
          .askedFor(run -> run.data().argument())
          .notCompared();

  static final RunSetting TEST_SIZE =
      RunSetting.of("testSize", "--test-size", run -> run.data().test())
          .askedFor(run -> run.data().asked().test())
          .notCompared();

  static final RunSetting FOLD_SEED = RunSetting.of("foldSeed", "", Recipe::foldSeed);

  static final RunSetting LANEWISE_VERSION =
      RunSetting.of("lanewiseVersion", "", run -> Version.lanewise()).notCompared();

  static final RunSetting JAVA_VERSION =
      RunSetting.of("javaVersion", "", run -> Runtime.version().toString()).notCompared();

  /** What the data is, in the order of a command. */
  static final List<RunSetting> OF_DATA = List.of(DATA, TRAIN_SIZE, VALIDATION_SIZE, TEST_SIZE);

  /** Those whose columns stand before the result in a results file. */
  static final List<RunSetting> BEFORE_RESULT = of(Settings.BEFORE_RESULT);

  /** The others, in the order of their columns: a new one is the last. */
  static final List<RunSetting> BEHIND_RESULT =
      Stream.of(
              of(Settings.BEHIND_RESULT),
              List.of(
                  DATA_SHA256,
                  TRAIN_SIZE,
                  VALIDATION_SIZE,
                  NORMALIZE,
                  FOLDS,
                  DATA,
                  TEST_SIZE,
                  FOLD_SEED,
                  LANEWISE_VERSION,
                  JAVA_VERSION),
              of(later()))
          .flatMap(List::stream)
          .toList();

  /** All, in the order of columns and documents. */
  static final List<RunSetting> ALL =
      Stream.concat(BEFORE_RESULT.stream(), BEHIND_RESULT.stream()).toList();

  /** The weights that a run of {@code train} begins with, if they are not drawn. */
  private static final RunSetting FROM_SHA256 =
      RunSetting.of(
          Provenance.FROM_KEY,
          "",
          run -> Optional.of(run.shared().fromSha256()).filter(digits -> !digits.isEmpty()));

  /** All that a run tells of itself; results files have no column for the last. */
  static final List<RunSetting> OF_RUN =
      Stream.concat(ALL.stream(), Stream.of(FROM_SHA256)).toList();

  /** Those that a trial of a search has of its own. */
  static final List<RunSetting> OF_TRIAL =
      Stream.concat(
              BEFORE_RESULT.stream(),
              of(later().stream().filter(Setting::isSearched).toList()).stream())
          .toList();

  /** Those that have an option of {@code train}. */
  static final List<RunSetting> WITH_OPTION =
      ALL.stream().filter(setting -> !setting.option().isEmpty()).toList();

  private RunSettings() {}

  private static List<RunSetting> of(List<Setting<?>> settings) {
    return settings.stream().<RunSetting>map(setting -> RunSetting.of(setting)).toList();
  }

  /** Whether a setting is of the engine's that were added after files had their first form. */
  static boolean isLater(Setting<?> setting) {
    return later().contains(setting);
  }

  /** The engine's settings that were added after results files had their first form. */
  private static List<Setting<?>> later() {
    int first = Settings.BEFORE_RESULT.size() + Settings.BEHIND_RESULT.size();
    return Settings.ALL.subList(first, Settings.ALL.size());
  }
}
