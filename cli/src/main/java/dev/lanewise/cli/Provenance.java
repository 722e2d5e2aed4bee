package dev.lanewise.cli;

import dev.lanewise.cli.options.NetOptions.Widths;
import dev.lanewise.cli.options.RunOptions.Init;
import dev.lanewise.data.DataSet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.search.TrialResult;
import dev.lanewise.train.SolverConfig;
import dev.lanewise.train.TrainingResult;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How a model came about, as a model file keeps it: every setting, the data, the versions. */
final class Provenance {

  private Provenance() {}

  /** Of a model that {@code train} made. */
  static Map<String, String> of(
      DataSet data, NetSpec net, Init init, SolverConfig config, TrainingResult result) {
    Map<String, String> entries = start(data, net, init);
    addConfig(entries, config);
    entries.put("best_epoch", Integer.toString(result.bestEpoch()));
    entries.put("validation_accuracy", Double.toString(result.validationAccuracy()));
    entries.put("test_accuracy", Double.toString(result.testAccuracy()));
    addVersions(entries);
    return entries;
  }

  /**
   * Of the best model of a search.
   *
   * @param folds of the cross-validation that ranked it; 0 without
   * @param testAccuracy NaN while it is not known
   */
  static Map<String, String> of(
      DataSet data, Init init, TrialResult result, int folds, double testAccuracy) {
    Map<String, String> entries = start(data, result.trial().net(), init);
    addConfig(entries, result.trial().config());
    entries.put("best_epoch", Integer.toString(result.bestEpoch()));
    entries.put("validation_accuracy", Double.toString(result.validationAccuracy()));
    if (folds > 0) { // trained on both parts
      int rows = data.train().size() + data.validation().size();
      entries.put("train_size", Integer.toString(rows));
      entries.put("validation_size", "0");
      entries.put("folds", Integer.toString(folds));
    }
    if (!Double.isNaN(testAccuracy)) {
      entries.put("test_accuracy", Double.toString(testAccuracy));
    }
    addVersions(entries);
    return entries;
  }

  private static Map<String, String> start(DataSet data, NetSpec net, Init init) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("data", data.name());
    entries.put("train_size", Integer.toString(data.train().size()));
    entries.put("validation_size", Integer.toString(data.validation().size()));
    entries.put("test_size", Integer.toString(data.test().size()));
    entries.put("hidden", new Widths(net.hidden()).toString());
    entries.put("init", name(init));
    return entries;
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static void addConfig(Map<String, String> entries, SolverConfig config) {
    entries.put("optimizer", "sgd");
    entries.put("learning_rate", Double.toString(config.learningRate()));
    entries.put("lr_decay", Double.toString(config.lrDecay()));
    entries.put("batch_size", Integer.toString(config.batchSize()));
    entries.put("epochs", Integer.toString(config.epochs()));
    entries.put("sampling", name(config.sampling()));
    entries.put("early_stopping", Integer.toString(config.earlyStopping()));
    entries.put("seed", Long.toString(config.seed()));
  }

  private static void addVersions(Map<String, String> entries) {
    entries.put("lanewise_version", Version.lanewise());
    entries.put("java_version", Runtime.version().toString());
  }
}
