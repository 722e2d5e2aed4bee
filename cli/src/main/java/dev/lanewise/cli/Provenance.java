package dev.lanewise.cli;

import dev.lanewise.cli.options.GridOptions;
import dev.lanewise.cli.options.NetOptions;
import dev.lanewise.cli.options.NetOptions.Widths;
import dev.lanewise.data.DataSet;
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
      DataSet data, NetOptions net, SolverConfig config, TrainingResult result) {
    Map<String, String> entries = start(data);
    entries.put("hidden", net.hidden().toString());
    entries.put("init", name(net.init()));
    addConfig(entries, config, result.bestEpoch(), result.validationAccuracy());
    entries.put("test_accuracy", Double.toString(result.testAccuracy()));
    addVersions(entries);
    return entries;
  }

  /** Of the best model of a grid, whose test accuracy is not known yet. */
  static Map<String, String> of(DataSet data, GridOptions grid, TrialResult result) {
    Map<String, String> entries = start(data);
    entries.put("hidden", new Widths(result.trial().net().hidden()).toString());
    entries.put("init", name(grid.init()));
    addConfig(entries, result.trial().config(), result.bestEpoch(), result.validationAccuracy());
    addVersions(entries);
    return entries;
  }

  private static Map<String, String> start(DataSet data) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("data", data.name());
    entries.put("train_size", Integer.toString(data.train().size()));
    entries.put("validation_size", Integer.toString(data.validation().size()));
    entries.put("test_size", Integer.toString(data.test().size()));
    return entries;
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static void addConfig(
      Map<String, String> entries, SolverConfig config, int bestEpoch, double accuracy) {
    entries.put("optimizer", "sgd");
    entries.put("learning_rate", Double.toString(config.learningRate()));
    entries.put("lr_decay", Double.toString(config.lrDecay()));
    entries.put("batch_size", Integer.toString(config.batchSize()));
    entries.put("epochs", Integer.toString(config.epochs()));
    entries.put("sampling", name(config.sampling()));
    entries.put("early_stopping", Integer.toString(config.earlyStopping()));
    entries.put("seed", Long.toString(config.seed()));
    entries.put("best_epoch", Integer.toString(bestEpoch));
    entries.put("validation_accuracy", Double.toString(accuracy));
  }

  private static void addVersions(Map<String, String> entries) {
    entries.put("lanewise_version", Version.lanewise());
    entries.put("java_version", Runtime.version().toString());
  }
}
