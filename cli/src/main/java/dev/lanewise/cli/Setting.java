package dev.lanewise.cli;

import dev.lanewise.cli.options.NetOptions.Widths;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Everything that can change a bit of a trained model, one line each. JSON documents, results
 * files, model files, the page of a grid and its command all take their settings from here, so a
 * new setting needs a line here and nothing more.
 *
 * <p>The order is that of the columns of a results file. The settings of a trial, {@link #HIDDEN}
 * to {@link #SEED}, stand before its result, all others after it, so a new one goes to the end.
 */
@SuppressWarnings("ImmutableEnumChecker") // its functions capture nothing
enum Setting {
  HIDDEN("hidden", "--hidden", run -> run.net().hidden()),
  LEARNING_RATE("learningRate", "--learning-rate", run -> run.config().learningRate()),
  LR_DECAY("lrDecay", "--lr-decay", run -> run.config().lrDecay()),
  EPOCHS("epochs", "--epochs", run -> run.config().epochs()),
  REG("reg", "--reg", run -> run.net().reg()),
  BATCH_SIZE("batchSize", "--batch-size", run -> run.config().batchSize()),
  OPTIMIZER("optimizer", "--optimizer", run -> "sgd"),
  ACTIVATION("activation", "--activation", run -> run.net().activation()),
  LOSS("lossFunction", "--loss", run -> run.net().loss()),
  WEIGHT_SCALE("weightScale", "--weight-scale", run -> run.net().weightScale()),
  DROPOUT("dropout", "--dropout", run -> 0.0), // not an option yet
  SEED("seed", "--seed", run -> run.config().seed()),
  INIT("init", "--init", run -> run.net().init()),
  SAMPLING("sampling", "--sampling", run -> run.config().sampling()),
  EARLY_STOPPING("earlyStopping", "--early-stopping", run -> run.config().earlyStopping()),
  DATA_SHA256("dataSha256", "", run -> run.data().sha256()),
  TRAIN_SIZE(
      "trainSize", "--train-size", run -> run.data().train(), run -> run.data().asked().train()),
  VALIDATION_SIZE(
      "validationSize",
      "--validation-size",
      run -> run.data().validation(),
      run -> run.data().asked().validation()),
  NORMALIZE("normalize", "--normalize", run -> run.shared().normalize()),
  FOLDS("folds", "", run -> run.folds()),
  DATA("data", "--data", run -> run.data().name(), run -> run.data().argument()),
  TEST_SIZE("testSize", "--test-size", run -> run.data().test(), run -> run.data().asked().test()),
  FOLD_SEED("foldSeed", "", run -> run.foldSeed()),
  LANEWISE_VERSION("lanewiseVersion", "", run -> Version.lanewise()),
  JAVA_VERSION("javaVersion", "", run -> Runtime.version().toString());

  /** What the data is, in the order of a command. */
  static final List<Setting> OF_DATA = List.of(DATA, TRAIN_SIZE, VALIDATION_SIZE, TEST_SIZE);

  private final String key;
  private final String option;
  private final Function<Recipe, Object> value;
  private final Function<Recipe, Object> argument;

  Setting(String key, String option, Function<Recipe, Object> value) {
    this(key, option, value, value);
  }

  /** A setting that is told by {@code value} and asked for by {@code argument}. */
  Setting(
      String key,
      String option,
      Function<Recipe, Object> value,
      Function<Recipe, Object> argument) {
    this.key = key;
    this.option = option;
    this.value = value;
    this.argument = argument;
  }

  /** The settings that a trial of a search has of its own. */
  static List<Setting> ofTrial() {
    return List.copyOf(EnumSet.range(HIDDEN, SEED));
  }

  /** The settings that all trials of a search share. */
  static List<Setting> shared() {
    return List.copyOf(EnumSet.complementOf(EnumSet.range(HIDDEN, SEED)));
  }

  /** The settings that have an option of {@code train}. */
  static List<Setting> withOption() {
    return Stream.of(values()).filter(setting -> !setting.option.isEmpty()).toList();
  }

  /** Its name in JSON documents and results files, such as {@code learningRate}. */
  String key() {
    return key;
  }

  /** Its name in model files, such as {@code learning_rate}. */
  String modelKey() {
    return key.replaceAll("(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  /** Its option of {@code train}; empty if it has none. */
  String option() {
    return option;
  }

  /** Its name for people, such as "learning rate". */
  String words() {
    return option.replaceFirst("^--", "").replace('-', ' ');
  }

  /** Whether a search may only go on with results that have the same value. */
  boolean isCompared() {
    return switch (this) {
      case DATA, TEST_SIZE, LANEWISE_VERSION, JAVA_VERSION -> false; // change no trained bit
      default -> true;
    };
  }

  /** The value in a JSON document: a number, text or list; an empty Optional if there is none. */
  Object json(Recipe run) {
    Object plain = value.apply(run);
    return plain instanceof Enum<?> ? text(plain) : plain;
  }

  /** The value as text; empty if there is none. */
  String text(Recipe run) {
    return text(value.apply(run));
  }

  /** The value as its option takes it; empty if the option was not given. */
  String argument(Recipe run) {
    return text(argument.apply(run));
  }

  /** A value of a JSON document as text. */
  static String text(Object value) {
    return switch (value) {
      case Optional<?> optional -> optional.map(Setting::text).orElse("");
      case OptionalInt size -> size.isPresent() ? Integer.toString(size.getAsInt()) : "";
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
      case List<?> widths ->
          new Widths(widths.stream().map(Integer.class::cast).toList()).toString();
      default -> value.toString();
    };
  }
}
